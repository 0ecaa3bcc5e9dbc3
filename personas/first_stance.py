"""Where people stand before a word is said, where nothing says it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from sobremesa.personas.card import BigFive
from sobremesa.personas.matter import Kind

GLADNESS = 0.5
"""Where people of average reactivity stand on whether a celebration is a reason to be happy."""


def first_stances(people: Sequence[BigFive], kind: Kind, draws: Random, drawn: bool = False) -> list[float]:
    """Where each stands before a word is said, where nothing says it.

    To what has happened, people differ by reactivity: less accepting the higher their neuroticism, more so with
    conscientiousness and extraversion (Gross, Sutton & Ketelaar 1998). To a decision, positions are spread evenly from
    one side to the other, since a debate has sides; openness to change decides who stands where, with a draw. So it is
    with reactions too where all personalities are `drawn`: in the order of reactivity, from one side to the other.
    """
    noise = [draws.uniform(-0.1, 0.1) for _ in people]
    reactive = [reactive_stance(traits) for traits in people]
    if kind == "event" and drawn:
        return [_bounded(place + shift) for place, shift in zip(_spread(reactive, 0.6, -0.7), noise, strict=True)]
    if kind == "celebration":
        return [_bounded(GLADNESS + 0.6 * stance + 3 * shift) for stance, shift in zip(reactive, noise, strict=True)]
    if kind in {"event", "company"}:
        return [_bounded(stance + 3 * shift) for stance, shift in zip(reactive, noise, strict=True)]
    lots = [traits.openness - 0.5 * traits.neuroticism + draws.uniform(-0.6, 0.6) for traits in people]
    return [_bounded(place + shift) for place, shift in zip(_spread(lots, 0.75, -0.75), noise, strict=True)]


def _spread(scores: Sequence[float], most: float, least: float) -> list[float]:
    """Evenly spaced stances from `most` to `least`, in the order of the scores, highest first."""
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    step = (most - least) / max(1, len(scores) - 1)
    return [most - step * order.index(place) for place in range(len(scores))]


def reactive_stance(traits: BigFive) -> float:
    """How far someone with these traits accepts what has happened, -1..1."""
    steady = 1.4 * (0.5 - traits.neuroticism)
    return steady + 0.5 * (traits.conscientiousness - 0.5) + 0.4 * (traits.extraversion - 0.5)


def _bounded(stance: float) -> float:
    return round(max(-0.9, min(0.9, stance)), 2)
