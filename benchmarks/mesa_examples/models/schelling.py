"""Families who want neighbours like themselves, with Mesa's edges and its draws of places and groups.

Who has no neighbours at all is content in the document and not in Mesa's code: at 80 % full that concerns nobody.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.mesa_examples.comparison import Comparison, Series
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

STEPS = 20
TIMES = (0, 1, 2, 5, 10, 20)
SETTING = {"side": 20, "density": 0.8, "wanted": 0.4, "drawn": True}
ALIKE = (
    "sum(count(n for n in neighbors(f) if n.blue == f.blue) for f in family) / sum(count(neighbors(f)) for f in family)"
)


def theirs(seed: int) -> Series:
    from mesa.examples import Schelling

    reading = {"content": lambda model: model.happy / len(model.agents), "alike_now": _alike}
    return read(built(Schelling, seed), reading, STEPS)


def _alike(model: Any) -> float:
    pairs = [(agent.type, other.type) for agent in model.agents for other in agent.cell.neighborhood.agents]
    return float(np.mean([one == other for one, other in pairs]))


COMPARISONS = (
    Comparison(
        name="schelling",
        example="Schelling",
        document="segregation",
        setting="as Mesa ships it: 20 by 20 with edges, each place taken with chance 0.8, 40 % wanted",
        times={"content": TIMES, "alike_now": TIMES},
        theirs=theirs,
        ours=DocumentRuns("segregation", STEPS, SETTING, {"torus": False}, {"alike_now": ALIKE}),
    ),
)
