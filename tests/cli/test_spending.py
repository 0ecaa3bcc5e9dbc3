"""What a run costs, from the command line: before, while it is at work, and when a limit ends it."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripted_llm import ScriptedServer

Command = Callable[..., subprocess.CompletedProcess[str]]

CHARACTERS = "Three founders quarrel about selling the company. What conflicts arise, and who gives in?"


def test_a_dry_run_tells_what_a_run_would_take_and_asks_nobody(sobremesa: Command, scripted: ScriptedServer) -> None:
    said = ("run", CHARACTERS, "--mode", "social", "--rounds", "2", "--dry-run")
    done = sobremesa(*said, env=scripted.environ())
    assert done.returncode == 0, done.stderr
    assert re.search(r"\| calls: speak \| \d+ \| 6 \| \d+ \|", done.stdout)
    assert "| cost | unpriced | unpriced | unpriced |" in done.stdout
    figures = json.loads(sobremesa(*said, "--json", "--latency", "2.5/80", env=scripted.environ()).stdout)
    assert figures["latency"] == {"first": 2.5, "tokens_a_second": 80.0}
    assert figures["usd"] is None
    assert scripted.count == 0
    assert sobremesa("threads").stdout == ""


def test_a_dry_run_without_a_language_model_says_that_nothing_is_asked(sobremesa: Command) -> None:
    done = sobremesa("run", CHARACTERS, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "No language model is in use" in done.stdout


@pytest.mark.parametrize("latency", ["fast", "1", "-1/60", "1/0", "nan/60", "1/60/2"])
def test_a_latency_that_is_none_is_a_sentence(sobremesa: Command, scripted: ScriptedServer, latency: str) -> None:
    done = sobremesa("run", CHARACTERS, "--dry-run", f"--latency={latency}", env=scripted.environ())
    assert done.returncode == 2
    assert "--latency must be two numbers" in done.stderr


def test_a_run_tells_what_it_has_taken_and_ends_at_its_limit(
    sobremesa: Command, scripted: ScriptedServer, tmp_path: Path
) -> None:
    out = tmp_path / "report.md"
    environ = scripted.environ(SOBREMESA_MAX_CALLS="9", SOBREMESA_PRICE="1/2")
    done = sobremesa("run", CHARACTERS, "--mode", "social", "--rounds", "9", "--out", str(out), env=environ)
    assert done.returncode == 4, done.stderr
    told = re.findall(r"^Talking round \d of 9 \((\d+) calls, [\d,]+ tokens, \d\.\d{4} USD\)$", done.stderr, re.M)
    assert told
    assert sorted(told, key=int) == told
    report = out.read_text()
    assert "The limit of calls of a language model is reached (SOBREMESA_MAX_CALLS)" in report
    assert re.search(r"Cost: 9 calls of a language model, [\d,]+ tokens in, [\d,]+ out, \d\.\d{4} USD", report)
