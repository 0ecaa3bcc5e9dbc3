"""Whom to answer: who spoke to me, who is in distress, who stands elsewhere, to whom I am bound."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sobremesa.personas.card import Persona
from sobremesa.personas.emotion import DISTRESSED
from sobremesa.personas.sentences import Sentences
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.traits import voice_of

CARING = frozenset({"empathetic", "warm", "hopeful", "plain", "stoic"})
QUARRELSOME = frozenset({"blunt", "doubting", "solver", "pragmatic"})
DEAR = 0.5
"""The warmth of a tie from which anyone comforts, whatever their manner."""


def partner_of(
    persona: Persona, perception: Perception, latest: Sequence[Heard], stance: float, sentences: Sentences
) -> Heard | None:
    """The one to answer, not the same person again; None where nobody has spoken."""
    voice = voice_of(persona)
    recent = [said.to for said in perception.mine[-2:]]

    def pull(heard: Heard) -> float:
        apart = abs((heard.leaning or 0.0) - stance)
        tie = persona.tie_to(heard.speaker)
        worth = 0.6 * heard.to_me + 1.0 * bool(asked_by(persona, heard))
        worth += (0.6 if voice in QUARRELSOME else 0.25) * apart
        worth += 1.2 * (cares_for(persona, heard.speaker) and in_distress(heard))
        worth += 0.4 * abs(tie.warmth) if tie is not None else 0.0
        worth -= 1.0 * (bool(recent) and heard.speaker == recent[-1]) + 0.5 * (heard.speaker in recent[:1])
        return worth + 0.5 * sentences.lot(f"partner/{heard.speaker}")

    return max(latest, key=pull, default=None)


def asked_by(persona: Persona, heard: Heard) -> str | None:
    """The question that somebody put to this persona by name, if they did."""
    questions = re.findall(r"[^.!?]*\?", heard.speech) if heard.to_me else []
    return next((question for question in questions if persona.public.name in question), None)


def cares_for(persona: Persona, other: str) -> bool:
    """Whether someone comforts another in distress: by manner, for what they hold highest, or because they are dear."""
    tie = persona.tie_to(other)
    return (
        voice_of(persona) in CARING
        or persona.values[:1] == ("benevolence",)
        or (tie is not None and tie.warmth >= DEAR)
    )


def consoles(persona: Persona, perception: Perception, partner: Heard) -> bool:
    """Whether someone comforts their partner now: once."""
    once = not any(
        said.to == partner.speaker and said.report.intention.startswith(("stay close", "see that"))
        for said in perception.mine
    )
    return cares_for(persona, partner.speaker) and in_distress(partner) and once


def in_distress(heard: Heard) -> bool:
    """Whether somebody looks as if they could do with a kind word."""
    return heard.emotion in DISTRESSED and heard.arousal >= 0.4
