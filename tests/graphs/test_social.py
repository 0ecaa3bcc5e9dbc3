"""Conversations: everyone a round at a time, and silence that is said to be silence."""

from dataclasses import replace

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.graphs.scenario import graph
from sobremesa.nodes.context import Context, Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings
from sobremesa.personas.card import Persona
from sobremesa.personas.happening import Happening
from sobremesa.personas.speaker import Confided, Perception
from sobremesa.personas.utterance import SelfReport, Utterance
from sobremesa.report.markdown import render

REQUEST = Request(scenario="Three people talk about a bridge.", rounds=3)
NAMES = ("ana", "bo", "cyd")


async def test_everyone_speaks_once_a_round(settings: Settings, social: Services) -> None:
    events: list[Progress] = []
    result = await run.start(REQUEST, settings, "t", social, events.append)
    assert result.report is not None
    assert [turn.key for turn in result.report.transcript] == [
        ("conversation", 0, spoken, who) for spoken in (1, 2, 3) for who in NAMES
    ]
    assert (result.status, result.mode, result.thread_id) == ("done", "social", "t")


async def test_whoever_watches_sees_each_step(settings: Settings, social: Services) -> None:
    events: list[Progress] = []
    await run.start(REQUEST, settings, "t", social, events.append)
    opened = ["entry"] if any(event.node == "entry" for event in events) else []
    rounds = ["converse", *["speak"] * len(NAMES)] * 3
    talk = ["private", *rounds, "private"]
    assert [event.node for event in events] == [*opened, "classify", "cast", *talk, "mask", "synthesize"]
    spoken = [event for event in events if event.node == "speak"]
    assert {event.speaker for event in spoken} == {"Ana", "Bo", "Cyd"}
    assert all(event.speech for event in spoken)


async def test_the_speakers_of_a_round_do_not_hear_each_other(settings: Settings, social: Services) -> None:
    social.speaker.mute = frozenset({"bo"})
    muted = await run.start(REQUEST, settings, "muted", social)
    social.speaker.mute = frozenset()
    loud = await run.start(REQUEST, settings, "loud", social)
    assert muted.report is not None and loud.report is not None
    said = [{turn.key: turn.utterance for turn in result.report.transcript} for result in (muted, loud)]
    differing = {key[2:] for key in said[0] if said[0][key] != said[1][key]}
    assert differing == {(1, "bo"), *((spoken, who) for spoken in (2, 3) for who in NAMES)}


async def test_who_fails_to_speak_is_silent_and_the_reason_is_kept(settings: Settings, social: Services) -> None:
    social.speaker.mute = frozenset({"bo"})
    result = await run.start(REQUEST, settings, "t", social)
    assert result.report is not None
    silences = {turn.key[2:]: turn.utterance.silence for turn in result.report.transcript if turn.utterance.silence}
    assert silences == {(spoken, "bo"): "The model declined." for spoken in (1, 2, 3)}


async def test_a_table_where_nobody_speaks_is_left(settings: Settings, social: Services) -> None:
    social.speaker.mute = frozenset(NAMES)
    result = await run.start(REQUEST, settings, "t", social)
    assert result.report is not None
    assert [turn.round for turn in result.report.transcript] == [1, 1, 1]


async def test_nobody_to_talk_is_a_sentence(settings: Settings, social: Services) -> None:
    social.interpreter.cast_names = ()
    with pytest.raises(BadRequestError, match="Nobody is named"):
        await run.start(REQUEST, settings, "t", social)


async def test_nothing_to_simulate_goes_straight_to_the_end(settings: Settings, social: Services) -> None:
    social.interpreter.mode = "none"
    events: list[Progress] = []
    result = await run.start(REQUEST, settings, "t", social, events.append)
    assert result.mode == "none"
    assert [event.node for event in events if event.node != "entry"] == ["classify", "synthesize"]


async def test_raw_input_is_enough(social: Services) -> None:
    state = await graph.ainvoke(
        {"request": {"scenario": "Three people\x00 talk.", "rounds": 1}}, context=Context.of(social)
    )
    assert state["request"]["scenario"] == "Three people talk."
    assert len(state["rounds"]) == len(NAMES)


@pytest.mark.parametrize("given", [{}, {"request": {}}, {"request": {"scenario": " "}}, {"request": "hello"}])
async def test_raw_input_without_a_scenario_is_refused(social: Services, given: dict[str, object]) -> None:
    with pytest.raises(BadRequestError):
        await graph.ainvoke(given, context=Context.of(social))


async def test_other_fields_of_the_state_cannot_be_put_in(social: Services) -> None:
    planted = {"request": {"scenario": "Three people talk.", "rounds": 1}, "document": "0" * 64, "cycle": 7}
    state = await graph.ainvoke(planted, context=Context.of(social))
    assert (state["document"], state["cycle"]) == (None, 0)


@pytest.mark.parametrize("taking", ["round_robin", "urgency"])
async def test_one_after_another_everyone_speaks_once_a_round_and_hears_who_went_before(
    settings: Settings, social: Services, taking: str
) -> None:
    request = REQUEST.model_copy(update={"turn_taking": taking})
    result = await run.start(request, settings, "t", social)
    assert result.report is not None
    transcript = result.report.transcript
    assert [(turn.round, turn.turn) for turn in transcript] == [(r, t) for r in (1, 2, 3) for t in (1, 2, 3)]
    for spoken in (1, 2, 3):
        assert {turn.utterance.persona for turn in transcript if turn.round == spoken} == set(NAMES)


class AgreeingSpeaker:
    """Comes round to one view, a little more with each round."""

    name = "agreeing"

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        stance = (1 if persona.id == "ana" else -1) if perception.round == 1 else 0.5
        report = SelfReport(emotion="calm", valence=0, arousal=0, stance=stance, confidence=1, intention="")
        return Utterance(persona=persona.id, thought="", speech=f"{perception.round} times yes.", report=report)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        return Confided(answer="Yes.", stance=0.5, confidence=1)

    async def note(self, persona: Persona, perception: Perception) -> str:
        return "They said yes."


async def test_nobody_is_done_while_something_is_still_to_happen(settings: Settings, social: Services) -> None:
    agreeing = replace(social, speaker=AgreeingSpeaker())
    events = (Happening(round=5, what="the lights go out"),)
    result = await run.start(REQUEST.model_copy(update={"rounds": 9, "events": events}), settings, "t", agreeing)
    assert result.report is not None
    assert (result.report.method.rounds, result.report.method.ended) == (6, "agreed")
    assert [one.what for one in result.report.happened] == ["the lights go out"]


async def test_a_talk_ends_when_all_agree_and_the_report_says_so(settings: Settings, social: Services) -> None:
    agreeing = replace(social, speaker=AgreeingSpeaker())
    result = await run.start(REQUEST.model_copy(update={"rounds": 9}), settings, "t", agreeing)
    assert result.report is not None
    method = result.report.method
    assert (method.rounds, method.ended) == (3, "agreed")
    chosen = {assumption.name: assumption.value for assumption in result.report.assumptions}
    assert chosen["rounds of a talk"] == "9"
    assert "3 rounds, until all agreed" in render(result.report)
