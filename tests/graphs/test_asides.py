"""Beside the turns of a talk: private answers that nobody hears, notes in their time, and what happens around it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from sobremesa.graphs import run
from sobremesa.graphs.driving import opened
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings
from sobremesa.personas.card import Persona
from sobremesa.personas.memory import pace
from sobremesa.personas.speaker import Confided, Perception, Speaker, SpeakerFailedError
from sobremesa.personas.utterance import Utterance
from sobremesa.report.markdown import render

NAMES = tuple(f"p{number}" for number in range(10))
ROUNDS = 6
REQUEST = Request(
    scenario="Ten people talk about a bridge. In round 3 the lights go out. In round 30 a bell rings.",
    rounds=ROUNDS,
    masked=False,
    events=({"round": 5, "what": "the next morning", "kind": "scene"},),
)


class Watched:
    """Speaks as another does, and keeps what everyone perceived, by what was asked of them."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.name = speaker.name
        self.seen: list[tuple[str, str, Perception]] = []

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        self.seen.append(("speak", persona.id, perception))
        return await self.speaker.speak(persona, perception)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        self.seen.append(("private", persona.id, perception))
        return await self.speaker.confide(persona, perception)

    async def note(self, persona: Persona, perception: Perception) -> str:
        self.seen.append(("note", persona.id, perception))
        return await self.speaker.note(persona, perception)


@pytest.fixture
def ten(social: Services) -> Services:
    social.interpreter.cast_names = NAMES
    return replace(social, speaker=Watched(social.speaker))


async def held(settings: Settings, services: Services) -> dict[str, Any]:
    async with opened(settings, "t") as thread:
        return dict(await thread.values())


async def test_each_is_asked_in_private_before_the_first_round_and_after_the_last(
    settings: Settings, ten: Services
) -> None:
    result = await run.start(REQUEST, settings, "t", ten)
    asked = [(who, perception) for kind, who, perception in ten.speaker.seen if kind == "private"]
    assert Counter(perception.round for _, perception in asked) == {0: 10, ROUNDS + 1: 10}
    assert not any(perception.heard or perception.mine for _, perception in asked[:10])
    assert all(perception.mine and perception.heard[-1].round == ROUNDS for _, perception in asked[10:])
    assert [kind for kind, _, _ in ten.speaker.seen[:11]] == [*["private"] * 10, "speak"]
    assert result.report is not None
    assert {(one.when, one.persona) for one in result.report.private} == {
        (when, who) for when in ("before", "after") for who in NAMES
    }


async def test_nobody_hears_what_was_answered_in_private_or_noted_by_another(settings: Settings, ten: Services) -> None:
    result = await run.start(REQUEST, settings, "t", ten)
    assert result.report is not None
    answers = {one.said.answer for one in result.report.private if one.said is not None}
    notes = {note["text"]: note["persona"] for note in (await held(settings, ten))["notes"]}
    assert len(answers) == 20
    assert len(notes) == 10
    for _, who, perception in ten.speaker.seen:
        everything = perception.model_dump_json()
        assert not any(answer in everything for answer in answers)
        assert all(owner == who for text, owner in notes.items() if text in everything)


async def test_notes_are_written_while_a_round_is_spoken_and_read_in_the_next(
    settings: Settings, ten: Services
) -> None:
    events: list[Progress] = []
    await run.start(REQUEST, settings, "t", ten, events.append)
    assert pace(10) == 2
    written = Counter(perception.round for kind, _, perception in ten.speaker.seen if kind == "note")
    assert written == dict.fromkeys(range(3, ROUNDS), 5)
    for kind, _, perception in ten.speaker.seen:
        if kind == "speak":
            fresh = {heard.round for heard in perception.heard[perception.noted :]}
            assert fresh == set(range(min(fresh, default=perception.round), perception.round))
            assert bool(perception.notes) == (min(fresh, default=1) > 1)
    assert max(len(perception.heard) for _, _, perception in ten.speaker.seen) <= 4 * 9


async def test_what_happens_is_perceived_by_all_from_its_round_on_and_told(settings: Settings, ten: Services) -> None:
    result = await run.start(REQUEST, settings, "t", ten)
    for kind, _, perception in ten.speaker.seen:
        if kind == "speak":
            known = [(3, "the lights go out"), (5, "the next morning")]
            assert [(one.round, one.what) for one in perception.happened] == [
                one for one in known if one[0] <= perception.round
            ]
    assert result.report is not None
    assert [(one.round, one.what, one.kind) for one in result.report.happened] == [
        (3, "the lights go out", "event"),
        (5, "the next morning", "scene"),
    ]
    text = render(result.report)
    assert "They were done before round 30, so this never happened: a bell rings." in text
    assert re.search(r"### Round 3\n\n\*The lights go out\.\*\n\n\*\*", text)
    assert "In round 3, “the lights go out”: nobody's feeling changes with it." in text
    assert "Left out" not in text


async def test_who_gives_no_notes_and_no_answer_has_plain_notes_and_a_silence(
    settings: Settings, ten: Services
) -> None:
    class Unwilling(Watched):
        async def note(self, persona: Persona, perception: Perception) -> str:
            raise SpeakerFailedError("The model declined.")

        async def confide(self, persona: Persona, perception: Perception) -> Confided:
            raise SpeakerFailedError("The model declined.")

    result = await run.start(REQUEST, settings, "t", replace(ten, speaker=Unwilling(ten.speaker)))
    assert result.status == "done"
    assert result.report is not None
    assert {(one.said, one.silence) for one in result.report.private} == {(None, "The model declined.")}
    assert "(no answer: The model declined.)" in render(result.report)
    notes = (await held(settings, ten))["notes"]
    assert len(notes) == 10
    assert all(re.search(r"P\d(?:, \w+(?: \w+)*)?: “I say", note["text"]) for note in notes)
