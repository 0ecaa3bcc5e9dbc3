"""How much of the start of a run to leave out: the rule MSER-5.

White (1997), with batches of 5 as White, Cobb & Spratt (2000) recommend: leave out as many batches as make the standard
error of the mean of the rest smallest. Where that is more than half of the run, it has not settled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BATCH = 5
PIECES = 1000
"""Into how many pieces a run is cut, whose means are what the rule looks at."""
RULE = "MSER-5 on the number in system, in each replicate"


def mser5(values: NDArray[np.float64]) -> int | None:
    """How many of the values, shape (n,), to leave out at the start; None where they have not settled by the middle."""
    batches = len(values) // BATCH
    if batches < 2:
        return None
    means = values[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    left = np.arange(batches, 0, -1)
    sums, squares = np.cumsum(means[::-1])[::-1], np.cumsum(means[::-1] ** 2)[::-1]
    spread = np.maximum(squares - sums**2 / left, 0.0) / left.astype(float) ** 2
    most = batches // 2
    best = int(np.argmin(spread[: most + 1]))
    return best * BATCH if best < most else None  # what grows without end would always leave out more


def warmup(times: NDArray[np.float64], end: float) -> float | None:
    """The time to leave out, of a run in which entities came and left at these times, shape (n, 2).

    None where the number in system has not settled by the middle of the run.
    """
    edges = np.linspace(0.0, end, PIECES + 1)
    present = np.diff(_spent(times, edges)) / (end / PIECES)
    truncated = mser5(present)
    return None if truncated is None else float(edges[truncated])


def _spent(times: NDArray[np.float64], until: NDArray[np.float64]) -> NDArray[np.float64]:
    """The time that all have spent in the system by each of these moments, all together."""
    total = np.zeros(len(until))
    for column, sign in ((0, 1.0), (1, -1.0)):
        moments = np.sort(times[np.isfinite(times[:, column]), column], kind="stable")  # mostly in order already
        sums = np.concatenate([[0.0], np.cumsum(moments)])
        before = np.searchsorted(moments, until, side="right")
        total += sign * (before * until - sums[before])
    return total
