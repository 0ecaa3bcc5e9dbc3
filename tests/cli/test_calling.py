"""`sobremesa call`: JSON in, JSON out and nothing else on stdout; what takes longer goes on without us."""

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa.graphs import run
from sobremesa.nodes.settings import Settings

TALK = {"scenario": 'Two siblings argue: "sell the boat?"\n\tNever 🛶 \\ said one.', "rounds": 1, "masked": False}
Command = Callable[..., subprocess.CompletedProcess[str]]
LONG = 60.0


def result_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one line on stdout."""
    (line,) = done.stdout.splitlines()
    result: dict[str, Any] = json.loads(line)
    return result


@pytest.fixture
def called(within: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Calls in this process: a tool, and what stands on stdin."""

    def command(tool: str, text: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return within("call", tool)

    return command


def test_a_request_on_stdin_is_a_result_on_stdout(sobremesa: Command, called: Command) -> None:
    done = sobremesa("call", "simulate_interactions", stdin=json.dumps(TALK))
    assert done.returncode == 0, done.stderr
    result = result_of(done)
    assert (result["status"], result["mode"], result["error"]) == ("done", "social", None)
    page = called("get_simulation", json.dumps({"thread_id": result["thread_id"], "page": 1}))
    assert "Never 🛶" in result_of(page)["page"]["text"]


def test_what_is_wrong_is_a_result_too_with_a_code_of_its_own(called: Command) -> None:
    for tool, text, kind in (
        ("simulate_scenario", "", "bad_request"),
        ("simulate_scenario", "not JSON", "bad_request"),
        ("simulate_scenario", "[" * 100_000, "bad_request"),
        ("simulate_weather", json.dumps(TALK), "bad_request"),
        ("get_simulation", '{"thread_id": "nowhere"}', "not_found"),
    ):
        done = called(tool, text)
        assert (done.returncode, result_of(done)["error"]["kind"]) == (2, kind), done.stderr


def test_what_is_not_done_in_time_goes_on_in_a_process_of_its_own(
    sobremesa: Command, called: Command, environment: dict[str, str], scripted: ScriptedServer
) -> None:
    opened = threading.Event()

    def rule(asked: Asked) -> Answer:
        assert opened.wait(LONG)
        return whole_loop(asked)

    scripted.rule = rule
    request = json.dumps({**TALK, "wait": 0.2})
    first = sobremesa("call", "simulate_interactions", stdin=request, env=scripted.environ())
    result = result_of(first)
    assert (first.returncode, result["status"]) == (0, "running")
    settings = Settings(home=Path(environment["SOBREMESA_HOME"]))
    until = time.monotonic() + LONG
    while run.threads(settings)[0].status != "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    opened.set()
    while run.threads(settings)[0].status == "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    last = called("get_simulation", json.dumps({"thread_id": result["thread_id"], "wait": 0}))
    assert result_of(last)["status"] == "done"


def test_the_contract_is_told(within: Command) -> None:
    told = json.loads(within("contract").stdout)
    assert len(told["tools"]) == 4


def test_without_the_sdk_serving_says_what_to_install(within: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "mcp" or name.startswith(("mcp.", "sobremesa.doors.mcp"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    done = within("mcp")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'sobremesa[mcp]'" in done.stderr
