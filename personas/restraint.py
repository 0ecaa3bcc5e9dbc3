"""Disagreement that was kept back: who agrees aloud with someone they stand apart from, or think otherwise of.

Language models that play people suppress disagreement (Are LLM agents behaviorally coherent? Latent profiles for social
simulation, arXiv 2509.03736, 2025); people do it too (E. Noelle-Neumann, The spiral of silence, J. Communication 24,
1974). What counts here is told by words (`assent`), and only where words of agreement stand and none of doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sobremesa.personas.assent import disagrees, only_agrees
from sobremesa.personas.card import Card
from sobremesa.personas.utterance import Turn, Utterance

APART = 0.5
"""A distance of stances from which two stand apart: a quarter of the scale; ours."""


class Restraint(Card):
    """`occasions`: turns that answer someone who stands apart, or whose thought disagrees; `kept_back` of them agree
    aloud and nothing more. `only_agreeing` of all `spoken` turns do.
    """

    spoken: int
    only_agreeing: int
    occasions: int
    kept_back: int


def restraint(turns: Sequence[Turn]) -> Restraint:
    """The figures of one talk, whose `turns` are in order; whom someone answers is known by where they last stood."""
    only = occasions = kept_back = spoken = 0
    stood: dict[str | None, float] = {}
    for _, of_turn in groupby(turns, key=lambda turn: (turn.cycle, turn.round, turn.turn)):
        said = [turn.utterance for turn in of_turn if turn.utterance.speech]
        for utterance in said:
            agreeing = only_agrees(utterance.speech)
            occasion = _apart(utterance, stood) or disagrees(utterance.thought)
            spoken, only = spoken + 1, only + agreeing
            occasions, kept_back = occasions + occasion, kept_back + (occasion and agreeing)
        stood.update((utterance.persona, utterance.report.stance) for utterance in said)
    return Restraint(spoken=spoken, only_agreeing=only, occasions=occasions, kept_back=kept_back)


def _apart(utterance: Utterance, stood: dict[str | None, float]) -> bool:
    return utterance.to in stood and abs(stood[utterance.to] - utterance.report.stance) >= APART
