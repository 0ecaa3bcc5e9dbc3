"""Whether a measure settles: `equilibrium`, with the takes `reached after` (steps) and `settled level`.

Not that no change is seen, but that change is shown to be small: over the last third the 95% interval of the drift
lies within a twentieth of the way that the mean has gone (a test of equivalence; Schuirmann 1987). It was reached at
the first step from which on the mean stays about where it ends. What never moved has not settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import Question
from sobremesa.mechanics.statistics import Estimate, mean

Rows = NDArray[np.float64]
CLOSE = 0.05
"""Of the way gone."""
FEWEST_STEPS, FEWEST_RUNS = 20, 5
RESAMPLES = 400
METHOD = (
    "first step from which on the mean of the runs stays within 5% of its range of where it ends; "
    "drift over the last third within as much (95% t interval); interval by bootstrap over replicates"
)


@dataclass(frozen=True, slots=True)
class Settled:
    """When the mean settled (its interval by bootstrap), and where, shape (replicates,)."""

    step: int
    low: float
    high: float
    levels: NDArray[np.float64]


def equilibria(question: Question, unit: str) -> Iterator[Finding]:
    """In each arm whether the outcome's measure, if it is no truth value, settles. `unit` is that of a step."""
    for arm in question.series if not question.yes_or_no else ():
        rows = question.lived(arm)
        found = settled(rows) if rows.size and not np.isnan(rows).any() else None
        if found is None:
            continue
        when = Estimate(float(found.step), found.low, found.high, len(rows), METHOD)
        yield question.finding("equilibrium", (arm,), when, take="reached after").model_copy(update={"unit": unit})
        level = mean(found.levels, (0, 1) if question.unit == "share" else None)
        yield question.finding("equilibrium", (arm,), level, take="settled level").model_copy(
            update={"unit": question.unit, "method": f"mean over the last third of the steps; {level.method}"}
        )


def settled(rows: Rows) -> Settled | None:
    """When a measure of shape (replicates, steps + 1) settles; None where that can't be said."""
    runs, length = rows.shape
    if runs < FEWEST_RUNS or length < FEWEST_STEPS:
        return None
    begin = length - length // 3
    tail, curve = rows[:, begin:], rows.mean(axis=0)
    near = CLOSE * np.ptp(curve)
    drift = mean(_drifts(tail))
    if near == 0 or drift.low is None or drift.high is None or max(-drift.low, drift.high) > near:
        return None
    step = int(_steps(curve[None, :], begin, near)[0])
    if not 0 < step <= begin:
        return None
    chance = np.random.Generator(np.random.Philox(key=np.array([runs, length], dtype=np.uint64)))
    weights = chance.multinomial(runs, np.full(runs, 1 / runs), size=RESAMPLES) / runs
    low, high = np.quantile(_steps(weights @ rows, begin, near), [0.025, 0.975])
    return Settled(step, float(min(low, step)), float(max(high, step)), tail.mean(axis=1))


def _drifts(tail: Rows) -> NDArray[np.float64]:
    """How far a straight line through each row goes from its beginning to its end."""
    times = np.arange(tail.shape[1]) - (tail.shape[1] - 1) / 2
    slopes: NDArray[np.float64] = tail @ times / (times @ times) * (tail.shape[1] - 1)
    return slopes


def _steps(curves: Rows, begin: int, near: float) -> NDArray[np.int64]:
    """The first step at which each curve is about where it ends (as near, or as it still varies there) for good.

    Going twice as far away again undoes it; going less far does not, since that is noise.
    """
    tails, steps = curves[:, begin:], np.arange(curves.shape[1])
    band = np.maximum(near, 3 * tails.std(axis=1))[:, None]
    away = np.abs(curves - tails.mean(axis=1)[:, None])
    left = np.max(np.where(away > 2 * band, steps, -1), axis=1)[:, None]
    first: NDArray[np.int64] = np.argmax((steps > left) & (away <= band), axis=1)
    return first
