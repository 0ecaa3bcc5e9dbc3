"""How unlike each other those at a table are: in where they stand, and in what they say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, groupby
from statistics import fmean

from sobremesa.personas.card import Card, Persona
from sobremesa.personas.utterance import Turn
from sobremesa.personas.wording import distinct, likeness, telling_words

PARTS = 5
"""Into how many equal parts the scale of stances is cut."""


class Variety(Card):
    """Figures of one talk.

    `parts_first` and `parts_last`: how many fifths of the scale of stances somebody stood in, of `parts` that could be
    taken. `distinct`: different pairs of words as a share of all (distinct-2). `alike_first` and `alike_last`: how
    alike what different people say in one round is, on average, 0..1, in the first and the second half of the rounds.
    """

    parts: int
    parts_first: int
    parts_last: int
    distinct: float | None
    alike_first: float | None
    alike_last: float | None


def variety(cast: Sequence[Persona], turns: Sequence[Turn], firsts: Sequence[float], lasts: Sequence[float]) -> Variety:
    """The variety of one talk among `cast`, whose `turns` are in order; `firsts` and `lasts` are the stances."""
    spoken = [turn for turn in turns if turn.utterance.speech]
    names = {word for persona in cast for word in telling_words(persona.public.name)}
    rounds = [_alike(tuple(of_round), names) for _, of_round in groupby(spoken, key=lambda t: (t.cycle, t.round))]
    half = (len(rounds) + 1) // 2
    return Variety(
        parts=min(PARTS, len(firsts)),
        parts_first=len(set(map(_part, firsts))),
        parts_last=len(set(map(_part, lasts))),
        distinct=distinct([turn.utterance.speech for turn in spoken]),
        alike_first=_mean(rounds[:half]),
        alike_last=_mean(rounds[half:]),
    )


def _part(stance: float) -> int:
    return min(PARTS - 1, int((stance + 1) / 2 * PARTS))


def _alike(turns: Sequence[Turn], names: Collection[str]) -> float | None:
    pairs = combinations((turn.utterance.speech for turn in turns), 2)
    return _mean(likeness(one, other, names) for one, other in pairs)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(fmean(known), 6) if known else None
