"""An interval from one long run, whose values hang together: by batch means.

Neighbouring slices of a queue are alike, so that an interval that takes them for independent is far too narrow. Means
of long batches are nearly independent (Law & Carson 1979); batches are made longer until von Neumann's ratio (1941)
does not tell their means from independent ones, and the values of the warm-up are left out by whoever asks. Where there
are several replicates, their means are independent, and need none of this.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.statistics import Estimate, half_width

MOST_BATCHES = 40
FEWEST_BATCHES = 10


def batch_means(values: NDArray[np.float64]) -> Estimate | None:
    """The mean of a series of equally long slices, shape (n,), with a 95% t interval over batches of them.

    None where even ten batches, the longest that are tried, are not independent: then the run is too short to say.
    """
    values = values[~np.isnan(values)]
    for batches in range(min(MOST_BATCHES, len(values) // 2), FEWEST_BATCHES - 1, -5):
        size = len(values) // batches
        means = values[len(values) - batches * size :].reshape(batches, size).mean(axis=1)
        if np.ptp(means) == 0:
            value = float(means[0])
            return Estimate(value, value, value, batches, "the same in every batch")
        if independent(means):
            value, reach = float(means.mean()), half_width(means)
            return Estimate(value, value - reach, value + reach, batches, f"{batches} batch means, 95% t interval")
    return None


def independent(means: NDArray[np.float64]) -> bool:
    """Whether von Neumann's ratio of squared steps to spread is no smaller than chance makes it, one-sided at 10%."""
    n = len(means)
    ratio = float((np.diff(means) ** 2).sum() / ((means - means.mean()) ** 2).sum())
    return ratio >= 2 - 1.2816 * 2 * sqrt((n - 2) / (n * n - 1))
