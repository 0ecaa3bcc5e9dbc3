"""Several conversations side by side, and conversations held again without someone."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import MAX_CONVERSATIONS, Request, Result
from sobremesa.nodes.settings import Settings
from sobremesa.personas.card import Persona
from sobremesa.personas.speaker import Confided, Perception, SpeakerFailedError
from sobremesa.personas.utterance import SelfReport, Turn, Utterance

NAMES = ("ana", "bo", "cyd")


def asking(replicates: int | None = None, rounds: int = 3, **more: object) -> Request:
    fields = {"scenario": "Three people talk about a bridge.", "rounds": rounds, "replicates": replicates}
    return Request.model_validate(fields | more)


def talks(result: Result) -> dict[str, list[Turn]]:
    assert result.report is not None
    turns = sorted((*result.report.transcript, *result.report.further), key=lambda turn: turn.order)
    return {arm: list(of_one) for arm, of_one in groupby(turns, key=lambda turn: turn.arm)}


def said(turns: Sequence[Turn]) -> list[tuple[int, Utterance]]:
    return [(turn.round, turn.utterance) for turn in turns]


async def test_each_conversation_is_whole_and_another_one(settings: Settings, social: Services) -> None:
    held = talks(await run.start(asking(4), settings, "t", social))
    assert set(held) == {"conversation", "conversation 2", "conversation 3", "conversation 4"}
    for turns in held.values():
        assert [turn.key[2:] for turn in turns] == [(spoken, who) for spoken in (1, 2, 3) for who in NAMES]
    assert len({str(said(turns)) for turns in held.values()}) == 4


async def test_the_first_of_several_is_the_one_that_is_held_alone(settings: Settings, social: Services) -> None:
    alone = await run.start(asking(), settings, "alone", social)
    several = await run.start(asking(3), settings, "several", social)
    assert alone.report is not None and several.report is not None
    assert several.report.transcript == alone.report.transcript
    assert [outcome.arm for outcome in several.report.outcomes] == ["conversation", "conversation 2", "conversation 3"]
    assert several.report.outcomes[:1] == alone.report.outcomes


class Together:
    """Speaks only when as many as are expected want to speak at the same moment."""

    name = "together"

    def __init__(self, at_once: int) -> None:
        self.barrier = asyncio.Barrier(at_once)

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        await asyncio.wait_for(self.barrier.wait(), timeout=30)
        report = SelfReport(emotion="calm", valence=0, arousal=0, stance=0, confidence=1, intention="")
        return Utterance(persona=persona.id, thought="", speech=f"Round {perception.round}.", report=report)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        await asyncio.wait_for(self.barrier.wait(), timeout=30)
        return Confided(answer="So it is.", stance=0, confidence=1)

    async def note(self, persona: Persona, perception: Perception) -> str:
        return ""


async def test_all_who_may_speak_in_any_conversation_speak_at_once(settings: Settings, social: Services) -> None:
    result = await run.start(asking(4), settings, "t", replace(social, speaker=Together(4 * len(NAMES))))
    assert {len(turns) for turns in talks(result).values()} == {9}


class Counted(Together):
    """Counts how many want to speak at the same moment, and runs out of words after some turns."""

    def __init__(self, turns: int) -> None:
        super().__init__(1)
        self.turns = turns
        self.now = self.most = 0

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        if self.turns == 0:
            raise SpeakerFailedError("The budget of calls is spent.")
        self.turns -= 1
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.001)
        self.now -= 1
        return await super().speak(persona, perception)


@pytest.mark.parametrize(("at_once", "most"), [(None, 18), (16, 18), (4, 6), (3, 3), (1, 3)])
async def test_a_conversation_begins_when_those_before_it_leave_calls_free(
    settings: Settings, social: Services, at_once: int | None, most: int
) -> None:
    speaker = Counted(10_000)
    result = await run.start(asking(6), settings, "t", replace(social, speaker=speaker, at_once=at_once))
    assert {len(turns) for turns in talks(result).values()} == {9}
    assert speaker.most == most


async def test_a_budget_that_runs_out_leaves_whole_conversations(settings: Settings, social: Services) -> None:
    result = await run.start(asking(4), settings, "t", replace(social, speaker=Counted(20), at_once=1))
    assert result.report is not None
    assert [outcome.broken for outcome in result.report.outcomes] == [False, False, True, True]
    assert "2 of the 4 conversations broke off, and are left out of what is counted." in result.report.notices


class SomeAgree:
    """Comes round at once in some conversations, and never in the others."""

    name = "some agree"

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        agrees = perception.seed % 2 == 0
        stance = 0.5 if agrees else (-0.5 if persona.id == "ana" else 0.5) + perception.round / 50
        report = SelfReport(emotion="calm", valence=0, arousal=0, stance=stance, confidence=1, intention="")
        words = f"I have said this {perception.round} times, in {perception.round} ways."
        return Utterance(persona=persona.id, thought="", speech=words, report=report)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        return Confided(answer="So it is.", stance=0, confidence=1)

    async def note(self, persona: Persona, perception: Perception) -> str:
        return "It goes on."


async def test_each_conversation_is_over_in_its_own_time(settings: Settings, social: Services) -> None:
    result = await run.start(asking(8, rounds=6), settings, "t", replace(social, speaker=SomeAgree()))
    assert result.report is not None
    ends = {(outcome.rounds, outcome.ended, outcome.agreed) for outcome in result.report.outcomes}
    assert ends == {(2, "agreed", True), (6, None, False)}
    times = sum(outcome.agreed for outcome in result.report.outcomes)
    assert f"In {times} of 8 conversations" in result.answer


async def test_more_conversations_than_can_be_held_are_refused(settings: Settings, social: Services) -> None:
    with pytest.raises(BadRequestError, match="at most 100 conversations"):
        await run.start(asking(MAX_CONVERSATIONS + 1), settings, "t", social)


class Naming:
    """Speaks for another speaker, and says that Ana moved it; keeps what was heard."""

    def __init__(self, social: Services) -> None:
        self.speaker = social.speaker
        self.name = social.speaker.name
        self.heard: dict[tuple[str, int, str], list[set[str]]] = {}

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        place = (perception.address.split("/")[0], perception.round, persona.id)
        self.heard.setdefault(place, []).append({heard.speaker for heard in perception.heard})
        utterance = await self.speaker.speak(persona, perception)
        moved_by = () if persona.id == "ana" else ("ana",)
        report = utterance.report.model_copy(update={"influenced_by": moved_by})
        return utterance.model_copy(update={"report": report})

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        return await self.speaker.confide(persona, perception)

    async def note(self, persona: Persona, perception: Perception) -> str:
        return await self.speaker.note(persona, perception)


async def test_whoever_is_followed_is_left_out_and_nobody_hears_them(settings: Settings, social: Services) -> None:
    speaker = Naming(social)
    held = talks(await run.start(asking(2), settings, "t", replace(social, speaker=speaker)))
    assert {"conversation without ana", "conversation 2 without ana"} <= set(held)
    for arm in ("conversation", "conversation 2"):
        again = held[f"{arm} without ana"]
        assert {turn.utterance.persona for turn in again} == {"bo", "cyd"}
        # Nothing had been heard in the first round: there, both are alike; then nothing is, since Ana is missing.
        firsts = [[entry for entry in said(held[arm]) if entry[1].persona != "ana"], said(again)]
        assert firsts[0][:2] == firsts[1][:2]
        assert all(one != other for one, other in zip(firsts[0][2:], firsts[1][2:], strict=True))
        assert speaker.heard[arm, 3, "bo"][:2] == [{"ana", "cyd"}, {"cyd"}]


async def test_the_reader_gets_what_became_of_it(settings: Settings, social: Services) -> None:
    result = await run.start(asking(3), settings, "t", replace(social, speaker=Naming(social)))
    assert result.report is not None
    held = {outcome.arm for outcome in result.report.outcomes}
    assert held == {"conversation", "conversation 2", "conversation 3"}
    assert {turn.arm for turn in result.report.transcript} == {"conversation"}


@pytest.mark.parametrize(
    ("language_model", "masked", "again"),
    [(False, None, True), (False, False, False), (True, None, False), (True, True, True)],
)
async def test_a_language_model_is_asked_again_only_where_the_request_says_so(
    settings: Settings, social: Services, language_model: bool, masked: bool | None, again: bool
) -> None:
    services = replace(social, speaker=Naming(social), language_model=language_model)
    held = talks(await run.start(asking(masked=masked), settings, "t", services))
    assert ("conversation without ana" in held) == again


class Spent(Naming):
    """Has no more words, from some round on, in all but the first three conversations."""

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        arm = perception.address.split("/")[0]
        if arm not in ("conversation", "conversation 2", "conversation 3") and perception.round > 1:
            raise SpeakerFailedError("The budget of calls is spent.")
        return await super().speak(persona, perception)


async def test_conversations_that_broke_off_are_told_and_not_counted(settings: Settings, social: Services) -> None:
    result = await run.start(asking(5), settings, "t", replace(social, speaker=Spent(social)))
    assert result.report is not None
    assert result.status == "partial"
    assert [outcome.broken for outcome in result.report.outcomes] == [False, False, False, True, True]
    assert "2 of the 5 conversations broke off, and are left out of what is counted." in result.report.notices
    counted = {finding.n for finding in result.report.findings if finding.take == "share of conversations"}
    assert counted == {3}


async def test_a_conversation_that_broke_off_is_not_held_again(settings: Settings, social: Services) -> None:
    social.speaker.mute = frozenset(NAMES)
    held = talks(await run.start(asking(2, masked=True), settings, "t", replace(social, speaker=Naming(social))))
    assert set(held) == {"conversation", "conversation 2"}
