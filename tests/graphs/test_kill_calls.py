"""SIGKILL at random moments of a conversation whose words a server writes: what was answered is never asked again.

A moment is drawn under a seed: how many requests the server has had, and a delay that leads into what comes next. What
was in flight then is what the server was asked and the journal holds no answer to.
"""

import asyncio
import hashlib
import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from nursery import Nursery, kill
from scripted_llm import Answer, Asked, ScriptedServer, serve
from scripted_rules import whole_loop
from sobremesa.graphs import run
from sobremesa.nodes.contract import AgentRequest, Request
from sobremesa.nodes.report import Report
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Entry, Journal

MOMENTS = 50
AT_ONCE = 4
PEOPLE = 5
ROUNDS = 5
LATENCY_SECONDS = 0.04
REQUEST = Request(
    scenario="Five neighbours talk about whether the old cinema should be pulled down.",
    mode="social",
    agents=tuple(AgentRequest(role=role) for role in ("baker", "nurse", "teacher", "student", "pensioner")),
    rounds=ROUNDS,
    seed=5,
)


def written(asked: Asked) -> Answer:
    """What a language model would answer, after a while; nobody comes round, so that all rounds are held."""
    answer = json.loads(whole_loop(asked).text)
    if "stance" in answer:
        answer["stance"] = 1.0 if asked.number % 2 else -1.0
    if "speech" in answer:
        answer["speech"] = f"I say {asked.number:x}."
    return Answer(json.dumps(answer), delay=LATENCY_SECONDS)


@dataclass(frozen=True)
class Unbroken:
    """The run when nothing happens to it: its report, and what the server was asked."""

    report: Report
    asked: Counter[str]


def prompts(asked: list[Asked]) -> Counter[str]:
    """How often each prompt has come, by the hash under which the journal keeps its answer."""
    counted: Counter[str] = Counter()
    for one in asked:
        messages = [[message["role"], message["content"]] for message in one.body["messages"]]
        shaping = [one.body["model"], messages, one.schema, one.body["max_tokens"], one.body.get("temperature")]
        counted[hashlib.sha256(json.dumps(shaping, sort_keys=True, ensure_ascii=False).encode()).hexdigest()] += 1
    return counted


def answered(settings: Settings) -> set[str]:
    """The prompts that the thread's journal holds an answer to."""
    if not settings.journal_path.exists():
        return set()
    kept = Journal(settings.journal_path).recorded("t")
    return {key.prompt for key, what in kept if isinstance(what, Entry)}


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Unbroken:
    with serve(written) as server:
        settings = settings_of(server, tmp_path_factory.mktemp("unbroken"))
        result = asyncio.run(run.start(REQUEST, settings, "t"))
        assert result.report is not None
        return Unbroken(result.report, prompts(server.asked))


def settings_of(server: ScriptedServer, home: Path) -> Settings:
    return Settings.from_env(server.environ(SOBREMESA_HOME=str(home)))


def killed_at(requests: int, delay: float, server: ScriptedServer, home: Path, nursery: Nursery) -> None:
    """Run in a process of its own that is killed `delay` seconds after the server has had so many requests.

    Before it is entered among the threads there is nothing to resume.
    """
    environ = server.environ(SOBREMESA_HOME=str(home))
    number = nursery.begin(environ, REQUEST.model_dump_json())
    table = run.run_table(settings_of(server, home))
    while table.find("t") is None or server.count < requests:
        time.sleep(0.001)
        os.kill(number, 0)  # raises where the run has ended by itself
    time.sleep(delay)
    kill(number)
    nursery.ended()


@pytest.mark.parametrize(
    "moment", [pytest.param(n, marks=[] if n < AT_ONCE else [pytest.mark.slow]) for n in range(MOMENTS)]
)
async def test_what_was_answered_is_not_asked_again(
    moment: int, unbroken: Unbroken, nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(moment)
    # Before the last answer, so that there is a run to be killed.
    requests = chance.randrange(unbroken.asked.total() - 1)
    delay = chance.uniform(0, LATENCY_SECONDS)
    with serve(written) as server:
        settings = settings_of(server, tmp_path)
        killed_at(requests, delay, server, tmp_path, nursery)
        assert not any(record.status == "done" for record in run.threads(settings))
        kept = answered(settings)
        in_flight = prompts(server.asked) - Counter(kept)
        result = await run.resume("t", settings)
    asked = prompts(server.asked)
    repeated = asked - unbroken.asked
    assert not repeated.keys() & kept
    assert repeated.total() <= in_flight.total() <= PEOPLE
    assert asked.keys() == unbroken.asked.keys()
    assert result.status == "done"
    assert result.report is not None
    assert result.report.transcript == unbroken.report.transcript
    assert len(result.report.transcript) == PEOPLE * ROUNDS
