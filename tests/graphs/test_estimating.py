"""An estimate asks nobody, and what a run then takes lies inside it."""

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from benchmarks.talking.table import council

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa.api import acompile
from sobremesa.errors import BadRequestError
from sobremesa.estimating import aestimate
from sobremesa.graphs import run
from sobremesa.graphs.estimating import estimate
from sobremesa.graphs.skipping import SkippingLoop
from sobremesa.nodes.contract import AgentRequest, Request
from sobremesa.nodes.estimate import Estimate, Latency, Span
from sobremesa.nodes.settings import VARIABLES, Settings
from sobremesa.nodes.sheet.writing import write_sheet
from sobremesa.report.estimate import render

PEOPLE = tuple(AgentRequest(role=role) for role in ("baker", "nurse", "teacher", "student", "pensioner"))
CINEMA = "Five neighbours talk about whether the old cinema should be pulled down."
REQUESTS = {
    "social": Request(scenario=CINEMA, mode="social", agents=PEOPLE, rounds=5),
    "one after another": Request(scenario=CINEMA, mode="social", agents=PEOPLE[:3], rounds=7, turn_taking="urgency"),
    "several conversations": Request(scenario=CINEMA, mode="social", agents=PEOPLE[:2], rounds=2, replicates=3),
    "read from the words": Request(
        scenario="I have 3 characters: a stoic engineer, an artist and a trader. They hear that the reactor leaks."
    ),
    "mechanics": Request(
        scenario="100 people with neural interfaces. Interfaces fail at 10% rate. "
        "People can see each other's emotional states.",
        replicates=5,
    ),
    "hybrid": Request(
        scenario="100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious "
        "nurse, a stoic engineer and a station chief talk as it happens; what they decide should change the repair "
        "rate.",
        replicates=5,
    ),
}
LONG = REQUESTS["social"].model_copy(update={"rounds": 15})
SPEECH = "The cinema is where I met my wife, and I will not see it go for another car park. What would you put there?"


def plausible(asked: Asked) -> Answer:
    """Turns of the usual length; the rest as short as the server writes it."""
    answer = whole_loop(asked)
    if asked.schema is None or "speech" not in asked.fields:
        return answer
    said = json.loads(answer.text)
    said |= {"speech": f"{SPEECH} ({asked.number % 997})", "thought": f"They do not know about {asked.number % 991}."}
    return Answer(json.dumps(said))


def settings_of(scripted: ScriptedServer, home: Path, **more: str) -> Settings:
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(home), SOBREMESA_PRICE="1/2", **more))


def holds(span: Span | None, figure: float | None) -> bool:
    assert span is not None and figure is not None
    return span.low <= figure <= span.high


@pytest.mark.parametrize("name", REQUESTS)
async def test_what_a_run_takes_lies_inside_its_estimate(scripted: ScriptedServer, tmp_path: Path, name: str) -> None:
    scripted.rule = plausible
    settings = settings_of(scripted, tmp_path)
    before = await estimate(REQUESTS[name], settings)
    assert scripted.count == 0
    result = await run.start(REQUESTS[name], settings, "t")
    assert result.status == "done"
    assert before.mode == result.mode
    assert holds(before.calls, result.cost.calls)
    assert holds(before.prompt_tokens, result.cost.prompt_tokens)
    assert holds(before.completion_tokens, result.cost.completion_tokens)
    assert holds(before.usd, result.cost.usd)
    # And it says something: the likely run is not another one.
    assert 0.5 <= result.cost.calls / before.calls.likely <= 2
    assert 0.4 <= result.cost.prompt_tokens / before.prompt_tokens.likely <= 2.5


@pytest.mark.parametrize("name", ["social", "one after another", "several conversations", "long"])
async def test_each_turn_and_answer_of_a_talk_is_counted(scripted: ScriptedServer, tmp_path: Path, name: str) -> None:
    request = LONG if name == "long" else REQUESTS[name]
    made = {one.node: one.calls.likely for one in (await estimate(request, settings_of(scripted, tmp_path))).asking}
    talks, people = request.replicates or 1, len(request.agents)
    assert made["speak"] == talks * people * (request.rounds or 0)
    assert made["private"] == talks * people * 2  # before and after
    assert ("note" in made) == (name == "long")  # a memory that is short enough needs none


async def test_at_most_every_turn_is_written_again_and_at_least_none(scripted: ScriptedServer, tmp_path: Path) -> None:
    """Whoever sits there, however set in their ways: a second version is asked for once a turn."""
    sheet = write_sheet(council(4))
    request = Request(scenario=CINEMA, mode="social", personas=sheet, rounds=4)
    made = {one.node: one.calls for one in (await estimate(request, settings_of(scripted, tmp_path))).asking}
    assert (made["rewrite"].low, made["rewrite"].likely) == (0, 0)
    # Each version comes blank at first, and is repaired.
    assert made["rewrite"].high == made["speak"].high == 2 * 4 * 4


