"""Review: a run that waits for a person before anything is computed, and goes on with what they say."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripted_llm import Answer, ScriptedServer
from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.graphs.capsules import record, replay
from sobremesa.mechanics import library
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.capsule.file import from_bytes, to_bytes
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.models import load_document
from sobremesa.nodes.proposal import Proposal
from sobremesa.nodes.reply import read_reply
from sobremesa.nodes.settings import Settings

REQUEST = Request(
    scenario="100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional "
    "states. How frustrated do they get?",
    mode="mechanics",
    replicates=2,
    review=True,
)
MODEL = "interface_failure"
COUPLED = (
    "100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious nurse, "
    "a stoic engineer and a station chief talk as it happens; what they decide should change the repair rate."
)
SCENARIOS = {"mechanics": REQUEST.scenario, "hybrid": COUPLED}
RUNNING = Path(__file__).with_name("running.py")


@pytest.fixture
def mechanical(social: Services) -> Services:
    """Services that read every scenario as the interface model, and can change its words."""
    social.interpreter.mode = "mechanics"
    social.interpreter.translation = Translation(document=library.load(MODEL), library=MODEL)
    return social


async def said(thread: str, settings: Settings, services: Services | None, reply: object) -> Result:
    return await run.resume(thread, settings, services, reply=read_reply(reply))


def shown(result: Result) -> Proposal:
    assert result.status == "needs_input", result.answer
    assert result.asked is not None
    return result.asked


def ran(result: Result, services: Services) -> ModelDocument:
    """The document behind a result."""
    assert result.status == "done", result.answer
    assert result.report is not None
    assert result.report.method.document is not None
    return load_document(services.artifacts, result.report.method.document)


async def test_the_model_is_shown_before_anything_runs_and_runs_once_it_is_approved(
    settings: Settings, mechanical: Services
) -> None:
    steps: list[str] = []
    result = await run.start(REQUEST, settings, "t", mechanical, lambda event: steps.append(event.node))
    asked, document = shown(result), library.load(MODEL)
    assert steps == ["classify", "compile", "propose"]
    assert read_document(asked.document or "") == document
    assert {a.name for a in asked.assumptions} >= {name.replace("_", " ") for name in document.parameters}
    assert asked.load is not None
    assert (asked.load.agents, asked.load.runs) == (100, 2)
    assert asked.load.arms == tuple(arm.name for arm in document.experiment.arms)
    assert any("--approve" in step for step in result.next_steps)
    assert run.threads(settings)[0].status == "needs_input"
    done = await said("t", settings, mechanical, {"approve": True})
    assert ran(done, mechanical) == document
    unasked = await run.start(REQUEST.model_copy(update={"review": False}), settings, "u", mechanical)
    assert unasked.report == done.report


async def test_looking_and_resuming_without_a_reply_show_it_again_and_change_nothing(
    settings: Settings, mechanical: Services
) -> None:
    first = await run.start(REQUEST, settings, "t", mechanical)
    assert await run.show("t", settings) == first
    assert await run.resume("t", settings, mechanical) == first
    assert mechanical.interpreter.calls["compile"] == 1


async def test_values_are_set_shown_and_told_in_the_report(settings: Settings, mechanical: Services) -> None:
    await run.start(REQUEST, settings, "t", mechanical)
    again = shown(await said("t", settings, mechanical, {"set": {"failed_share": 0.3}}))
    assert read_document(again.document or "").parameters["failed_share"].value == 0.3
    assert not again.problems
    done = await said("t", settings, mechanical, "approve")
    changed = ran(done, mechanical).parameters["failed_share"]
    assert (changed.value, changed.source) == (0.3, "given")
    assert done.report is not None
    assert any("In review failed_share was set to 0.3" in notice for notice in done.report.notices)
    assert done.report.method.command is None  # no command line computes this again


async def test_a_document_takes_the_place_and_runs_at_once_where_it_is_approved(
    settings: Settings, mechanical: Services
) -> None:
    await run.start(REQUEST, settings, "t", mechanical)
    document = library.load(MODEL)
    shorter = document.model_copy(update={"clock": document.clock.model_copy(update={"steps": 7})})
    done = await said("t", settings, mechanical, {"document": write_document(shorter), "approve": True})
    assert ran(done, mechanical) == shorter
    assert done.report is not None
    assert done.report.method.library is None


BROKEN = library.load(MODEL)
BAD_REPLIES: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown name": ({"set": {"failed_shar": 0.3}}, "no parameter 'failed_shar'"),
    "out of bounds": ({"set": {"failed_share": 3}}, "must lie"),
    "no document": ({"document": "rules: ["}, "YAML"),
    "an unknown variable": (
        {
            "document": write_document(
                BROKEN.model_copy(
                    update={
                        "rules": (BROKEN.rules[0].model_copy(update={"do": "self.nonsense = 1"}), *BROKEN.rules[1:])
                    }
                )
            ),
            "approve": True,
        },
        "nonsense",
    ),
    "words that nobody said": (
        {
            "document": write_document(
                BROKEN.model_copy(
                    update={
                        "parameters": {
                            **BROKEN.parameters,
                            "failed_share": BROKEN.parameters["failed_share"].model_copy(
                                update={"source": "stated", "quote": "a third of them fail", "why": None}
                            ),
                        }
                    }
                )
            )
        },
        "do not stand in the scenario",
    ),
    "words where nobody reads": ({"say": "make it worse"}, "needs a language model"),
}


@pytest.mark.parametrize(("reply", "why"), BAD_REPLIES.values(), ids=BAD_REPLIES)
async def test_what_cannot_be_done_comes_back_with_the_reason_and_the_model_as_it_was(
    settings: Settings, mechanical: Services, reply: dict[str, Any], why: str
) -> None:
    mechanical.interpreter.revision = NoModel(understood=(), missing=("It needs a language model.",), advice=())
    await run.start(REQUEST, settings, "t", mechanical)
    again = await said("t", settings, mechanical, reply)
    asked = shown(again)
    assert any(why in problem for problem in asked.problems), asked.problems
    assert why in again.answer
    assert read_document(asked.document or "") == library.load(MODEL)
    done = await said("t", settings, mechanical, {"approve": True})
    assert ran(done, mechanical) == library.load(MODEL)
    assert done.report is not None
    assert not any("review" in notice for notice in done.report.notices)


async def test_a_change_in_words_goes_to_whoever_reads_with_the_model_as_it_stands(
    settings: Settings, mechanical: Services
) -> None:
    document = library.load(MODEL)
    written = document.model_copy(update={"purpose": "as it was asked for"})
    mechanical.interpreter.revision = Translation(document=written)
    await run.start(REQUEST, settings, "t", mechanical)
    await said("t", settings, mechanical, {"set": {"failed_share": 0.3}})
    again = shown(await said("t", settings, mechanical, {"say": "tell it otherwise"}))
    before, words = mechanical.interpreter.revised
    assert (before.parameters["failed_share"].value, words) == (0.3, "tell it otherwise")
    assert read_document(again.document or "") == written
    assert again.changes[-1] == "In review it was written anew, to the words “tell it otherwise”."


async def test_what_the_gates_say_of_an_edited_model_is_shown_and_told(
    settings: Settings, mechanical: Services
) -> None:
    await run.start(REQUEST, settings, "t", mechanical)
    share = 'mean(p.health != "susceptible" for p in person)'
    beyond_1 = 'count(p for p in person if p.health != "susceptible") / 100'
    text = write_document(library.load("sir_mixed"))
    assert share in text
    asked = shown(await said("t", settings, mechanical, {"document": text.replace(share, beyond_1)}))
    assert asked.warnings
    done = await said("t", settings, mechanical, {"approve": True})
    assert done.report is not None
    assert set(asked.warnings) <= set(done.report.notices)


async def test_a_thread_that_waits_for_nothing_takes_no_reply(settings: Settings, mechanical: Services) -> None:
    before = await run.start(REQUEST.model_copy(update={"review": False}), settings, "t", mechanical)
    with pytest.raises(BadRequestError, match="waits for no reply"):
        await said("t", settings, mechanical, {"approve": True})
    assert await run.show("t", settings) == before


async def test_a_talk_without_a_model_can_only_be_approved(settings: Settings, social: Services) -> None:
    request = Request(scenario="Three people talk.", mode="social", rounds=1, review=True)
    first = await run.start(request, settings, "t", social)
    assert shown(first).document is None
    assert not social.speaker.calls
    again = await said("t", settings, social, {"say": "more drama"})
    assert "no model to change" in shown(again).problems[0]
    done = await said("t", settings, social, {"approve": True})
    assert done.status == "done"
    assert social.speaker.calls


async def test_it_survives_a_kill_after_the_reply(settings: Settings, mechanical: Services) -> None:
    await run.start(REQUEST, settings, "t", mechanical)
    begun = asyncio.Event()

    async def stopped(*given: Any) -> Translation | NoModel:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    slow = replace(mechanical, interpreter=_Revising(mechanical.interpreter, stopped))
    going = asyncio.create_task(said("t", settings, slow, {"say": "tell it otherwise"}))
    await begun.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    mechanical.interpreter.revision = Translation(document=library.load(MODEL).model_copy(update={"purpose": "other"}))
    again = shown(await run.resume("t", settings, mechanical))
    assert read_document(again.document or "").purpose == "other"
    assert mechanical.interpreter.revised[1] == "tell it otherwise"


class _Revising:
    """An interpreter that changes models in another way."""

    def __init__(self, other: Any, revise: Any) -> None:
        self._other = other
        self.revise = revise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)


async def test_a_reviewed_run_is_recorded_with_its_replies_and_played_again(settings: Settings) -> None:
    await run.start(REQUEST, settings, "t")
    await said("t", settings, None, {"set": {"failed_shar": 0.3}})
    await said("t", settings, None, {"set": {"failed_share": 0.3}})
    done = await said("t", settings, None, {"approve": True})
    assert done.status == "done"
    capsule = from_bytes(to_bytes(await record("t", settings)))
    assert len(capsule.replies) == 3
    replayed = await replay(capsule, settings)
    assert replayed.same, replayed.text


@pytest.mark.parametrize("mode", ["mechanics", pytest.param("hybrid", marks=pytest.mark.slow)])
async def test_with_a_language_model_its_cost_is_told_before_and_words_change_the_model(
    mode: str, scripted: ScriptedServer, tmp_path: Path
) -> None:
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path / "home")))
    request = Request(scenario=SCENARIOS[mode], mode=mode, num_agents=20, rounds=1, replicates=2, review=True)
    asked = shown(await run.start(request, settings, "t"))
    assert (scripted.count, asked.spent.calls) == (1, 1)
    scripted.plan = [Answer((asked.document or "").replace("purpose:", "purpose: Changed.", 1))]
    again = shown(await said("t", settings, None, {"say": "begin its purpose with Changed."}))
    assert again.document is not None
    assert read_document(again.document).purpose.startswith("Changed.")
    assert (scripted.count, again.spent.calls) == (2, 2)
    done = await said("t", settings, None, {"approve": True})
    assert done.status == "done", done.answer
    assert done.cost.calls == scripted.count
    asking = again.estimate
    assert asking.calls.low <= scripted.count - 2 <= asking.calls.high
    assert {one.node for one in asking.asking} >= {"synthesize"} | ({"speak"} if mode == "hybrid" else set())
    assert not {"classify", "compile"} & {one.node for one in asking.asking}


@pytest.mark.parametrize("moment", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3))])
async def test_a_run_that_is_killed_before_it_asks_asks_when_it_is_resumed(moment: int, tmp_path: Path) -> None:
    """Killed after a step, and a little later: before, in and after the step that puts the model forward."""
    home, chance = tmp_path / "home", random.Random(f"review {moment}")
    with subprocess.Popen(
        [sys.executable, str(RUNNING)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(json.dumps([{"SOBREMESA_HOME": str(home)}, "t", REQUEST.model_dump_json(), None]) + "\n")
        nursery.stdin.flush()
        number = int(nursery.stdout.readline())
        for _ in range(min(moment + 1, 3)):
            assert not nursery.stdout.readline().startswith("ended")
        time.sleep(chance.uniform(0, 0.02))
        os.kill(number, signal.SIGKILL)
        nursery.stdin.close()
    settings = Settings(home=home)
    asked = shown(await run.resume("t", settings))
    assert read_document(asked.document or "").parameters["failed_share"].value == 0.1
    assert run.run_table(settings).get("t").status == "needs_input"
    assert (await said("t", settings, None, {"approve": True})).status == "done"


async def test_without_a_language_model_words_are_answered_with_one_sentence(settings: Settings) -> None:
    await run.start(REQUEST, settings, "t")
    (problem,) = shown(await said("t", settings, None, {"say": "make it worse"})).problems
    assert problem.startswith("A change in words needs a language model, and none is in use")


@pytest.mark.parametrize(
    "reply",
    [
        None,
        3,
        "run it",
        "[approve]",
        {},
        {"approve": False},
        {"approve": True, "say": "x"},
        {"set": {"a": "b"}},
        {"set": {"a": 1}, "say": "x"},
        {"set": {"a": float("inf")}},
        {"document": ""},
        {"aprove": True},
    ],
    ids=repr,
)
def test_what_is_no_reply_is_refused_with_how_to_reply(reply: object) -> None:
    with pytest.raises(BadRequestError):
        read_reply(reply)


def test_a_reply_may_be_text() -> None:
    assert read_reply(" Approve ").approve
    assert read_reply("set: {a: 0.5}").set == {"a": 0.5}
