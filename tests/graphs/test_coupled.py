"""Coupled runs as they are asked for: whom each stands for, which way they act on each other, whether it mattered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from sobremesa.graphs import run
from sobremesa.graphs.driving import opened
from sobremesa.mechanics import library
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.reading import read_document
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.settings import Settings
from sobremesa.report.markdown import render

TOWN = (Path(__file__).parents[1] / "mechanics" / "documents" / "afraid_town.yaml").read_text("utf-8")
REQUEST = Request(scenario="A town is afraid, and three speak for it.", replicates=3, seed=4, exchanged=False)


def document(weight: float = 1, **coupling: object) -> ModelDocument:
    whole = read_document(TOWN.replace("1 * calm", f"{weight} * calm"))
    assert whole.coupling is not None
    return whole.model_copy(update={"coupling": whole.coupling.model_copy(update=coupling)})


@pytest.fixture
def coupled(social: Services) -> Services:
    """Services that read every scenario as the town, and run it on the kernel."""
    social.interpreter.mode = "hybrid"
    social.interpreter.translation = Translation(document=document())
    return replace(social, engine=KernelEngine())


async def asked(settings: Settings, services: Services, **changes: object) -> tuple[Any, dict[str, Any]]:
    """The result of a run, and the state that it leaves."""
    result = await run.start(REQUEST.model_copy(update=changes), settings, "t", services)
    async with opened(settings, "t") as thread:
        return result, dict(await thread.values())


def decided(state: dict[str, Any], lever: str, talk: str = "talk") -> list[Decision]:
    made = [Decision.model_validate(one) for one in state["decisions"]]
    return [one for one in made if (one.lever, one.arm) == (lever, talk)]


# ----------------------------------------------------------------------------------- groups and fields


async def test_one_is_shown_its_own_neighbours_in_a_library_model(settings: Settings, coupled: Services) -> None:
    """The nurse of the rumour knows eight people or so; the mayor is told of the town alone."""
    whole = library.load("water_rumour")
    few = whole.parameters["people"].model_copy(update={"value": 100})
    small = whole.model_copy(update={"parameters": {**whole.parameters, "people": few}})
    coupled.interpreter.translation = Translation(document=small)
    result, state = await asked(settings, coupled, replicates=2)
    told = state["shown"]["they talk"]
    assert [len(told[who]) for who in ("mayor", "nurse")] == [1, 2]
    believing, known = told["nurse"][1]["values"]
    assert 0 <= int(believing) <= int(known) <= 20
    told_of_the_rule = [s.text for s in result.report.answer if "“the rule instead”" in s.text]
    assert len(told_of_the_rule) == 1


async def test_one_voice_moves_a_whole_group_and_each_sees_its_own(settings: Settings, coupled: Services) -> None:
    result, state = await asked(settings, coupled)
    assert result.status == "done"
    moved = decided(state, "trusting")
    assert [(one.cycle, one.step, one.moves, one.who) for one in moved] == [
        (cycle, 2 * cycle, "group.trust", "young") for cycle in (1, 2, 3, 4)
    ]
    assert moved[0].before == 0.5
    assert [later.before for later in moved[1:]] == pytest.approx([one.value for one in moved[:-1]])
    (shown,) = {sentences[0]["values"][0] for sentences in state["shown"]["talk"].values()}
    assert shown == "10"
    assert len({sentences[0]["values"][1] for sentences in state["shown"]["talk"].values()}) == 3
    assert all("(was 0." in sentences[0]["text"] for sentences in state["shown"]["talk"].values())


async def test_a_hundred_thousand_agents_are_driven_by_three_voices(settings: Settings, coupled: Services) -> None:
    """Three groups, five cycles: at most 3 x 5 x rounds calls, whatever they are for."""
    whole = document()
    many = whole.parameters["people"].model_copy(update={"value": 100_000})
    document_ = whole.model_copy(update={"parameters": {**whole.parameters, "people": many}})
    coupled.interpreter.translation = Translation(document=document_)
    result, state = await asked(settings, coupled, replicates=1)
    assert state["cycle"] == 5
    assert {sentences[0]["values"][0] for sentences in state["shown"]["talk"].values()} == {"33334", "33333"}
    assert 0 < sum(coupled.speaker.calls.values()) <= 3 * 5 * 2
    assert result.report is not None
    assert len(result.report.decisions) == 8


# ------------------------------------------------------------------------------------- when talks end


async def test_talks_end_after_so_many_and_the_model_runs_on(settings: Settings, coupled: Services) -> None:
    coupled.interpreter.translation = Translation(document=document(cycles=2))
    result, state = await asked(settings, coupled)
    assert {turn["cycle"] for turn in state["rounds"]} == {1, 2}
    assert {course.steps[-1] for course in result.report.courses} == {10}


@pytest.mark.parametrize(("until", "talks"), [("fear < 2", {1}), ("report.spread > 2", {1, 2, 3, 4})])
async def test_talks_end_once_that_is_reached(
    settings: Settings, coupled: Services, until: str, talks: set[int]
) -> None:
    coupled.interpreter.translation = Translation(document=document(until=until))
    _, state = await asked(settings, coupled)
    assert {turn["cycle"] for turn in state["rounds"]} == talks


async def test_a_lever_with_a_delay_moves_later_in_the_lived_world_as_in_all(
    settings: Settings, coupled: Services
) -> None:
    from sobremesa.mechanics.ensemble import Ensemble

    whole = document()
    assert whole.coupling is not None
    late = tuple(lever.model_copy(update={"delay": 3}) for lever in whole.coupling.levers)
    coupled.interpreter.translation = Translation(document=document(levers=late))
    _, state = await asked(settings, coupled)
    assert [(one.cycle, one.step) for one in decided(state, "calming")] == [(1, 5), (2, 7), (3, 9), (4, 11)]
    ensemble = Ensemble.from_bytes(coupled.artifacts.get(state["ensemble"]["sha256"]))
    assert ensemble.arms["talk"].values["fear"][0, 8] == state["measures"]["talk"]["fear"]
    same = ensemble.arms["talk"].values["fear"] == ensemble.arms["rule"].values["fear"]
    assert same[:, :6].all()
    assert not same[:, 6:].all()


# ------------------------------------------------------------------------------------ which way they act


@pytest.mark.parametrize(
    ("coupled_", "sees", "moves"), [("both", 1, True), ("see", 1, False), ("move", 0, True), ("apart", 0, False)]
)
async def test_either_direction_can_be_off(
    settings: Settings, coupled: Services, coupled_: str, sees: int, moves: bool
) -> None:
    told: set[int] = set()
    speak = coupled.speaker.speak

    async def listen(persona: Any, perception: Any) -> Any:
        told.add(len(perception.shown))
        return await speak(persona, perception)

    coupled.speaker.speak = listen
    result, state = await asked(settings, coupled, coupled=coupled_)
    assert told == {sees}
    assert bool(state["decisions"]) == moves
    assert {turn["cycle"] for turn in state["rounds"]} == {1, 2, 3, 4}
    assert result.status == "done"


@pytest.mark.parametrize(("lever", "way"), [("0.12", "agree on"), ("0.9", "conflict on")])
async def test_apart_they_are_held_against_each_other(
    settings: Settings, coupled: Services, lever: str, way: str
) -> None:
    """The rule keeps 0.1 of what can be anything between 0 and 1; people who saw nothing say 0.12, or 0.9."""
    whole = document()
    assert whole.coupling is not None
    said = whole.coupling.levers[0].model_copy(update={"by": f"{lever} + 0 * report.stance"})
    coupled.interpreter.translation = Translation(document=document(levers=(said,)))
    result, state = await asked(settings, coupled, coupled="apart", exchanged=None)
    answer = " ".join(sentence.text for sentence in result.report.answer)
    assert f"{way} “calm”: the rule in the model sets it to 0.1" in answer
    assert f"would set it to {lever}" in answer
    assert ("is an assumption of the model" in answer) == (way == "conflict on")
    assert "If the model did from the start as the people say" in answer
    assert not any(notice.startswith("Left out") for notice in result.report.notices)
    # Nobody decides anything: an arm in which they would have is none of the model's.
    assert {turn["arm"] for turn in state["rounds"]} == {result.report.arm} == {"rule"}
    assert not any("talk" in finding.arms for finding in result.report.findings)
    assert "“talk”" not in render(result.report)


# -------------------------------------------------------------------------------- did the talk matter?


async def test_a_lever_that_is_connected_to_nothing_has_no_effect(settings: Settings, coupled: Services) -> None:
    """A rule reads what it moves, and multiplies it by nothing."""
    coupled.interpreter.translation = Translation(document=document(weight=0))
    result, state = await asked(settings, coupled, exchanged=True)
    assert len(decided(state, "calming")) == 4
    answer = " ".join(sentence.text for sentence in result.report.answer)
    assert "The talk had no effect on fear" in answer
    assert "Who sits in whose place had no effect on fear" in answer
    assert not any(notice.startswith("Left out") for notice in result.report.notices)


async def test_seats_are_exchanged_in_a_talk_of_its_own(settings: Settings, coupled: Services) -> None:
    result, state = await asked(settings, coupled, exchanged=True)
    other = "talk, seats exchanged"
    assert {turn["arm"] for turn in state["rounds"]} == {"talk", other}
    first, there = decided(state, "trusting")[0], decided(state, "trusting", other)[0]
    assert (first.personas, first.who) == (("young",), "young")
    assert (len(there.personas), there.who) == (1, "young")
    assert there.personas != first.personas
    (speaker,) = there.personas
    last = [turn for turn in state["rounds"] if (turn["arm"], turn["cycle"], turn["round"]) == (other, 1, 2)]
    (stance,) = (t["utterance"]["report"]["stance"] for t in last if t["utterance"]["persona"] == speaker)
    assert there.value == pytest.approx(0.5 * (1 + stance))
    text = render(result.report)
    assert "With everyone in another's place (“talk, seats exchanged”)" in text
    assert {turn.arm for turn in result.report.transcript} == {"talk"}
    assert {turn.arm for turn in result.report.further} == {other}


async def test_several_conversations_give_an_interval_on_what_talk_does(settings: Settings, coupled: Services) -> None:
    result, state = await asked(settings, coupled, conversations=4)
    talks = ["talk", "talk (2)", "talk (3)", "talk (4)"]
    assert sorted({turn["arm"] for turn in state["rounds"]}) == talks
    assert len({tuple(one.value for one in decided(state, "calming", talk)) for talk in talks}) == 4
    (found,) = (one for one in result.findings if one.arms == ("rule", "talk") and one.measure == "fear")
    assert found.n == 4
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert "mean over 4 conversations" in found.method
    assert "Over 4 conversations what the talk does to fear is" in " ".join(
        sentence.text for sentence in result.report.answer
    )


async def test_one_conversation_has_no_interval(settings: Settings, coupled: Services) -> None:
    result, _ = await asked(settings, coupled)
    (found,) = (one for one in result.findings if one.arms == ("rule", "talk") and one.measure == "fear")
    assert (found.low, found.high) == (None, None)
    assert "one conversation, so no interval" in render(result.report)


async def test_the_rule_is_tried_where_the_document_does_not(settings: Settings, coupled: Services) -> None:
    whole = document()
    arms = whole.experiment.arms[1:]
    bare = whole.model_copy(update={"experiment": whole.experiment.model_copy(update={"arms": arms})})
    coupled.interpreter.translation = Translation(document=bare)
    result, _ = await asked(settings, coupled)
    answer = " ".join(sentence.text for sentence in result.report.answer)
    assert "With the rule deciding instead of the people (“the rule instead”)" in answer


# ------------------------------------------------------------------------------- as a person asks it

SCENARIOS = Path(__file__).parents[2] / "evals" / "scenarios.jsonl"
CASES = {case["id"]: case["text"] for case in map(json.loads, SCENARIOS.read_text("utf-8").splitlines())}


@pytest.mark.parametrize(
    ("case", "model", "people"),
    [
        ("P19", "interface_failure_talk", ["nurse", "engineer", "chief"]),
        ("P20", "opinion_debate", ["mayor", "resident"]),
        ("P21", "epidemic_talk", ["minister", "shopkeeper", "teacher"]),
        ("P22", "bread_talk", ["baker", "customer"]),
    ],
)
async def test_questions_about_many_and_a_few_are_answered_without_a_key(
    settings: Settings, case: str, model: str, people: list[str]
) -> None:
    shorter = {"P20": 21, "P21": 50}.get(case)
    request = Request(scenario=CASES[case], seed=1, replicates=2, exchanged=case == "P22", steps=shorter)
    result = await run.start(request, settings, "t")
    report = result.report
    assert (result.status, result.mode) == ("done", "hybrid")
    assert report is not None
    assert report.method.model == model
    roles = " ".join(side.role for side in report.cast.values())
    assert all(word in roles for word in people)
    assert report.decisions
    assert {one.cycle for one in report.decisions} == {turn.cycle for turn in report.transcript}
    assert not any(notice.startswith("Left out") for notice in report.notices), report.notices
    assert any("rehearsed" in notice for notice in report.notices)
    assert any(finding.arms[-1:] == (report.arm,) for finding in result.findings)
    assert fmean(len(turn.utterance.speech) for turn in report.transcript) > 40
