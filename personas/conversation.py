"""What one persona knows when its turn comes: the only way from a transcript to a listener.

A whisper reaches its addressee alone, a thought nobody; who spoke in another arm or in a later cycle or round was not
in the room. Memory is bounded: the recent past verbatim within a budget of characters, the rest in notes (`memory`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sobremesa.personas.card import Persona
from sobremesa.personas.happening import Happening, happened_by, round_of_all
from sobremesa.personas.memory import BEFORE, Note, Place, latest_note, pace
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.utterance import Turn

HEARD_CHARACTERS = 24_000
HEARD_ROUNDS = 4
"""Rounds that are in mind, whether or not there are notes on them."""
LONGEST_SPEECH = 1_200


def perceive(  # noqa: PLR0913 - what a listener may know, each thing by name
    persona: Persona,
    cast: Sequence[Persona],
    turns: Iterable[Turn],
    *,
    arm: str,
    cycle: int,
    round: int,  # noqa: A002 - the field's word
    rounds: int,
    scene: str,
    question: str,
    facts: Sequence[str] = (),
    shown: Sequence[str] = (),
    happenings: Sequence[Happening] = (),
    notes: Iterable[Note] = (),
    seed: int = 0,
    turn: int = 1,
    at_once: bool = True,
    origin: str | None = None,
) -> Perception:
    """The perception of `persona` before its turn in `arm`, `cycle` and `round` (from 1).

    Earlier rounds are heard, and of this one what was said before its `turn`; others speak `at_once`, or wait. `shown`
    is what the mechanics show to this persona alone; of `happenings` those of earlier rounds and this one have come to
    pass. In mind are the last rounds, all that the persona's own `notes` do not cover, and the last word of each of the
    others; of speeches at most HEARD_CHARACTERS. A talk that repeats another draws and asks at the addresses of that
    `origin`.
    """
    here = [said for said in sorted(turns, key=lambda said: said.order) if said.arm == arm]
    past = [said for said in here if (said.cycle, said.round, said.turn) < (cycle, round, turn)]
    note = latest_note(notes, arm, persona.id)
    through = BEFORE if note is None else note.through
    kept = _in_mind([_place(said) for said in past], through, pace(len(cast)))
    heard = _within_budget(_heard_by(persona.id, past, kept, {other.id: other.public.name for other in cast}))
    mine = [said for said in past if said.utterance.persona == persona.id]
    recent = [said for said in mine if _place(said) in kept]
    return Perception(
        scene=scene,
        question=question,
        facts=tuple(facts),
        others=tuple((other.id, other.public) for other in cast if other.id != persona.id),
        shown=tuple(shown),
        happened=happened_by(happenings, round_of_all(cycle, round, rounds)),
        heard=heard,
        mine=tuple(said.utterance for said in recent),
        notes="" if note is None else note.text,
        noted=sum((speech.cycle, speech.round) <= through for speech in heard),
        noted_mine=sum(_place(said) <= through for said in recent),
        before=mine[-1].utterance.report if mine else None,
        round=round,
        rounds=rounds,
        at_once=at_once,
        cycle=cycle,
        seed=seed,
        address=f"{origin or arm}/{cycle}/{round}/{persona.id}",
    )


def _place(turn: Turn) -> Place:
    return (turn.cycle, turn.round)


def _in_mind(past: Iterable[Place], through: Place, every: int) -> frozenset[Place]:
    """The rounds in mind: the last few, and those that notes through a round do not cover.

    Without any notes (nobody writes them) there are no more than could have come between two.
    """
    places = sorted(set(past))
    since = [place for place in places if place > through][-2 * every :]
    return frozenset((*places[-HEARD_ROUNDS:], *since))


def _heard_by(listener: str, past: Sequence[Turn], kept: frozenset[Place], names: dict[str, str]) -> list[Heard]:
    reaching = [said for said in past if _reaches(said, listener)]
    last = {said.utterance.persona: said.key for said in reaching}
    return [
        _heard(said, listener, names)
        for said in reaching
        if _place(said) in kept or said.key == last[said.utterance.persona]
    ]


def _reaches(turn: Turn, listener: str) -> bool:
    said = turn.utterance
    if said.persona == listener or not said.speech:
        return False
    return not said.whisper or said.to == listener


def _heard(turn: Turn, listener: str, names: dict[str, str]) -> Heard:
    said = turn.utterance
    speech = said.speech if len(said.speech) <= LONGEST_SPEECH else said.speech[: LONGEST_SPEECH - 1] + "…"
    return Heard(
        speaker=said.persona,
        name=names.get(said.persona, said.persona),
        speech=speech,
        round=turn.round,
        to_me=said.to == listener,
        whisper=said.whisper,
        emotion=said.report.emotion,
        arousal=said.report.arousal,
        leaning=round(2 * said.report.stance) / 2,
        cycle=turn.cycle,
    )


def _within_budget(heard: Sequence[Heard]) -> tuple[Heard, ...]:
    """The newest speeches that fit into HEARD_CHARACTERS, oldest first."""
    left = HEARD_CHARACTERS
    kept: list[Heard] = []
    for speech in reversed(heard):
        left -= len(speech.speech)
        if left < 0:
            break
        kept.append(speech)
    return tuple(reversed(kept))
