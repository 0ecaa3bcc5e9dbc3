"""What was found beside the arms, said once more in findings: numbers with intervals that a sentence can rest on.

threshold   where the headline tips along a parameter
smooth      that it does not tip, though there is enough to tell; the number is what it does along the whole range
scale       what it does from the smallest size to the largest
influence   what a parameter decides across its range
calibrated  the value of a parameter at which the figures are met
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.experiments.exploration import Calibrated, Met, Ranking
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.statistics import Estimate, difference

Array = NDArray[np.float64]

ROUNDING = 1e-12
INFLUENCE = {
    "sobol": "Sobol's total index, the share of the variance across all ranges that goes with the parameter",
    "morris": "Morris's mean absolute effect of the whole range",
}
OF_VARIANCE = "share of the variance"


def tipping_points(curve: Curve, samples: Array) -> Iterator[Finding]:
    """Where the curve tips, or that it does not; nothing where there is too little of it to tell."""
    if curve.bend is not None:
        bend = Estimate(curve.bend.value, curve.bend.low, curve.bend.high, curve.n, curve.bend.method)
        yield _finding("threshold", curve, curve.parameter, bend, curve.parameter_unit)
    elif curve.tells and (estimate := _along(curve, samples)) is not None:
        yield _finding("smooth", curve, curve.parameter, estimate, curve.unit)


def sizes(curve: Curve, samples: Array) -> Iterator[Finding]:
    """What the headline does from the smallest size to the largest."""
    if (estimate := _along(curve, samples)) is not None:
        yield _finding("scale", curve, curve.parameter, estimate, curve.unit)


def influences(ranking: Ranking) -> Iterator[Finding]:
    """What each parameter decides, the strongest first."""
    method = f"{INFLUENCE[ranking.method]}; {ranking.points} settings, 95% bootstrap interval"
    unit = OF_VARIANCE if ranking.method == "sobol" else ranking.unit
    for each in ranking.influences:
        estimate = Estimate(each.strength, each.strength_low, each.strength_high, ranking.n, method)
        yield _finding("influence", ranking, each.parameter, estimate, unit)


def values_found(found: Calibrated) -> Iterator[Finding]:
    """The values at which the figures are met."""
    method = f"approximate Bayesian computation with regression, {found.runs} runs; 95% of what could have given it"
    also = tuple((met.measure, met.take) for met in found.met[1:])
    for each in found.sought:
        estimate = Estimate(each.value, each.low, each.high, found.runs, method)
        yield _finding("calibrated", found.met[0], each.parameter, estimate, each.unit).model_copy(
            update={"arms": (found.arm,), "also": also}
        )


def _along(curve: Curve, samples: Array) -> Estimate | None:
    """The headline at the last point that has a value minus at the first, replicate by replicate."""
    there = np.flatnonzero(~np.isnan(samples).all(axis=1))
    if len(there) < 2:
        return None
    first, last = int(there[0]), int(there[-1])
    both = samples[:, ~np.isnan(samples[[first, last]]).any(axis=0)]
    if not both.shape[1]:
        return None
    estimate = difference(both[last], both[first], ROUNDING * float(np.nanmax(np.abs(both))))
    ends = f"at {curve.values[last]:,.6g} minus at {curve.values[first]:,.6g}"
    return replace(estimate, method=f"{ends}: {estimate.method}")


def _finding(kind: Kind, of: Curve | Ranking | Met, parameter: str, estimate: Estimate, unit: str | None) -> Finding:
    return Finding(
        id="",
        kind=kind,
        measure=of.measure,
        take=of.take,
        arms=() if isinstance(of, Met) else (of.arm,),
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        method=estimate.method,
        unit=unit,
        parameter=parameter,
    )
