"""How far a stance can have moved in one turn, by the card: the bounds of Friedkin & Johnsen's update.

    x' = (1 - s) · y + s · x(0),   y between the lowest and the highest of the own stance and of those heard

Whoever weighs what they heard, with any weights at all, ends between the two bounds; s is the card's stubbornness
(`influence`). N. E. Friedkin & E. C. Johnsen, Social influence and opinions, J. Mathematical Sociology 15, 1990. What
is heard of a stance is known to the nearest half, and people are no equations: SLACK is added on both sides, and is
ours.
"""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.personas.card import BigFive
from sobremesa.personas.influence import stubbornness

SLACK = 0.25
"""An eighth of the scale: the rounding of a stance as it is heard."""


def within_reach(traits: BigFive, start: float, now: float, heard: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest stance (-1..1) to which someone at `now` could move who began at `start`.

    The own stance is within reach whatever was heard: nobody has to move.

    >>> low, high = within_reach(BigFive(agreeableness=0.0), start=0.5, now=0.5, heard=[-1.0])
    >>> round(low, 3), round(high, 3)
    (0.025, 0.75)
    """
    held = stubbornness(traits)
    low = (1 - held) * min([now, *heard]) + held * start
    high = (1 - held) * max([now, *heard]) + held * start
    return max(-1.0, min(low, now) - SLACK), min(1.0, max(high, now) + SLACK)
