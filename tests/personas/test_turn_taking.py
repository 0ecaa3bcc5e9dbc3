"""Who has the floor: everyone once a round, and by urgency whoever was spoken to, or wants it most."""

import pytest

from sobremesa.personas.card import BigFive, Persona, PublicSide
from sobremesa.personas.turn_taking import TurnTaking, have_the_floor
from sobremesa.personas.utterance import SelfReport, Turn, Utterance


def someone(name: str, extraversion: float = 0.5, stance: float = 0.0) -> Persona:
    public = PublicSide(name=name.title(), role="guest")
    return Persona(id=name, public=public, traits=BigFive(extraversion=extraversion), stance=stance)


CAST = (someone("ana", 0.2), someone("ben", 0.9), someone("cyd", 0.5), someone("dov", 0.4))


def says(who: str, turn: int, *, to: str | None = None, whisper: bool = False, **report: float) -> Turn:
    felt = SelfReport(
        emotion="calm",
        valence=0,
        arousal=report.get("arousal", 0.0),
        stance=report.get("stance", 0.0),
        confidence=0.5,
        intention="",
    )
    said = Utterance(persona=who, thought="", speech="Well.", report=felt, to=to, whisper=whisper)
    return Turn(arm="talk", cycle=0, round=2, turn=turn, utterance=said)


def next_ids(taking: TurnTaking, now: list[Turn], past: list[Turn] | None = None) -> list[str]:
    return [persona.id for persona in have_the_floor(taking, CAST, past or [], now)]


@pytest.mark.parametrize("taking", ["simultaneous", "round_robin", "urgency"])
def test_everyone_speaks_once_a_round(taking: TurnTaking) -> None:
    taken: list[Turn] = []
    while ids := next_ids(taking, taken):
        taken += [says(who, len(taken) + 1) for who in ids]
    assert sorted(turn.utterance.persona for turn in taken) == ["ana", "ben", "cyd", "dov"]


def test_at_once_means_all_of_them_and_a_resumed_round_asks_only_who_is_missing() -> None:
    assert next_ids("simultaneous", []) == ["ana", "ben", "cyd", "dov"]
    assert next_ids("simultaneous", [says("ben", 1), says("cyd", 1)]) == ["ana", "dov"]


def test_round_the_table_goes_as_they_sit() -> None:
    assert next_ids("round_robin", []) == ["ana"]
    assert next_ids("round_robin", [says("ana", 1), says("ben", 2)]) == ["cyd"]


def test_whoever_talks_easily_begins() -> None:
    assert next_ids("urgency", []) == ["ben"]


def test_whoever_was_spoken_to_goes_first_also_in_a_whisper() -> None:
    assert next_ids("urgency", [says("ben", 1, to="ana")]) == ["ana"]
    assert next_ids("urgency", [says("ben", 1, to="ana", whisper=True)]) == ["ana"]


def test_who_is_stirred_up_or_contradicted_wants_to_speak() -> None:
    stirred = [says("dov", 1, arousal=1.0), says("ana", 1), says("cyd", 1)]
    assert next_ids("urgency", [says("ben", 1)], stirred) == ["dov"]
    contradicted = [says("ana", 1, stance=-1.0), says("cyd", 1, stance=0.9), says("dov", 1, stance=0.9)]
    assert next_ids("urgency", [says("ben", 1, stance=1.0)], contradicted) == ["ana"]


def test_a_whisper_to_somebody_else_contradicts_nobody() -> None:
    contradicted = [says("ana", 1, stance=-1.0), says("cyd", 1, stance=1.0)]
    assert next_ids("urgency", [says("ben", 1, stance=1.0, to="dov", whisper=True), says("dov", 2)], contradicted) == [
        "cyd"
    ]
