"""What a reader is warned of: secrets that leaked, one voice out of many, parts that were not kept."""

from __future__ import annotations

from dataclasses import replace

from handmade_runs import talk
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.sound import checked, warnings
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.personas.card import PrivateSide
from sobremesa.personas.utterance import Departure, Turn


def changed(turn: Turn, **fields: object) -> Turn:
    return turn.model_copy(update={"utterance": turn.utterance.model_copy(update=fields)})


def at(turn: Turn, stance: float) -> Turn:
    return changed(turn, report=turn.utterance.report.model_copy(update={"stance": stance}))


def warned(evidence: Evidence) -> list[str]:
    return list(warnings(checked(evidence), evidence))


def test_a_sound_talk_warns_of_nothing() -> None:
    assert warned(talk()) == []


def test_a_leak_is_told_first_of_all() -> None:
    evidence = talk()
    assert evidence.casting is not None
    vera, *others = evidence.casting.personas
    vera = vera.model_copy(update={"private": PrivateSide(secrets=("I have pawned the silver candlesticks",))})
    casting = evidence.casting.model_copy(update={"personas": (vera, *others)})
    last = next(turn for turn in reversed(evidence.turns) if turn.utterance.persona != vera.id)
    asks = changed(last, speech="Where are the silver candlesticks? Pawned?")
    spoken = tuple(asks if turn is last else turn for turn in evidence.turns)
    leaking = replace(evidence, casting=casting, turns=spoken)
    (warning,) = warned(leaking)
    by = leaking.personas[last.utterance.persona].public.name
    assert warning.startswith(f"A secret leaked: {by} spoke of what only {vera.public.name} knew, and had not heard")
    assert warning in report_of(leaking, plain_prose(leaking)).notices


def test_complete_agreement_of_people_who_stood_apart_is_doubted() -> None:
    evidence = talk()
    last = max(turn.round for turn in evidence.turns)
    agreed = tuple(at(turn, 0.5) if turn.round == last else turn for turn in evidence.turns)
    assert warned(replace(evidence, turns=agreed)) == [
        "Those who stood apart ended in one and the same place: agreement so complete is rarely people's."
    ]


def test_people_who_are_not_themselves_are_counted() -> None:
    evidence = talk()
    departed = (Departure(kind="jumps", reason="The stance jumps."),)
    half = len(evidence.turns) // 2
    spoilt = tuple(
        changed(turn, departures=departed if place < half else ()) for place, turn in enumerate(evidence.turns)
    )
    assert warned(replace(evidence, turns=spoilt)) == [
        f"In {half} of {len(spoilt)} turns people did not speak or feel as their cards say they would."
    ]