async def test_conversations_instead_of_runs_are_announced(scripted: ScriptedServer, tmp_path: Path) -> None:
    settings = settings_of(scripted, tmp_path)
    made = await estimate(Request(scenario=CINEMA, replicates=3, rounds=2), settings)
    assert made.mode == "social"
    assert "3 conversations" in render(made)
    asked_for = await estimate(Request(scenario=CINEMA, mode="social", replicates=3, rounds=2), settings)
    assert asked_for.calls.likely == made.calls.likely - 1  # where the words lead is not asked
    assert "conversations" not in render(asked_for)


async def test_what_the_journal_holds_for_everyone_is_not_counted(scripted: ScriptedServer, tmp_path: Path) -> None:
    scripted.rule = plausible
    settings, request = settings_of(scripted, tmp_path), REQUESTS["read from the words"]
    first = await estimate(request, settings)
    assert {one.node for one in first.asking} >= {"classify", "cast", "speak", "synthesize"}
    await run.start(request, settings, "t")
    second = await estimate(request, settings)
    assert not {one.node for one in second.asking} & {"classify", "cast"}
    # At most, each of the two would have been asked twice.
    assert second.calls.high == first.calls.high - 4


async def test_a_document_that_is_asked_for_anew_is_counted(scripted: ScriptedServer, tmp_path: Path) -> None:
    settings, request = settings_of(scripted, tmp_path), REQUESTS["mechanics"]
    await acompile(request.scenario, settings=settings)
    asked = {
        anew: {one.node for one in (await estimate(request.model_copy(update={"recompile": anew}), settings)).asking}
        for anew in (False, True)
    }
    assert asked[True] - asked[False] == {"compile"}


async def test_an_estimate_leaves_nothing_behind(scripted: ScriptedServer, tmp_path: Path) -> None:
    await estimate(REQUESTS["social"], settings_of(scripted, tmp_path))
    kept = (tmp_path / "journal.sqlite").read_bytes()
    assert b"baker" not in kept
    assert not (tmp_path / "runs.sqlite").exists()


async def test_waiting_is_told_for_the_latency_that_is_assumed(scripted: ScriptedServer, tmp_path: Path) -> None:
    async def waiting(latency: Latency, concurrency: int, **fields: object) -> float:
        settings = settings_of(scripted, tmp_path, SOBREMESA_CONCURRENCY=str(concurrency))
        request = REQUESTS["social"].model_copy(update={"rounds": 2, **fields})
        return (await estimate(request, settings, latency)).seconds.likely

    ever = Latency(first=10, tokens_a_second=1e9)
    at_once = await waiting(ever, 8)
    # Nobody waits for a second one in the time of the first: as many tens of seconds as there are steps in a row.
    assert at_once == pytest.approx(10 * round(at_once / 10), abs=0.1)
    assert await waiting(Latency(first=20, tokens_a_second=1e9), 8) == pytest.approx(2 * at_once, abs=0.1)
    assert await waiting(ever, 1) > 2.5 * at_once
    assert await waiting(ever, 8, turn_taking="round_robin") > 1.5 * at_once


async def test_limits_that_the_likely_run_would_reach_are_named(scripted: ScriptedServer, tmp_path: Path) -> None:
    request = REQUESTS["social"]
    assert (await estimate(request, settings_of(scripted, tmp_path))).limits == ()
    tight = settings_of(scripted, tmp_path, SOBREMESA_MAX_CALLS="5", SOBREMESA_MAX_USD="0.001", SOBREMESA_DEADLINE="1")
    made = await estimate(request, tight)
    assert made.limits == ("SOBREMESA_MAX_CALLS", "SOBREMESA_MAX_USD", "SOBREMESA_DEADLINE")
    assert "SOBREMESA_MAX_CALLS" in render(made)


async def test_what_has_no_price_is_unpriced(scripted: ScriptedServer, tmp_path: Path) -> None:
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path)))
    made = await estimate(REQUESTS["several conversations"], settings)
    assert made.usd is None
    assert render(made).count("unpriced") == 3


async def test_without_a_language_model_there_is_nothing_to_pay(tmp_path: Path) -> None:
    made = await aestimate(CINEMA, mode="social", rounds=3, settings=Settings(home=tmp_path))
    assert made == Estimate(mode="social", assumed=made.assumed)
    assert "No language model" in made.assumed[0]
    with pytest.raises(BadRequestError, match="rounds must be"):
        await aestimate(CINEMA, rounds=0, settings=Settings(home=tmp_path))


def test_the_clock_of_a_dry_run_skips_waiting_and_not_its_order() -> None:
    async def work() -> tuple[list[int], float]:
        places, done = asyncio.Semaphore(2), []

        async def one(number: int) -> None:
            async with places:
                await asyncio.sleep(3600)
            done.append(number)

        await asyncio.gather(*map(one, range(5)))
        await asyncio.to_thread(time.sleep, 0.01)
        return done, asyncio.get_running_loop().time()

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        assert runner.run(work()) == ([0, 1, 2, 3, 4], 3 * 3600.0)


def test_the_page_about_language_models_says_what_runs(
    scripted: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "language-models.md").read_text("utf-8")
    for name, value in scripted.environ(SOBREMESA_HOME=str(tmp_path)).items():
        monkeypatch.setenv(name, value)
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, names)
    assert names["before"].calls.likely > 25
    assert scripted.count == 0
    variables = set(re.findall(r"SOBREMESA_[A-Z_]+", page))
    assert variables <= set(VARIABLES.values())
