"""Whether agents keep time with each other: `synchrony`, or `nothing` where they don't.

Where they have phases (`variables.phases`): `order parameter`, the length of the mean of all phases as arrows, in the
last states (Kuramoto 1975); held against independent phases (Rayleigh's test, over all replicates). Where a measure
that they make up oscillates: `mean pairwise correlation` of what each of them does, step by step; held against the
same courses, each begun at another moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.affected import Condition, condition_of
from sobremesa.mechanics.findings.differences import corrected
from sobremesa.mechanics.findings.question import Question, finding
from sobremesa.mechanics.findings.states import Life, States
from sobremesa.mechanics.findings.variables import phases
from sobremesa.mechanics.statistics import chance_of, mean

Numbers = NDArray[np.float64]

FEWEST_AGENTS = 5
RAYLEIGH = "length of the mean phase arrow; chance: Rayleigh's test; {}"
SHIFTED = "mean pairwise correlation over the steps; chance: against courses begun at other moments; {}"


def synchronies(
    program: ir.Program, asked: Sequence[Question], states: States, swinging: Collection[tuple[str, tuple[str, ...]]]
) -> Iterator[Finding]:
    """Phases in each arm; and of the measures and arms that oscillate (`swinging`), whether agents do so together."""
    found: list[Finding] = []
    for variable in phases(program, asked):
        for arm in asked[0].series:
            ends = [state.columns[variable.name].astype(np.float64) for state in states.final(arm)]
            found += _phased(variable.name, arm, [end for end in ends if len(end) >= FEWEST_AGENTS])
    for measure in dict.fromkeys(question.outcome.measure for question in asked):
        condition = condition_of(program, measure)
        for arm in asked[0].series:
            if condition is not None and (measure, (arm,)) in swinging:
                found += _correlated(condition, arm, states)
    yield from corrected(found)


def _phased(name: str, arm: str, ends: Sequence[Numbers]) -> Iterator[Finding]:
    from scipy.special import chdtrc

    if not ends:
        return
    lengths = np.array([order(end) for end in ends])
    chance = float(chdtrc(2 * len(ends), 2 * float((np.array([len(end) for end in ends]) * lengths**2).sum())))
    estimate = mean(lengths, (0, 1))
    found = finding("synchrony", name, "order parameter", (arm,), estimate, None)
    yield found.model_copy(update={"chance": chance, "method": RAYLEIGH.format(estimate.method)})


def _correlated(condition: Condition, arm: str, states: States) -> Iterator[Finding]:
    parameters = arm_parameters(states.program, states.arm(arm))
    there, shifted = [], []
    for life in states.lives(arm):
        courses = _courses(condition, life, parameters)
        if courses is not None and len(courses) >= FEWEST_AGENTS:
            key = np.array([len(courses), life[0].replicate], dtype=np.uint64)
            chance = np.random.Generator(np.random.Philox(key=key))
            starts = chance.integers(0, courses.shape[1], len(courses))[:, None]
            moved = np.take_along_axis(courses, (np.arange(courses.shape[1]) + starts) % courses.shape[1], axis=1)
            there.append(together(courses))
            shifted.append(together(moved))
    if len(there) > 1:
        estimate = mean(np.array(there))
        found = finding("synchrony", condition.measure, "mean pairwise correlation", (arm,), estimate, None)
        chance_that = chance_of(np.array(there) - np.array(shifted), 1e-12)
        yield found.model_copy(update={"chance": chance_that, "method": SHIFTED.format(estimate.method)})


def _courses(condition: Condition, life: Life, parameters: dict[str, bool | int | float]) -> Numbers | None:
    """What each agent does at each moment after the first third, shape (agents, moments); None where they change."""
    ids = [state.columns[f"{condition.kind}.id"] for state in life]
    if any(not np.array_equal(ids[0], each) for each in ids):
        return None
    kept = life[len(life) // 3 :]
    return np.array([condition.met(state, parameters) for state in kept], dtype=np.float64).T


def order(phases: Numbers) -> float:
    """The length of the mean of phases (agents,), in radians, as arrows: 0 all ways, 1 all one."""
    return float(np.abs(np.exp(1j * phases).mean()))


def together(courses: Numbers) -> float:
    """The mean correlation of all pairs of courses (agents, moments) that vary at all; 0 where fewer than two do."""
    away = courses - courses.mean(axis=1, keepdims=True)
    lengths = np.sqrt((away**2).sum(axis=1))
    varied = away[lengths > 0] / lengths[lengths > 0, None]
    n = len(varied)
    return (float((varied.sum(axis=0) ** 2).sum()) - n) / (n * (n - 1)) if n > 1 else 0.0
