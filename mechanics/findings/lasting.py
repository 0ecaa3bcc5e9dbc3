"""How long until it ends: the median of times of which some are not over when the run is (Kaplan & Meier 1958).

Agents of one replicate are not independent of each other, replicates are: so the interval is by bootstrap over
replicates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.statistics import Estimate

Numbers = NDArray[np.float64]

RESAMPLES = 400
METHOD = "median by Kaplan and Meier, 95% interval by bootstrap over replicates"
OPEN = "; open above: cut off at the last step"


def median_time(ended: Numbers, at_risk: Numbers) -> Estimate | None:
    """The median time, in steps; None where fewer than half have ended by the last one.

    `ended[r, t]` of the `at_risk[r, t]` that were still there in replicate r ended t steps after they began; both of
    shape (replicates, steps + 1).
    """
    replicates, steps = ended.shape
    middle = _medians(ended.sum(axis=0)[None], at_risk.sum(axis=0)[None])[0]
    if middle == steps:
        return None
    chance = np.random.Generator(np.random.Philox(key=np.array([replicates, steps], dtype=np.uint64)))
    weights = chance.multinomial(replicates, np.full(replicates, 1 / replicates), size=RESAMPLES)
    low, high = np.quantile(_medians(weights @ ended, weights @ at_risk), [0.025, 0.975], method="inverted_cdf")
    if replicates == 1:
        return Estimate(float(middle), None, None, 1, "median by Kaplan and Meier; one replicate")
    method = METHOD + (OPEN if high == steps else "")
    return Estimate(float(middle), float(min(low, middle)), float(min(high, steps - 1)), replicates, method)


def surviving(ended: Numbers, at_risk: Numbers) -> Numbers:
    """The share that has not ended after each step: the product of what each step leaves."""
    left = 1 - np.divide(ended, at_risk, out=np.zeros(ended.shape), where=at_risk > 0)
    survival: Numbers = np.cumprod(left, axis=-1)
    return survival


def _medians(ended: Numbers, at_risk: Numbers) -> NDArray[np.int64]:
    """The first step by which at most half are left, of each row; the number of steps where there is none."""
    over = surviving(ended, at_risk) <= 0.5 + 1e-12
    steps: NDArray[np.int64] = np.where(over.any(axis=1), over.argmax(axis=1), over.shape[1])
    return steps
