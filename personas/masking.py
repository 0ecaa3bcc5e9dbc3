"""What a conversation would have been without someone: the same conversation again, in which nobody hears them.

Who is worth it: those behind the strongest pulls, or else those whom the others name. This test can tell what turns
can't: whatever differs, differs because of that persona, or because nobody ever says twice the same. Where speakers
repeat themselves exactly one pair of conversations is enough; else it takes several, and the difference is told where
its 95% interval (Student's t, over pairs; Bonferroni over listeners) holds no zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from statistics import fmean, stdev

from sobremesa.personas.card import Card, Persona
from sobremesa.personas.diagnostics import MOVED
from sobremesa.personas.pull import LEVEL, WhoMoved
from sobremesa.personas.utterance import Turn

MOST_MASKED = 2

Pair = tuple[Sequence[Turn], Sequence[Turn]]


class Shift(Card):
    """Where `listener` ended: `heard` and `unheard`, on the mean of `n` pairs of conversations, and the difference that
    hearing made (heard minus unheard), with its interval; None where there are too few pairs for one.
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

    @property
    def told(self) -> tuple[Shift, ...]:
        """The differences that are told from chance, largest first."""
        return tuple(sorted((shift for shift in self.shifts if shift.told), key=lambda shift: -abs(shift.difference)))


def strongest(moved: WhoMoved) -> tuple[str, ...]:
    """The ids of whom to mask, at most two: whose pull on stances is told from chance, strongest first; then who is
    named most often as having moved somebody; then who is followed most closely, told or not.
    """
    told = [pull.speaker for pull in moved.told if pull.channel == "stance"]
    named: dict[str, int] = {}
    for claim in moved.claims:
        named[claim.speaker] = named.get(claim.speaker, 0) + claim.named
    said = sorted(named, key=lambda one: (-named[one], one))
    seeming = [pull.speaker for pull in moved.pulls if pull.channel == "stance" and (pull.pull or 0.0) > 0]
    return tuple(dict.fromkeys((*told, *said, *seeming)))[:MOST_MASKED]


def difference(cast: Sequence[Persona], persona: str, pairs: Sequence[Pair], exact: bool = False) -> Masked:
    """What hearing `persona` did to the last stances of the others in `cast`.

    Each of the `pairs` is a conversation and the same without it: the turns of either, each of one arm. `exact`: the
    speakers repeat themselves to the byte where they hear the same.
    """
    ends = [(_ends(heard), _ends(unheard)) for heard, unheard in pairs]
    others = [one.id for one in cast if one.id != persona]
    found = [_shift(other, ends, exact, len(others)) for other in others]
    return Masked(
        persona=persona,
        arms=tuple((heard[0].arm, unheard[0].arm) for heard, unheard in pairs if heard and unheard),
        shifts=tuple(shift for shift in found if shift is not None),
        exact=exact,
    )


def _ends(turns: Sequence[Turn]) -> dict[str, float]:
    """The stance that each reported last."""
    spoken = sorted((t for t in turns if t.utterance.speech), key=lambda turn: (turn.utterance.persona, turn.order))
    return {
        persona: list(said)[-1].utterance.report.stance
        for persona, said in groupby(spoken, key=lambda turn: turn.utterance.persona)
    }


def _shift(
    listener: str, ends: Sequence[tuple[dict[str, float], dict[str, float]]], exact: bool, compared: int
) -> Shift | None:
    both = [
        (heard[listener], unheard[listener]) for heard, unheard in ends if listener in heard and listener in unheard
    ]
    if not both:
        return None
    differences = [heard - unheard for heard, unheard in both]
    value = fmean(differences)
    low, high = _interval(differences, compared)
    told = exact if low is None or high is None else low > 0 or high < 0
    return Shift(
        listener=listener,
        heard=round(fmean(heard for heard, _ in both), 6),
        unheard=round(fmean(unheard for _, unheard in both), 6),
        difference=round(value, 6),
        n=len(both),
        low=low,
        high=high,
        told=told and round(abs(value), 6) >= MOVED,
    )


def _interval(differences: Sequence[float], compared: int) -> tuple[float | None, float | None]:
    """The interval of a mean difference, wide enough for all that are compared; none of fewer than three."""
    n = len(differences)
    if n < 3:
        return None, None
    from scipy.special import stdtrit

    around = float(stdtrit(n - 1, 1 - LEVEL / 2 / compared)) * stdev(differences) / math.sqrt(n)
    value = fmean(differences)
    return round(value - around, 6), round(value + around, 6)
