"""Whether what was aimed at is reached: in each arm, and with how many servers.

goal     by how much a measure is on the right side of what it should come to (`at`): below 0 it misses it
enough   the least number of servers (`parameter`) with which the whole interval is on the right side, and with all
         larger numbers that were tried too
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import finding
from sobremesa.mechanics.processes.arms import known_of
from sobremesa.mechanics.processes.evaluating import number
from sobremesa.mechanics.processes.program import Goal, ProcessProgram
from sobremesa.mechanics.processes.settled import unsettled
from sobremesa.mechanics.statistics import Estimate, mean

AIM = "against what it should be"
"""The take of these findings."""
ENOUGH = "the least number of servers for which the 95% interval, there and beyond, lies where it should"


def aims(program: ProcessProgram, arm: Arm, series: Series) -> Iterator[Finding]:
    """By how much each goal is reached in an arm; nothing where the measure has no long-run value."""
    there = [index not in series.errors for index in series.replicates]
    growing = unsettled(program, arm)
    units = {measure.name: measure.unit for measure in program.measures}
    for goal in program.goals:
        if goal.measure in growing:
            continue
        wanted = _wanted(program, arm, goal)
        margin = _margin(series.values[goal.measure][there, -1], wanted, at_least=goal.at_least)
        if margin is None:
            continue
        told = finding("goal", goal.measure, AIM, (arm.name,), margin, units[goal.measure])
        yield told.model_copy(update={"at": wanted})


def enough(program: ProcessProgram, arm: Arm, curve: Curve, samples: NDArray[np.float64]) -> Iterator[Finding]:
    """With how many servers a goal for the outcome of a curve is reached; `samples` has shape (values, replicates)."""
    for goal in program.goals:
        if goal.measure != curve.measure:
            continue
        wanted = _wanted(program, arm, goal)
        least = None
        for place in reversed(range(len(curve.values))):
            margin = _margin(samples[place], wanted, at_least=goal.at_least)
            if margin is None or (margin.value if margin.low is None else margin.low) < 0:
                break
            least = place
        if least is not None:
            value = curve.values[least]
            estimate = Estimate(value, value, value, curve.n, ENOUGH)
            told = finding("enough", goal.measure, AIM, (curve.arm,), estimate, None)
            yield told.model_copy(update={"parameter": curve.parameter, "at": wanted})


def _margin(sample: NDArray[np.float64], wanted: float, *, at_least: bool) -> Estimate | None:
    """By how much a sample is on the right side; None where nothing is known of it."""
    known = sample[~np.isnan(sample)]
    return mean(known - wanted if at_least else wanted - known) if known.size else None


def _wanted(program: ProcessProgram, arm: Arm, goal: Goal) -> float:
    return number(goal.wanted, known_of(program, arm_parameters(program, arm)))
