"""`sobremesa call`: JSON in, JSON out and nothing else on stdout; what takes longer goes on without us."""

import json
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def test_a_request_on_stdin_is_a_result_on_stdout(sobremesa: Command) -> None:
    done = sobremesa("call", "simulate_interactions", stdin=json.dumps(TALK))
    assert done.returncode == 0, done.stderr
    result = result_of(done)
    assert (result["status"], result["mode"], result["error"]) == ("done", "social", None)
    page = sobremesa("call", "get_simulation", stdin=json.dumps({"thread_id": result["thread_id"], "page": 1}))
    assert "Never 🛶" in result_of(page)["page"]["text"]


def test_what_is_wrong_is_a_result_too_with_a_code_of_its_own(sobremesa: Command) -> None:
    for tool, text, kind in (
        ("simulate_scenario", "not JSON", "bad_request"),
        ("get_simulation", '{"thread_id": "nowhere"}', "not_found"),
    ):
        done = sobremesa("call", tool, stdin=text)
        assert (done.returncode, result_of(done)["error"]["kind"]) == (2, kind), done.stderr


def test_what_is_not_done_in_time_goes_on_in_a_process_of_its_own(
    sobremesa: Command, environment: dict[str, str], scripted: ScriptedServer
) -> None:
    opened = threading.Event()

    def rule(asked: Asked) -> Answer:
        assert opened.wait(LONG)
        return whole_loop(asked)

    scripted.rule = rule
    env = scripted.environ()
    first = sobremesa("call", "simulate_interactions", stdin=json.dumps({**TALK, "wait": 0.2}), env=env)
    result = result_of(first)
    assert (first.returncode, result["status"]) == (0, "running")
    settings = Settings(home=Path(environment["SOBREMESA_HOME"]))
    until = time.monotonic() + LONG
    while run.threads(settings)[0].status != "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    opened.set()
    last = sobremesa("call", "get_simulation", stdin=json.dumps({"thread_id": result["thread_id"]}), env=env)
    assert result_of(last)["status"] == "done"


def test_the_contract_is_told(within: Command) -> None:
    told = json.loads(within("contract").stdout)
    assert len(told["tools"]) == 4
