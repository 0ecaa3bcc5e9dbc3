"""Tokens of prompts, and what the same turns would take with the whole transcript in each.

The rule: a message has a token for every four characters of its content, rounded up.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from sobremesa.nodes.interpreter import Casting
from sobremesa.personas.card import Persona
from sobremesa.personas.conversation import perceive
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.turn_prompt import in_private, passing, standing
from sobremesa.personas.utterance import Turn

CHARACTERS_A_TOKEN = 4


def tokens(*messages: str) -> int:
    """Tokens of some messages."""
    return sum(ceil(len(message) / CHARACTERS_A_TOKEN) for message in messages)


def full_turns(casting: Casting, turns: Sequence[Turn], rounds: int) -> int:
    """Tokens of the prompts of `turns` (one talk, all at once in each round) if each held all that was said before it.

    The same prompts, line for line, with nothing noted and nothing left out.
    """
    personas = {persona.id: persona for persona in casting.personas}
    return sum(
        tokens(standing(personas[turn.utterance.persona], seen), passing(seen))
        for turn in turns
        for seen in [_with_everything(casting, personas[turn.utterance.persona], turns, turn.round, rounds)]
    )


def full_answers(casting: Casting, turns: Sequence[Turn], rounds: int) -> int:
    """Tokens of the private questions before and after, if each held all that was said."""
    return sum(
        tokens(standing(persona, seen), in_private(seen))
        for persona in casting.personas
        for at in (0, rounds + 1)
        for seen in [_with_everything(casting, persona, turns, at, rounds)]
    )


def _with_everything(casting: Casting, persona: Persona, turns: Sequence[Turn], at: int, rounds: int) -> Perception:
    past = [said for said in turns if said.round < at]
    return perceive(
        persona,
        casting.personas,
        past,
        arm=turns[0].arm,
        cycle=0,
        round=at,
        rounds=rounds,
        scene=casting.scene,
        question=casting.question,
    ).model_copy(
        update={
            "heard": tuple(_heard(said, casting.personas) for said in past if said.utterance.persona != persona.id),
            "mine": tuple(said.utterance for said in past if said.utterance.persona == persona.id),
        }
    )


def _heard(turn: Turn, cast: Sequence[Persona]) -> Heard:
    said = turn.utterance
    return Heard(
        speaker=said.persona,
        name=next(persona.public.name for persona in cast if persona.id == said.persona),
        speech=said.speech,
        round=turn.round,
        to_me=False,
        emotion=said.report.emotion,
    )
