"""Which values of parameters make the model give certain figures: approximate Bayesian computation.

Every value within a parameter's range counts as equally likely before. Each run has values of its own and luck of its
own; those runs that come nearest to the figures say which values do (Pritchard et al. 1999), after what they miss is
taken back by a linear regression (Beaumont et al. 2002). This is done twice, the second time only where the first has
left anything. So an interval says which values could have given the figures *in one run*, which is what a figure
observed in the world comes from: it does not shrink with more runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.document import Arm, Calibration, Target
from sobremesa.mechanics.experiments.exploration import Calibrated, Met, Sought
from sobremesa.mechanics.experiments.points import Bench

Array = NDArray[np.float64]
Tell = Callable[[int, int], None]

ROUND = 1024
"""Runs of a round: a power of two, so that Sobol's sequence fills the ranges evenly."""
FIRST_SHARE, SECOND_SHARE = 0.1, 0.2
"""Of a round's runs, those that count."""
MARGIN = 0.1
INFORMED = 0.8
"""An interval wider than this part of the 95% of the whole range tells nothing new."""
CHECKED = 100
TAIL = 0.025


def calibrated(bench: Bench, arm: Arm, calibration: Calibration, tell: Tell) -> Calibrated | None:
    """The values that meet the figures, and how well the model meets them there; None where no run has a value."""
    names, targets = calibration.parameters, calibration.targets
    declared = bench.program.document.parameters
    ranges = np.array([[declared[name].low, declared[name].high] for name in names], dtype=np.float64)
    wanted = np.array([target.value for target in targets], dtype=np.float64)
    box, scale = ranges, np.empty(0)
    for turn, share in enumerate((FIRST_SHARE, SECOND_SHARE)):
        settings = _held(bench, arm, names, _spread(box, turn))
        given = _runs(bench, arm, names, targets, settings, range(turn * ROUND, (turn + 1) * ROUND), tell)
        settings, given = _with_values(settings, given)
        if len(settings) < 4 * (len(names) + 1):
            return None
        if turn == 0:
            scale = np.maximum(given.std(axis=0), np.finfo(float).tiny)
        far = np.sqrt((((given - wanted) / scale) ** 2).sum(axis=1))
        near = np.argsort(far, kind="stable")[: max(int(share * len(far)), 2 * (len(names) + 1))]
        if turn == 0:
            box = _around(settings[near], ranges)
    values, weights = _taken_back(settings[near], given[near], far[near], wanted, scale, ranges)
    found = (
        _sought(name, declared[name].unit, values[:, place], weights, ranges[place]) for place, name in enumerate(names)
    )
    sought = tuple(_as_held(bench, arm, each) for each in found)
    at = {each.parameter: each.value for each in sought}
    check = bench.samples(arm, at, range(2 * ROUND, 2 * ROUND + CHECKED), targets)
    met = tuple(_met(bench, target, sample) for target, sample in zip(targets, check, strict=True))
    return Calibrated(arm=arm.name, sought=sought, met=met, runs=2 * ROUND)


def _spread(box: Array, turn: int) -> Array:
    """Settings that fill a box evenly, shape (ROUND, parameters)."""
    from scipy.stats import qmc

    unit = qmc.Sobol(len(box), rng=np.random.default_rng(turn)).random(ROUND)
    settings: Array = box[:, 0] + unit * (box[:, 1] - box[:, 0])
    return settings


def _held(bench: Bench, arm: Arm, names: Sequence[str], settings: Array) -> Array:
    """The settings, shape (any, parameters), as runs at them have them: whole numbers where these are."""
    columns = [[bench.held(arm, name, value) for value in settings[:, at].tolist()] for at, name in enumerate(names)]
    held: Array = np.array(columns, dtype=np.float64).T
    return held


def _runs(
    bench: Bench, arm: Arm, names: Sequence[str], targets: Sequence[Target], settings: Array, replicates: range,
    tell: Tell,
) -> Array:  # fmt: skip
    """What each setting gives in a run of its own, shape (ROUND, targets)."""
    given = []
    for setting, replicate in zip(settings, replicates, strict=True):
        values = dict(zip(names, setting.tolist(), strict=True))
        given.append(bench.samples(arm, values, (replicate,), targets)[:, 0])
        tell(replicate + 1, 2 * ROUND)
    return np.array(given)


def _with_values(settings: Array, given: Array) -> tuple[Array, Array]:
    whole = ~np.isnan(given).any(axis=1)
    return settings[whole], given[whole]


def _around(settings: Array, ranges: Array) -> Array:
    """The box that holds these settings, and a margin of the whole range, within the ranges."""
    margin = MARGIN * (ranges[:, 1] - ranges[:, 0])
    low, high = settings.min(axis=0) - margin, settings.max(axis=0) + margin
    return np.stack([np.maximum(low, ranges[:, 0]), np.minimum(high, ranges[:, 1])], axis=1)


def _taken_back(
    settings: Array, given: Array, far: Array, wanted: Array, scale: Array, ranges: Array
) -> tuple[Array, Array]:
    """The settings, moved by what their runs miss the figures by; and their weights (Epanechnikov's)."""
    reach = max(float(far.max()), np.finfo(float).tiny)
    weights = np.maximum(1 - (far / reach) ** 2, 1e-6)
    missed = (given - wanted) / scale
    design = np.column_stack([np.ones(len(missed)), missed]) * np.sqrt(weights)[:, None]
    slopes = np.linalg.lstsq(design, settings * np.sqrt(weights)[:, None], rcond=1e-9)[0][1:]
    return np.clip(settings - missed @ slopes, ranges[:, 0], ranges[:, 1]), weights


def _sought(name: str, unit: str | None, values: Array, weights: Array, within: Array) -> Sought:
    order = np.argsort(values, kind="stable")
    share = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    low, middle, high = np.interp((TAIL, 0.5, 1 - TAIL), share, values[order]).tolist()
    known = (1 - 2 * TAIL) * float(within[1] - within[0])
    return Sought(parameter=name, unit=unit, value=middle, low=low, high=high, informed=high - low < INFORMED * known)


def _as_held(bench: Bench, arm: Arm, sought: Sought) -> Sought:
    """What was found, as runs at it have it: a whole number of an int."""
    ends = {end: bench.held(arm, sought.parameter, getattr(sought, end)) for end in ("value", "low", "high")}
    return sought.model_copy(update=ends)


def _met(bench: Bench, target: Target, sample: Array) -> Met:
    there = sample[~np.isnan(sample)]
    low, high = np.quantile(there, (TAIL, 1 - TAIL)).tolist() if there.size else (None, None)
    return Met(
        measure=target.measure,
        take=target.take,
        unit=None if target.take == "when" else bench.program.document.measures[target.measure].unit,
        wanted=float(target.value),
        value=float(there.mean()) if there.size else None,
        low=low,
        high=high,
        n=int(there.size),
        met=low is not None and high is not None and low <= target.value <= high,
    )
