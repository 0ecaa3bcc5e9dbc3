"""Who has the floor next: everyone at once, round the table, or whoever wants it most.

By urgency follows the rule of conversation: whoever was just spoken to goes first; else whoever starts first
(H. Sacks, E. A. Schegloff & G. Jefferson, A simplest systematics for the organization of turn-taking for
conversation, Language 50, 1974). Who starts first is a bid: how stirred up someone is, how easily they talk
(extraversion), and how far they stand from what was just said. Its weights are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sobremesa.personas.card import Persona
from sobremesa.personas.utterance import Turn

TurnTaking = Literal["simultaneous", "round_robin", "urgency"]

SPOKEN_TO = 10.0
"""More than all else that a bid can be made of."""


def have_the_floor(
    taking: TurnTaking, cast: Sequence[Persona], past: Sequence[Turn], now: Sequence[Turn]
) -> tuple[Persona, ...]:
    """Who speaks next in a round of which the turns `now` are taken, after those of `past`; nobody when it is over."""
    spoken = {turn.utterance.persona for turn in now}
    waiting = [persona for persona in cast if persona.id not in spoken]
    if taking == "simultaneous" or not waiting:
        return tuple(waiting)
    if taking == "round_robin":
        return (waiting[0],)
    said = sorted((*past, *now), key=lambda turn: turn.order)
    return (max(waiting, key=lambda persona: bid(persona, said)),)


def bid(persona: Persona, said: Sequence[Turn]) -> float:
    """How much someone wants the floor after all that was `said`, oldest first; whispers to others don't count."""
    wish = persona.traits.extraversion
    own = [turn.utterance for turn in said if turn.utterance.persona == persona.id and turn.utterance.speech]
    stance = own[-1].report.stance if own else persona.stance
    if own:
        wish += own[-1].report.arousal
    last = said[-1].utterance if said else None
    if last is None or not last.speech or last.persona == persona.id:
        return wish
    if last.to == persona.id:
        return wish + SPOKEN_TO
    if stance is not None and not last.whisper:
        wish += abs(last.report.stance - stance) / 2
    return wish
