"""How many of which: what a sample of people must hold, by dimension, and the counts that this comes to.

Shares become whole people by the method of largest remainders (Hamilton 1792): each gets the whole part of its due, and
those left over go to the largest fractions. Counts that add up to the size of the sample are therefore met as given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sobremesa.errors import BadRequestError
from sobremesa.personas.card import Card
from sobremesa.personas.traits import FACTORS

AGE, OPINION, ROLE = "age", "opinion", "role"
OLDEST, OLDEST_OF_ALL = 90, 120
"""Where a band without an upper end ends: of usual ages, and of those who are beyond them."""
OPINIONS: Mapping[str, tuple[float, float]] = {"for": (0.3, 0.9), "undecided": (-0.25, 0.25), "against": (-0.9, -0.3)}
"""Where on the scale of stances those of an opinion stand."""
LEVELS: Mapping[str, tuple[float, float]] = {"low": (0.1, 0.38), "average": (0.42, 0.58), "high": (0.62, 0.9)}
"""Where on the scale of a trait those of a level stand."""
SAME = {
    "in favour": "for", "in favor": "for", "pro": "for", "yes": "for", "agree": "for", "con": "against",
    "no": "against", "opposed": "against", "disagree": "against", "torn": "undecided", "neutral": "undecided",
    "unsure": "undecided", "medium": "average", "middle": "average",
}  # fmt: skip
LONGEST_LABEL = 80
_BAND = re.compile(r"(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})\Z")
_FROM = re.compile(r"(?:(\d{1,3})\s*\+|from (\d{1,3})|(\d{1,3}) and over)\Z")
_OVER = re.compile(r"(?:over|above) (\d{1,3})\Z")
_UNDER = re.compile(r"(?:under|below) (\d{1,3})\Z")
YOUNGEST = 18
"""Where a band without a lower end begins, unless it is one of children."""


class QuotaError(BadRequestError):
    """A quota can't be taken as it stands."""


class Quota(Card):
    """One dimension, and its labels with their weights (counts or shares); the caller's order plays no part.

    Labels of ages are bands ("18-34", "60+"), of opinions `for`, `undecided` and `against`, of traits `low`, `average`
    and `high`, of roles and of the caller's own dimensions whatever stands for them.
    """

    dimension: str
    shares: tuple[tuple[str, float], ...]

    def counts(self, size: int) -> tuple[tuple[str, int], ...]:
        """How many of each label a sample of this size holds; they add up to it."""
        weights = [weight for _, weight in self.shares]
        return tuple((label, n) for (label, _), n in zip(self.shares, apportion(weights, size), strict=True))

    @property
    def whole(self) -> int | None:
        """The sum of the weights, where all of them are counts of people."""
        weights = [weight for _, weight in self.shares]
        total = sum(weights)
        return int(total) if all(weight == int(weight) for weight in weights) and total != 100 else None


def read_quotas(given: Mapping[str, Mapping[str, float]]) -> tuple[Quota, ...]:
    """Quotas from what a caller gives. Raises QuotaError with a sentence on the first that can't be taken."""
    return tuple(_quota(dimension.strip(), shares) for dimension, shares in sorted(given.items()))


def _quota(dimension: str, given: Mapping[str, float]) -> Quota:
    where = f"quota {dimension}"
    if not dimension or len(dimension) > LONGEST_LABEL:
        raise QuotaError("A quota must name its dimension: age, opinion, role, a trait, or one of your own.")
    shares: dict[str, float] = {}
    for written, weight in given.items():
        label = _label(dimension, written)
        if not label or len(label) > LONGEST_LABEL:
            raise QuotaError(f"{where}: each label must have 1 to {LONGEST_LABEL} characters.")
        if label in shares:
            raise QuotaError(f"{where}: {label} is given twice.")
        if not (math.isfinite(weight) and weight >= 0):
            raise QuotaError(f"{where}: {label} must be a count or a share, 0 or more, not {weight:g}.")
        shares[label] = float(weight)
    if sum(shares.values()) <= 0:
        raise QuotaError(f"{where}: say how many of which, at least one.")
    known = OPINIONS if dimension == OPINION else LEVELS if dimension in FACTORS else None
    if known is not None:
        strange = next((label for label in shares if label not in known), None)
        if strange is not None:
            raise QuotaError(f"{where}: it knows {', '.join(known)}, not {strange}.")
        return Quota(dimension=dimension, shares=tuple((label, shares[label]) for label in known if label in shares))
    if dimension == AGE:
        bands = sorted((ages_of(label), label) for label in shares)
        for (earlier, one), (later, other) in pairwise(bands):
            if later[0] <= earlier[1]:
                raise QuotaError(f"{where}: {one} and {other} overlap.")
        return Quota(dimension=dimension, shares=tuple((label, shares[label]) for _, label in bands))
    return Quota(dimension=dimension, shares=tuple(sorted(shares.items())))


def _label(dimension: str, written: str) -> str:
    label = " ".join(written.split())
    return SAME.get(label.lower(), label.lower()) if dimension == OPINION or dimension in FACTORS else label


def ages_of(label: str) -> tuple[int, int]:
    """The ages of a band, both included. Raises QuotaError.

    >>> ages_of("18-34"), ages_of("60+"), ages_of("under 30")
    ((18, 34), (60, 90), (18, 29))
    """
    words = label.lower().strip()
    if band := _BAND.match(words):
        low, high = int(band[1]), int(band[2])
    elif start := _FROM.match(words):
        low = int(next(filter(None, start.groups())))
        high = _oldest(low)
    elif over := _OVER.match(words):
        low = int(over[1]) + 1
        high = _oldest(low)
    elif under := _UNDER.match(words):
        high = int(under[1]) - 1
        low = YOUNGEST if high > YOUNGEST else 0
    else:
        raise QuotaError(f"quota age: {label} is no band of ages, such as 18-34, under 30 or 60+.")
    if not 0 <= low <= high <= OLDEST_OF_ALL:
        raise QuotaError(f"quota age: {label} must run from a lower to a higher age, 0 to 120.")
    return low, high


def _oldest(low: int) -> int:
    return OLDEST if low <= OLDEST else OLDEST_OF_ALL


def apportion(weights: Sequence[float], size: int) -> tuple[int, ...]:
    """Whole numbers that add up to `size`, in proportion to weights, by largest remainders; ties go to the first.

    >>> apportion([0.5, 0.3, 0.2], 7)
    (4, 2, 1)
    """
    total = math.fsum(weights)
    due = [size * weight / total for weight in weights]
    counts = [math.floor(part + 1e-9) for part in due]
    fractions = sorted(range(len(due)), key=lambda place: (round(counts[place] - due[place], 9), place))
    for place in fractions[: size - sum(counts)]:
        counts[place] += 1
    return tuple(counts)
