"""Where waiting takes off as more and more come: along a rate of arrivals.

    takes off   the rate at which the mean wait is as long as the mean service (where the queue is as long as the number
                of servers at work, by Little's law); at one server with Poisson arrivals and exponential times this is
                half of what it can do
    limit       the rate at which some resource has no time left; from there on its queue has no average

The first is read off the curve of a wait or a queue, run by run; the second follows from the document.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import finding
from sobremesa.mechanics.processes.arms import arm_process, known_of
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.program import Measure, ProcessProgram
from sobremesa.mechanics.processes.traffic import Load, loads, mean_service
from sobremesa.mechanics.statistics import Estimate, mean

TAKES_OFF = "wait as long as the service"
LIMIT = "no time left"
FEWEST = 0.5
"""The part of the runs that must show where it takes off, for it to be told."""
EXACT = "from the document: where the work that comes in is all that the servers can do; nothing is run for it"
CROSSING = "where each run's wait and mean service meet along the curve, on a logarithmic scale between its points; "


def counts_arrivals(document: ProcessDocument, parameter: str) -> bool:
    """Whether a parameter is the rate at which a class arrives."""
    return any(entity.arrive.rate == parameter for entity in document.entities.values())


def onsets(program: ProcessProgram, arm: Arm, curve: Curve, samples: NDArray[np.float64]) -> Iterator[Finding]:
    """Where it takes off, and where the limit is; `samples` has shape (values, replicates)."""
    measure = next((one for one in program.measures if one.name == curve.measure), None)
    if measure is not None and measure.function in ("waiting", "queue_length") and measure.entity is None:
        bars = np.array([_bar(program, arm, curve.parameter, value, measure) for value in curve.values])
        rates = _crossings(np.array(curve.values), samples / bars[:, None])
        known = rates[~np.isnan(rates)]
        if known.size > FEWEST * len(rates):
            estimate = mean(known)
            told = Estimate(estimate.value, estimate.low, estimate.high, estimate.n, CROSSING + estimate.method)
            yield _told(curve, TAKES_OFF, told)
    if (limit := limit_of(program, arm, curve.parameter)) is not None:
        yield _told(curve, LIMIT, Estimate(limit, limit, limit, curve.n, EXACT))


def limit_of(program: ProcessProgram, arm: Arm, parameter: str) -> float | None:
    """The rate at which the first resource has no time left, in the parameter's unit; None where none ever has none.

    The load is linear in the rate, so that two of its values give the rest.
    """
    pairs = zip(_loads(program, arm, parameter, 1.0), _loads(program, arm, parameter, 2.0), strict=True)
    limits = []
    for one, two in pairs:
        if one.rho is None or two.rho is None or not two.rho > one.rho:
            continue
        limit = 1.0 + (1.0 - one.rho) / (two.rho - one.rho)
        beyond = _loads(program, arm, parameter, 2 * limit)
        if any(load.resource == one.resource and load.stable is False for load in beyond):
            limits.append(limit)
    return min(limits, default=None)


def _loads(program: ProcessProgram, arm: Arm, parameter: str, rate: float) -> tuple[Load, ...]:
    return loads(program, arm, {**arm_parameters(program, arm), parameter: rate})


def _bar(program: ProcessProgram, arm: Arm, parameter: str, rate: float, measure: Measure) -> float:
    """The mean service, or how many servers are at work on average: NaN where that is not known."""
    load = next((one for one in _loads(program, arm, parameter, rate) if one.resource == measure.of), None)
    if load is None or load.offered is None:
        return np.nan
    if measure.function == "queue_length":
        return load.offered
    known = known_of(program, {**arm_parameters(program, arm), parameter: rate})
    return mean_service(arm_process(program, arm), load, known) or np.nan


def _crossings(rates: NDArray[np.float64], ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each column of ratios, shape (rates, replicates), first goes from below 1 to 1; NaN where it does not."""
    found = np.full(ratios.shape[1], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        heights = np.log(ratios)
    for column in range(ratios.shape[1]):
        height = heights[:, column]
        steps = np.flatnonzero((height[:-1] < 0) & (height[1:] >= 0) & np.isfinite(height[:-1]))
        if steps.size:
            at = int(steps[0])
            part = -height[at] / (height[at + 1] - height[at])
            found[column] = rates[at] + part * (rates[at + 1] - rates[at])
    return found


def _told(curve: Curve, take: str, estimate: Estimate) -> Finding:
    told = finding("onset", curve.measure, take, (curve.arm,), estimate, curve.parameter_unit)
    return told.model_copy(update={"parameter": curve.parameter})
