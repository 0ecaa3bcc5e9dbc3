"""The prisoner's dilemma among neighbours, in the three orders of Mesa's example.

Without shuffling nothing is drawn after the start, so these two are compared player by player: Mesa's model is given
the start of our replicate, and the temptation is 13/8, which sums exactly in binary. All at once, Mesa's players copy
first and play then, ours the other way round: a round is played in Mesa's model before its first step.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from benchmarks.mesa_examples.comparison import Comparison, Series, Values
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

from sobremesa.mechanics.engine import Snapshot

SIDE = 20
EXACT = 1.625
SHARED = {"side": SIDE, "defectors": 0.5, "plays_itself": False, "scores_add_up": True}
TIMES = (0, 1, 2, 5, 10)
SHUFFLED_TIMES = (1, 2, 5, 10)
ALL_AT_ONCE = DocumentRuns("spatial_dilemma", max(TIMES), {**SHARED, "temptation": EXACT})
ROW_BY_ROW = DocumentRuns(
    "spatial_dilemma",
    max(TIMES),
    {**SHARED, "temptation": EXACT, "all_at_once": False, "row_by_row": True},
)
SHUFFLED = DocumentRuns("spatial_dilemma", max(SHUFFLED_TIMES), {**SHARED, "temptation": 1.6, "all_at_once": False})


def players(runs: DocumentRuns, replicate: int) -> Series:
    """Who cooperates, player by player, at the compared steps."""
    return {"players": {step: _grid(held) for step, held in runs.snapshots(replicate, TIMES).items()}}


def theirs_from(runs: DocumentRuns, order: str, seed: int) -> Series:
    """Mesa's model from the start of our replicate."""
    from mesa.examples import PdGrid

    payoffs = {("C", "C"): 1, ("C", "D"): 0, ("D", "C"): EXACT, ("D", "D"): 0}
    model = built(PdGrid, seed, width=SIDE, height=SIDE, activation_order=order, payoffs=payoffs)
    start = _grid(runs.start(seed))
    for agent in model.agents:
        agent.move = agent.next_move = "C" if start[agent.cell.coordinate] else "D"
    if order == "Simultaneous":
        for agent in model.agents:
            agent.score += agent.increment_score()

    def moves(_: object) -> Values:
        now = np.zeros((SIDE, SIDE))
        for agent in model.agents:
            now[agent.cell.coordinate] = agent.move == "C"
        return now

    return read(model, {"players": moves}, max(TIMES))


def theirs_shuffled(seed: int) -> Series:
    from mesa.examples import PdGrid

    model = built(PdGrid, seed, width=SIDE, height=SIDE, activation_order="Random")
    return read(model, {"cooperators": _share}, max(SHUFFLED_TIMES))


def _share(model: Any) -> float:
    return float(np.mean([agent.move == "C" for agent in model.agents]))


def _grid(snapshot: Snapshot) -> Values:
    """Who cooperates, row by row: the order of Mesa's agents, whose first coordinate is our row."""
    return np.asarray(snapshot.columns["player.cooperates"], float).reshape(SIDE, SIDE)


def _exact(name: str, order: str, runs: DocumentRuns) -> Comparison:
    return Comparison(
        name=name,
        example="PdGrid",
        document="spatial_dilemma",
        setting=f"activation order {order}, temptation 13/8, 20 by 20, from the same start, all 400 players",
        times={"players": TIMES},
        theirs=partial(theirs_from, runs, order),
        ours=partial(players, runs),
        exact=True,
    )


COMPARISONS = (
    _exact("spatial_dilemma_all_at_once", "Simultaneous", ALL_AT_ONCE),
    _exact("spatial_dilemma_row_by_row", "Sequential", ROW_BY_ROW),
    Comparison(
        name="spatial_dilemma_shuffled",
        example="PdGrid",
        document="spatial_dilemma",
        setting="as Mesa ships it (activation order Random), on 20 by 20",
        times={"cooperators": SHUFFLED_TIMES},
        theirs=theirs_shuffled,
        ours=SHUFFLED,
    ),
)
