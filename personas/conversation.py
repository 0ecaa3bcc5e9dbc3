"""What one persona knows when its turn comes: the only way from a transcript to a listener.

A whisper reaches its addressee alone, a thought nobody; who spoke in another arm or in a later cycle or round was not
in the room. Memory is bounded: the recent past verbatim within a budget of characters, and the own last utterances.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sobremesa.personas.card import Persona
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.utterance import Turn

HEARD_CHARACTERS = 6_000
HEARD_ROUNDS = 4
MINE = 4
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
    seed: int = 0,
    turn: int = 1,
    at_once: bool = True,
    origin: str | None = None,
) -> Perception:
    """The perception of `persona` before its turn in `arm`, `cycle` and `round` (from 1).

    Earlier rounds are heard, and of this one what was said before its `turn`; others speak `at_once`, or wait. `shown`
    is what the mechanics show to this persona alone. A talk that repeats another draws and asks at the addresses of
    that `origin`. Characters heard are at most HEARD_CHARACTERS.
    """
    here = [said for said in sorted(turns, key=lambda said: said.order) if said.arm == arm]
    past = [said for said in here if (said.cycle, said.round, said.turn) < (cycle, round, turn)]
    mine = [said.utterance for said in past if said.utterance.persona == persona.id]
    names = {other.id: other.public.name for other in cast}
    recent = sorted({(said.cycle, said.round) for said in past})[-HEARD_ROUNDS:]
    heard = [
        _heard(said, persona.id, names)
        for said in past
        if (said.cycle, said.round) in recent and _reaches(said, persona.id)
    ]
    return Perception(
        scene=scene,
        question=question,
        facts=tuple(facts),
        others=tuple((other.id, other.public) for other in cast if other.id != persona.id),
        shown=tuple(shown),
        heard=_within_budget(heard),
        mine=tuple(mine[-MINE:]),
        before=mine[-1].report if mine else None,
        round=round,
        rounds=rounds,
        at_once=at_once,
        cycle=cycle,
        seed=seed,
        address=f"{origin or arm}/{cycle}/{round}/{persona.id}",
    )


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
