"""Mechanics: a document, an ensemble, findings; and no model, which is an answer too."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from sobremesa.graphs import run
from sobremesa.mechanics import library
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.experiment import Ensemble
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings

REQUEST = Request(scenario="100 people with neural interfaces.", replicates=4, seed=7)


@pytest.fixture
def mechanical(social: Services) -> Services:
    """Services that read every scenario as the interface model."""
    social.interpreter.mode = "mechanics"
    social.interpreter.translation = Translation(
        document=library.load("interface_failure"), library="interface_failure", notes=("a note",)
    )
    return social


async def test_a_document_is_run_over_all_arms_and_replicates(settings: Settings, mechanical: Services) -> None:
    events: list[Progress] = []
    result = await run.start(REQUEST, settings, "t", mechanical, events.append)
    document = library.load("interface_failure")
    arms = [arm.name for arm in document.experiment.arms]
    assert result.status == "done"
    assert {arm for finding in result.findings for arm in finding.arms} == set(arms)
    assert {finding.n for finding in result.findings} == {4}
    simulated = [event for event in events if event.node == "simulate" and event.done is not None]
    assert (simulated[-1].done, simulated[-1].total) == (4 * len(arms), 4 * len(arms))
    nodes = list(dict.fromkeys(event.node for event in events))
    assert nodes[-6:] == ["compile", "simulate", "analyse", "judge", "explore", "synthesize"]


async def test_arrays_are_artifacts_and_the_state_holds_hashes(settings: Settings, mechanical: Services) -> None:
    from sobremesa.graphs.scenario import graph
    from sobremesa.nodes.context import Context

    state = await graph.ainvoke({"request": REQUEST.model_dump(mode="json")}, context=Context.of(mechanical))
    assert mechanical.artifacts.get(state["document"]) == library.load("interface_failure").canonical()
    ensemble = Ensemble.from_bytes(mechanical.artifacts.get(state["ensemble"]["sha256"]))
    assert (ensemble.seed, ensemble.replicates) == (7, 4)
    translation = state["translation"]
    assert (translation["library"], translation["notes"]) == ("interface_failure", ["a note"])
    assert "document" not in translation


async def test_no_model_is_said_with_what_is_missing(settings: Settings, mechanical: Services) -> None:
    mechanical.interpreter.translation = NoModel(
        understood=("people",), missing=("what they do",), advice=("Set a key.",)
    )
    result = await run.start(REQUEST, settings, "t", mechanical)
    assert result.status == "no_model"
    assert result.report is not None
    assert result.report.missing == ("what they do",)


async def test_a_document_that_does_not_check_is_no_model(settings: Settings, mechanical: Services) -> None:
    document = library.load("interface_failure")
    broken = document.rules[0].model_copy(update={"do": "self.nonsense = 1"})
    document = document.model_copy(update={"rules": (broken, *document.rules[1:])})
    mechanical.interpreter.translation = Translation(document=document)
    result = await run.start(REQUEST, settings, "t", mechanical)
    assert result.status == "no_model"
    assert result.report is not None
    assert any("nonsense" in missing for missing in result.report.missing)


async def test_what_the_engine_cannot_compile_is_no_model(settings: Settings, mechanical: Services) -> None:
    def refuse(*_: object) -> None:
        raise DocumentError(
            [Diagnostic("not_supported_yet", Place("space"), "a torus of doughnuts is not supported yet")]
        )

    mechanical.engine.start = refuse
    result = await run.start(REQUEST, settings, "t", mechanical)
    assert result.status == "no_model"
    assert result.report is not None
    assert any("doughnuts" in missing for missing in result.report.missing)


async def test_a_cancelled_experiment_stops_between_batches_and_can_be_resumed(
    settings: Settings, mechanical: Services
) -> None:
    request = REQUEST.model_copy(update={"replicates": 200})
    batches: list[Progress] = []
    begun = asyncio.Event()
    inside: list[int] = []
    advance = mechanical.engine.advance

    def slow(*arguments: Any, **named: Any) -> Any:
        inside.append(1)
        time.sleep(0.02)
        inside.pop()
        return advance(*arguments, **named)

    def watch(event: Progress) -> None:
        if event.done is not None:
            batches.append(event)
            begun.set()

    mechanical.engine.advance = slow
    task = asyncio.create_task(run.start(request, settings, "t", mechanical, watch))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert batches[-1].total == 600
    assert batches[-1].done is not None
    assert batches[-1].done < 600
    assert not inside
    mechanical.engine.advance = advance
    result = await run.resume("t", settings, mechanical)
    assert {finding.n for finding in result.findings} == {200}


SIR = "2,000 people mix; each infects others at a rate of 0.08 a day and recovers with a chance of 10% a day."


@pytest.fixture
def epidemic(social: Services) -> Services:
    """Services that read every scenario as an epidemic in which each case infects 0.8 others: K17 of the known answers.

    On the kernel, since a double of an engine spreads nothing.
    """
    document = library.load("sir_mixed")
    infection = document.parameters["infection"].model_copy(update={"value": 0.008})
    experiment = document.experiment.model_copy(update={"arms": document.experiment.arms[:1]})
    changes = {"parameters": {**document.parameters, "infection": infection}, "experiment": experiment}
    social.interpreter.mode = "mechanics"
    social.interpreter.translation = Translation(document=document.model_copy(update=changes), library="sir_mixed")
    return replace(social, engine=KernelEngine())


async def test_below_the_threshold_the_answer_is_that_there_is_no_outbreak(
    settings: Settings, epidemic: Services
) -> None:
    result = await run.start(Request(scenario=SIR, replicates=30, seed=1), settings, "t", epidemic)
    assert result.report is not None
    (nothing,) = [f for f in result.findings if f.take == "share of replicates with an outbreak"]
    assert (nothing.kind, nothing.value) == ("nothing", 0)
    first = result.report.answer[0]
    assert first.text.startswith("There is no outbreak: none of the 30 runs has one")
    assert first.evidence == (nothing.id,)
    assert not [finding for finding in result.findings if finding.kind == "cascade"]
    told = " ".join(sentence.text for sentence in (*result.report.answer, *result.report.narrative))
    assert "spreads" not in told
    assert not any("Left out" in notice for notice in result.report.notices)


async def test_the_first_replicate_is_drawn(settings: Settings, mechanical: Services) -> None:
    result = await run.start(REQUEST, settings, "t", replace(mechanical, engine=KernelEngine()))
    assert result.report is not None
    assert {picture.variable for picture in result.report.pictures} == {"frustration"}
    assert {picture.step for picture in result.report.pictures} >= {0, 50}


async def test_an_engine_that_tells_no_states_gives_no_pictures(settings: Settings, mechanical: Services) -> None:
    result = await run.start(REQUEST, settings, "t", mechanical)
    assert result.report is not None
    assert result.report.pictures == ()
