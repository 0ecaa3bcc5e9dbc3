"""How unequally something is held: `inequality`, of variables that pass from hand to hand (`variables.holdings`).

In the last states. Takes: `Gini coefficient` (0: all hold the same, towards 1: one holds all), left out where a
measure that was asked for says it; `share held by the richest tenth`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import Question, finding
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.findings.variables import Variable, holdings
from sobremesa.mechanics.statistics import mean

Numbers = NDArray[np.float64]

FEWEST_AGENTS = 10
RICHEST = 0.1


def inequalities(program: ir.Program, asked: Sequence[Question], states: States) -> Iterator[Finding]:
    """How unequal each holding is, in each arm. Where anyone holds less than nothing, shares have no meaning."""
    for variable in holdings(program, asked):
        for arm in asked[0].series:
            samples = [np.sort(state.columns[variable.name].astype(np.float64)) for state in states.final(arm)]
            many = [sample for sample in samples if len(sample) >= FEWEST_AGENTS]
            held = [sample for sample in many if sample.sum() > 0]
            if held and all(sample[0] >= 0 for sample in many):
                yield from _told(variable, arm, held)


def _told(variable: Variable, arm: str, held: Sequence[Numbers]) -> Iterator[Finding]:
    if not variable.shared:
        ginis = mean(np.array([gini(sample) for sample in held]), (0, 1))
        yield finding("inequality", variable.name, "Gini coefficient", (arm,), ginis, None)
    tenths = mean(np.array([richest(sample) for sample in held]), (0, 1))
    yield finding("inequality", variable.name, "share held by the richest tenth", (arm,), tenths, "share")


def gini(held: Numbers) -> float:
    """The Gini coefficient of what each holds, shape (agents,), ascending, its sum above 0 (Sen 1973, ch. 2)."""
    n = len(held)
    return float((2 * np.arange(1, n + 1) - n - 1) @ held / (n * held.sum()))


def richest(held: Numbers) -> float:
    """What the richest tenth hold of all; where a tenth is no whole number, a part of one of them counts."""
    shares = np.concatenate([[0.0], np.cumsum(held)]) / held.sum()
    return 1 - float(np.interp((1 - RICHEST) * len(held), np.arange(len(held) + 1), shares))
