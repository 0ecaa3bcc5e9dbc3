"""Conway's life, cell by cell: Mesa's model is given the start of our replicate, and draws nothing after it."""

from __future__ import annotations

import numpy as np
from benchmarks.mesa_examples.comparison import Comparison, Series, Values
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

from sobremesa.mechanics.engine import Snapshot

TIMES = (0, 1, 2, 5, 10)
STEPS = max(TIMES)
SIDE = 20
RUNS = DocumentRuns("game_of_life", STEPS, {"side": SIDE})


def ours(replicate: int) -> Series:
    return {"cells": {step: _grid(held) for step, held in RUNS.snapshots(replicate, TIMES).items()}}


def theirs(seed: int) -> Series:
    from mesa.examples import ConwaysGameOfLife

    model = built(ConwaysGameOfLife, seed, width=SIDE, height=SIDE)
    start = _grid(RUNS.start(seed))
    for agent in model.agents:
        agent.state = int(start[agent.cell.coordinate])

    def cells(_: object) -> Values:
        now = np.zeros((SIDE, SIDE))
        for agent in model.agents:
            now[agent.cell.coordinate] = agent.state
        return now

    return read(model, {"cells": cells}, STEPS)


def _grid(snapshot: Snapshot) -> Values:
    """Which cells live, as shape (column, row), the order of Mesa's coordinates."""
    return np.asarray(snapshot.columns["square.alive"], float).reshape(SIDE, SIDE).T


COMPARISONS = (
    Comparison(
        name="game_of_life",
        example="ConwaysGameOfLife",
        document="game_of_life",
        setting="20 by 20, from the same start, all 400 cells",
        times={"cells": TIMES},
        theirs=theirs,
        ours=ours,
        exact=True,
    ),
)
