"""A table to talk at: whole rehearsed conversations, without a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sobremesa.personas.card import Persona
from sobremesa.personas.casting import Cast, cast_from_scenario
from sobremesa.personas.conversation import perceive
from sobremesa.personas.rehearsal import rehearse
from sobremesa.personas.utterance import Turn

Play = Callable[..., tuple[Turn, ...]]


def play_cast(
    personas: Sequence[Persona], scene: str, question: str, rounds: int = 5, seed: int = 0, cycle: int = 0
) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for spoken in range(1, rounds + 1):
        said = [
            rehearse(
                persona,
                perceive(
                    persona,
                    personas,
                    turns,
                    arm="talk",
                    cycle=cycle,
                    round=spoken,
                    rounds=rounds,
                    scene=scene,
                    question=question,
                    seed=seed,
                ),
            )
            for persona in personas
        ]
        turns += [Turn(arm="talk", cycle=cycle, round=spoken, utterance=utterance) for utterance in said]
    return tuple(turns)


@pytest.fixture
def play() -> Play:
    """`play(personas, scene, question, rounds, seed)`: the turns of a rehearsed conversation."""
    return play_cast


@pytest.fixture
def play_scenario() -> Callable[..., tuple[Cast, tuple[Turn, ...]]]:
    """`play_scenario(text, seed, rounds)`: a scenario cast and talked through."""

    def played(text: str, seed: int = 0, rounds: int = 5) -> tuple[Cast, tuple[Turn, ...]]:
        cast = cast_from_scenario(text, seed)
        return cast, play_cast(cast.personas, cast.scene, cast.question, rounds, seed)

    return played
