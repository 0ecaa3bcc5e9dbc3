"""Intervals for what replicates gave: means, paired differences, shares. All at the 95% level.

The sample is the replicates: independent of each other within an arm, paired between arms by common random
numbers. Every estimate names its method, so that a report can say how a number was got.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
LEAST_APART = 0.05
FEWEST_FOR_GROUPS = 20
UPPER = (1 + LEVEL) / 2

Sample = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, its 95% interval (None of a single value), the size of the sample, and the method."""

    value: float
    low: float | None
    high: float | None
    n: int
    method: str


def mean(sample: Sample, within: Range | None = None) -> Estimate:
    """The mean of a sample of shape (n,), n ≥ 1, with Student's t interval.

    `within` bounds what the number can be at all (a share lies in 0..1): an interval that goes beyond is cut off
    there, which costs no coverage.
    """
    n = len(sample)
    value = _center(sample)
    if n == 1:
        return Estimate(value, None, None, 1, "one replicate")
    if np.ptp(sample) == 0:
        return Estimate(value, value, value, n, "the same in every replicate")
    reach = half_width(sample)
    low, high = value - reach, value + reach
    if within is not None and (low < within[0] or high > within[1]):
        method = f"mean, 95% t interval within {within[0]:g} to {within[1]:g}"
        return Estimate(value, max(low, within[0]), min(high, within[1]), n, method)
    return Estimate(value, low, high, n, "mean, 95% t interval")


def difference(sample: Sample, baseline: Sample, noise: float = 0.0) -> Estimate:
    """The mean of `sample - baseline`, paired element by element (shape (n,) each, n ≥ 1), with a t interval.

    Changes of at most `noise` count as none: so that what only floating point tells apart is no difference.
    """
    changes = sample - baseline
    changes = np.where(np.abs(changes) <= noise, 0.0, changes)
    n = len(changes)
    value = _center(changes)
    if n == 1:
        return Estimate(value, None, None, 1, "one pair of replicates")
    if np.ptp(changes) == 0:
        return Estimate(value, value, value, n, "the same in every pair of replicates")
    reach = half_width(changes)
    return Estimate(value, value - reach, value + reach, n, "mean of paired differences, 95% t interval")


def apart(sample: Sample, other: Sample) -> Estimate:
    """The mean of a sample minus that of another that is independent of it (shapes (n,), (m,)), n, m ≥ 1.

    The interval is Welch's (1947), which lets the two vary differently; n is the smaller of both numbers.
    """
    from scipy.special import stdtrit

    n, m = len(sample), len(other)
    value = _center(sample) - _center(other)
    if min(n, m) == 1:
        return Estimate(value, None, None, 1, "one replicate")
    if np.ptp(sample) == 0 and np.ptp(other) == 0:
        return Estimate(value, value, value, min(n, m), "the same in every replicate")
    ours, theirs = sample.var(ddof=1) / n, other.var(ddof=1) / m
    freedom = (ours + theirs) ** 2 / (ours**2 / (n - 1) + theirs**2 / (m - 1))
    reach = float(stdtrit(freedom, UPPER) * sqrt(ours + theirs))
    method = "difference of independent means, 95% interval of Welch"
    return Estimate(value, value - reach, value + reach, min(n, m), method)


def proportion(hits: int, n: int) -> Estimate:
    """A share of `n` ≥ 1 yes-or-no replicates, with the score interval of Wilson (1927)."""
    from scipy.special import ndtri

    z = float(ndtri(UPPER))
    share = hits / n
    center = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if hits == 0 else center - reach
    high = 1.0 if hits == n else center + reach
    return Estimate(share, low, high, n, "share of replicates, 95% Wilson interval")


def half_width(sample: Sample) -> float:
    """Half of the 95% t interval of a mean; the sample has shape (n,), n ≥ 2."""
    from scipy.special import stdtrit

    n = len(sample)
    return float(stdtrit(n - 1, UPPER) * sample.std(ddof=1) / sqrt(n))


def chance_of(changes: Sample, noise: float = 0.0) -> float | None:
    """The p-value of Student's paired test, two-sided: of changes of shape (n,) none of which there need be.

    Of changes that are all the same, of which that test can say nothing, it is that of the sign test: so many coins
    that fall alike (Arbuthnott 1710). None of a single one. Changes of at most `noise` count as none.
    """
    from scipy.special import stdtr

    n = len(changes)
    if n == 1:
        return None
    changes = np.where(np.abs(changes) <= noise, 0.0, changes)
    if np.ptp(changes) == 0:
        return 1.0 if changes[0] == 0 else 2.0 ** (1 - n)
    return 2 * float(stdtr(n - 1, -abs(changes.mean()) / (changes.std(ddof=1) / sqrt(n))))


def holm(chances: Sequence[float], weights: Sequence[float] | None = None) -> list[float]:
    """P-values corrected for how many they are (Holm 1979), in the order given.

    `weights`, above 0, say which part of the error that is allowed each may use up, if not all the same (section 3).
    """
    parts = [1.0] * len(chances) if weights is None else weights
    corrected, worst, left = [0.0] * len(chances), 0.0, float(sum(parts))
    for place in sorted(range(len(chances)), key=lambda place: chances[place] / parts[place]):
        worst = max(worst, min(1.0, chances[place] / parts[place] * left))
        corrected[place] = worst
        left -= parts[place]
    return corrected


def effect_size(sample: Sample, baseline: Sample, noise: float = 0.0) -> float | None:
    """Cohen's d: the difference of means over the pooled standard deviation; None where nothing varies.

    A spread of at most `noise` counts as none, and so does such a difference: floating point makes no effect.
    """
    if len(sample) < 2:
        return None
    pooled = sqrt((sample.var(ddof=1) + baseline.var(ddof=1)) / 2)
    if pooled <= noise:
        return None
    apart = sample.mean() - baseline.mean()
    return float(apart / pooled) if abs(apart) > noise else 0.0


def two_groups(sample: Sample, noise: float = 0.0) -> tuple[Sample, Sample] | None:
    """The lower and the upper group, if the sample clearly falls into two: then its mean describes neither.

    Clearly: of at least 20 values, sorted, the widest gap between neighbours is at least half of the whole range,
    more than `noise` and a twentieth of the largest value's size (99 and 100 of a hundred people are one group), and
    each side holds at least three values and a tenth of all. By chance this happens to 1 in 500 samples of 20
    exponential values, and to fewer than 1 in 10,000 of 20 normal ones.
    """
    least = max(3, -(-len(sample) // 10))
    if len(sample) < FEWEST_FOR_GROUPS:
        return None
    ordered = np.sort(sample)
    gaps = np.diff(ordered)
    cut = int(gaps.argmax()) + 1
    widest = gaps[cut - 1]
    wide = widest > max(noise, LEAST_APART * float(np.abs(sample).max())) and widest >= np.ptp(ordered) / 2
    return (ordered[:cut], ordered[cut:]) if wide and least <= cut <= len(sample) - least else None


def _center(sample: Sample) -> float:
    """The mean; exactly the value where all are the same, which a floating sum would miss."""
    return float(sample[0]) if np.ptp(sample) == 0 else float(sample.mean())
