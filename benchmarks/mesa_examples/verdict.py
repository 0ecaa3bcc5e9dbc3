"""What counts as the same: the whole 90 % interval of a difference of means within 0.3 standard deviations.

That is two one-sided tests at 5 % (Schuirmann 1987): a difference that is merely not found is no equivalence.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from benchmarks.mesa_examples.comparison import Values

BOUND = 0.3
Z = 1.6448536269514722
"""The 95th percentile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure at one step, over all seeds."""

    measure: str
    step: int
    theirs: float
    ours: float
    d: float
    """Ours minus theirs, in standard deviations."""
    low: float
    high: float
    same: bool


def equivalence(measure: str, step: int, theirs: Values, ours: Values) -> Row:
    """Compare the means of two samples. The standard deviation is the pooled one, the interval that of Cohen's d.

    Hedges & Olkin 1985: the variance of d is 1/n + 1/m + d² / 2(n + m).
    """
    n, m = len(theirs), len(ours)
    difference = float(ours.mean() - theirs.mean())
    spread = sqrt(((n - 1) * theirs.var(ddof=1) + (m - 1) * ours.var(ddof=1)) / (n + m - 2))
    if spread == 0:
        d = 0.0 if difference == 0 else inf if difference > 0 else -inf
        return Row(measure, step, float(theirs.mean()), float(ours.mean()), d, d, d, d == 0)
    d = difference / spread
    reach = Z * sqrt(1 / n + 1 / m + d * d / (2 * (n + m)))
    within = d - reach >= -BOUND and d + reach <= BOUND
    return Row(measure, step, float(theirs.mean()), float(ours.mean()), d, d - reach, d + reach, within)


def equality(measure: str, step: int, theirs: Values, ours: Values) -> Row:
    """Compare value by value: `d` is the number of values that differ, over all seeds."""
    unequal = float(np.count_nonzero(theirs != ours))
    return Row(measure, step, float(theirs.mean()), float(ours.mean()), unequal, unequal, unequal, unequal == 0)
