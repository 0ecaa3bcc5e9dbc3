"""What a conversation would have been without someone: the same conversation again, in which nobody hears them.

Who is worth it: those behind the strongest pulls, told from chance or not, since this test can tell what turns can't.
"""

from __future__ import annotations

from sobremesa.personas.card import Card
from sobremesa.personas.pull import WhoMoved

MOST_MASKED = 2


class Shift(Card):
    """Where `listener` ended: `heard` and `unheard`, on the mean of `n` pairs of conversations, and the difference that
    hearing made (heard minus unheard), with its 95% interval; None where there are too few pairs for one.
    """

    listener: str
    heard: float
    unheard: float
    difference: float
    n: int
    low: float | None = None
    high: float | None = None
    told: bool = False


class Masked(Card):
    """What became of each of the others when `persona` was not heard. `arms` pairs each conversation with its replay.

    `exact`: whoever hears the same says the same, so that any difference is the persona's doing.
    """

    persona: str
    arms: tuple[tuple[str, str], ...]
    shifts: tuple[Shift, ...]
    exact: bool = False


def strongest(moved: WhoMoved) -> tuple[str, ...]:
    """The ids of whom to mask: the speakers behind the strongest pulls on stances, at most two, strongest first."""
    speakers = dict.fromkeys(pull.speaker for pull in moved.pulls if pull.channel == "stance" and pull.pull)
    return tuple(speakers)[:MOST_MASKED]
