"""Mechanics and personas coupled: cycles as edges of the graph, decisions from self-reports, one lived world."""

from dataclasses import replace
from statistics import fmean
from typing import Any

import numpy as np
import pytest

from sobremesa.graphs import run
from sobremesa.graphs.driving import opened
from sobremesa.mechanics import library
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.engine import RunError
from sobremesa.mechanics.experiment import Ensemble, run_experiment
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings
from sobremesa.personas.utterance import Turn

REQUEST = Request(scenario="Interfaces fail, and three people talk.", replicates=3, seed=11, exchanged=False)
TALK = ["converse", "speak", "speak", "speak"] * 2
CYCLE = ["simulate", *TALK, "apply"]


def document() -> ModelDocument:
    return library.load("interface_failure_talk")


def with_arms(arms: tuple[Arm, ...]) -> ModelDocument:
    whole = document()
    return whole.model_copy(update={"experiment": whole.experiment.model_copy(update={"arms": arms})})


def repaired(stance: float) -> float:
    """The rate that the document's lever gives: the standing rule at 0, a tenth an hour at 1, none at −1."""
    return 0.02 + (0.08 if stance > 0 else 0.02) * stance


@pytest.fixture
def hybrid(social: Services) -> Services:
    """Services that read every scenario as the coupled interface model, on an engine that drifts."""
    social.interpreter.mode = "hybrid"
    social.interpreter.translation = Translation(document=document())
    return social


async def state_of(settings: Settings, thread_id: str = "t") -> dict[str, Any]:
    async with opened(settings, thread_id) as thread:
        return dict(await thread.values())


async def test_mechanics_and_talk_take_turns(settings: Settings, hybrid: Services) -> None:
    events: list[Progress] = []
    result = await run.start(REQUEST, settings, "t", hybrid, events.append)
    assert result.status == "done"
    nodes = [event.node for event in events if event.node != "entry" and event.done is None]
    talk = ["simulate", "private", *TALK, "apply", *CYCLE, "simulate", *TALK, "private", "apply"]
    assert nodes == ["classify", "compile", "cast", *talk, "analyse", "judge", "synthesize"]
    assert [event.cycle for event in events if event.node == "apply"] == [1, 2, 3]


async def test_decisions_are_means_of_the_last_round_within_their_bounds(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    state = await state_of(settings)
    decisions = [Decision.model_validate(decision) for decision in state["decisions"]]
    turns = [Turn.model_validate(turn) for turn in state["rounds"]]
    assert [(d.cycle, d.step, d.arm, d.lever, d.moves) for d in decisions] == [
        (cycle, 12 * cycle, "they talk", "repair_effort", "repair_rate") for cycle in (1, 2, 3)
    ]
    before = 0.02
    for decision in decisions:
        last = [turn for turn in turns if (turn.cycle, turn.round) == (decision.cycle, 2)]
        stance = fmean(turn.utterance.report.stance for turn in last)
        assert decision.value == pytest.approx(repaired(stance))
        assert decision.before == before
        before = decision.value


async def test_the_lived_world_is_replicate_0_of_the_arm_that_talks(settings: Settings, hybrid: Services) -> None:
    told: list[Progress] = []
    result = await run.start(REQUEST, settings, "t", hybrid, told.append)
    state = await state_of(settings)
    ensemble = Ensemble.from_bytes(hybrid.artifacts.get(state["ensemble"]["sha256"]))
    for measure, value in state["measures"]["they talk"].items():
        assert ensemble.arms["they talk"].values[measure][0, 36] == value
    cycles = {event.cycles for event in told if event.cycles}
    assert cycles == {state["cycle"]} == {result.report.method.cycles} == {4}


async def test_where_mechanics_alone_are_asked_for_nobody_talks(settings: Settings, hybrid: Services) -> None:
    """And no arm says that somebody did: the rule decides in each, once."""
    document = library.load("interface_failure_talk").canonical().decode()
    asked = REQUEST.model_copy(update={"mode": "mechanics", "document": document})
    result = await run.start(asked, settings, "t", hybrid)
    assert (result.status, result.mode) == ("done", "mechanics")
    assert result.report is not None
    assert result.report.transcript == ()
    assert {arm for finding in result.findings for arm in finding.arms} == {"standing rule", "no repair"}


async def test_so_it_is_on_mesa(settings: Settings, hybrid: Services) -> None:
    on_mesa = replace(hybrid, engine=MesaEngine())
    await run.start(REQUEST.model_copy(update={"replicates": 1}), settings, "t", on_mesa)
    state = await state_of(settings)
    ensemble = Ensemble.from_bytes(hybrid.artifacts.get(state["ensemble"]["sha256"]))
    lived = {name: values[0, 36] for name, values in ensemble.arms["they talk"].values.items()}
    assert state["measures"]["they talk"] == lived
    assert 0 < lived["communication_success"] < 1


async def test_other_arms_are_left_alone_by_what_is_decided(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST, settings, "t", hybrid)
    state = await state_of(settings)
    ensemble = Ensemble.from_bytes(hybrid.artifacts.get(state["ensemble"]["sha256"]))
    program = load_program(hybrid.artifacts, state["document"])
    undecided = run_experiment(program, hybrid.engine, REQUEST.seed, REQUEST.replicates)
    for arm, series in undecided.arms.items():
        same = all((series.values[name] == ensemble.arms[arm].values[name]).all() for name in series.values)
        assert same == (arm != "they talk")


async def test_what_personas_are_shown_follows_the_lived_world(settings: Settings, hybrid: Services) -> None:
    told: dict[tuple[str, int], tuple[str, ...]] = {}
    speak = hybrid.speaker.speak

    async def listen(persona: Any, perception: Any) -> Any:
        told[persona.id, perception.cycle] = perception.shown
        return await speak(persona, perception)

    hybrid.speaker.speak = listen
    await run.start(REQUEST, settings, "t", hybrid)
    assert all("of the interfaces are broken" in sentences[0] for sentences in told.values())
    assert all(("(was" in " ".join(told[who, cycle])) == (cycle > 1) for who, cycle in told)
    assert len({told["nurse", cycle] for cycle in (1, 2, 3)}) == 3
    assert (len(told["nurse", 1]), len(told["chief", 1])) == (1, 2)
    assert "reach 2% of the broken" in told["chief", 1][1]


async def test_only_those_who_spoke_decide(settings: Settings, hybrid: Services) -> None:
    hybrid.speaker.mute = frozenset({"nurse", "engineer"})
    await run.start(REQUEST, settings, "t", hybrid)
    state = await state_of(settings)
    (chief,) = (
        turn["utterance"]["report"]["stance"]
        for turn in state["rounds"]
        if (turn["cycle"], turn["round"], turn["utterance"]["persona"]) == (1, 2, "chief")
    )
    assert state["decisions"][0]["value"] == pytest.approx(repaired(chief))


async def test_where_all_are_silent_nothing_moves(settings: Settings, hybrid: Services) -> None:
    hybrid.speaker.mute = frozenset({"nurse", "engineer", "chief"})
    result = await run.start(REQUEST, settings, "t", hybrid)
    assert (await state_of(settings))["decisions"] == []
    assert result.report is not None


KEPT = ("rounds", "notes", "private", "decisions", "ensemble", "measures", "snapshots")


async def test_a_run_that_broke_off_in_a_cycle_goes_on_there(settings: Settings, hybrid: Services) -> None:
    unbroken = await run.start(REQUEST, settings, "unbroken", hybrid)
    expected = await state_of(settings, "unbroken")
    hybrid.speaker.calls.clear()

    class Broken:
        name = "hashing"

        async def speak(self, persona: Any, perception: Any) -> Any:
            if perception.cycle == 2 and perception.round == 2 and persona.id == "engineer":
                raise ConnectionResetError
            return await hybrid.speaker.speak(persona, perception)

        async def confide(self, persona: Any, perception: Any) -> Any:
            return await hybrid.speaker.confide(persona, perception)

        async def note(self, persona: Any, perception: Any) -> Any:
            return await hybrid.speaker.note(persona, perception)

    with pytest.raises(ConnectionResetError):
        await run.start(REQUEST, settings, "t", replace(hybrid, speaker=Broken()))
    resumed = await run.resume("t", settings, hybrid)
    state = await state_of(settings)
    assert resumed.report == unbroken.report
    assert {name: state[name] for name in KEPT} == {name: expected[name] for name in KEPT}
    assert set(hybrid.speaker.calls.values()) == {1}


@pytest.mark.parametrize(
    ("arms", "reason"),
    [
        ((Arm(name="a"), Arm(name="b", set={"failed_share": 0.2})), "several arms that talk"),
        ((Arm(name="a", set={"repair_rate": 0.1}),), "nobody has a say"),
    ],
)
async def test_what_is_not_supported_yet_is_said(
    settings: Settings, hybrid: Services, arms: tuple[Arm, ...], reason: str
) -> None:
    hybrid.interpreter.translation = Translation(document=with_arms(arms))
    result = await run.start(REQUEST, settings, "t", hybrid)
    assert result.status == "no_model"
    assert result.report is not None
    assert any(reason in missing for missing in result.report.missing)


async def test_a_run_too_short_for_a_talk_is_refused(settings: Settings, hybrid: Services) -> None:
    hybrid.interpreter.translation = Translation(document=with_steps(document(), 1))
    result = await run.start(REQUEST, settings, "t", hybrid)
    assert result.report is not None
    assert any("give more steps" in missing for missing in result.report.missing)


async def test_the_caller_says_how_many_rounds(settings: Settings, hybrid: Services) -> None:
    await run.start(REQUEST.model_copy(update={"rounds": 1}), settings, "t", hybrid)
    assert {turn["round"] for turn in (await state_of(settings))["rounds"]} == {1}


async def test_a_world_that_has_stopped_is_not_talked_about(settings: Settings, hybrid: Services) -> None:
    advance = hybrid.engine.advance

    def stopping(program: Any, snapshot: Any, steps: int, levers: Any = (), **options: Any) -> Any:
        later, series = advance(program, snapshot, steps, levers, **options)
        return replace(later, stopped=tuple(later.step >= 24 for _ in later.replicates)), series

    hybrid.engine.advance = stopping
    result = await run.start(REQUEST, settings, "t", hybrid)
    state = await state_of(settings)
    assert {turn["cycle"] for turn in state["rounds"]} == {1}
    assert state["cycle"] == 2
    assert result.findings


async def test_a_world_that_fails_is_not_talked_about_and_holds_no_nan(settings: Settings, hybrid: Services) -> None:
    advance = hybrid.engine.advance

    def failing(program: Any, snapshot: Any, steps: int, levers: Any = (), **options: Any) -> Any:
        later, series = advance(program, snapshot, steps, levers, **options)
        lost = {name: np.full_like(values, np.nan) for name, values in series.values.items()}
        error = RunError("zero_division", 3, "division by zero", rule="repair", agent=4)
        return later, replace(series, values=lost, errors=dict.fromkeys(series.replicates, error))

    hybrid.engine.advance = failing
    await run.start(REQUEST, settings, "t", hybrid)
    state = await state_of(settings)
    assert state["rounds"] == []
    assert set(state["measures"]["they talk"].values()) == {None}


async def test_a_lever_without_a_value_is_a_mistake_of_the_document(settings: Settings, hybrid: Services) -> None:
    whole = document()
    assert whole.coupling is not None
    lever = whole.coupling.levers[0].model_copy(update={"by": "1 / (frustration - frustration)"})
    coupling = whole.coupling.model_copy(update={"levers": (lever,)})
    hybrid.interpreter.translation = Translation(document=whole.model_copy(update={"coupling": coupling}))
    with pytest.raises(DocumentError, match=r"repair_effort\.by: this has no value"):
        await run.start(REQUEST, settings, "t", hybrid)
