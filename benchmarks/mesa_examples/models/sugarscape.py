"""Sugarscape with trade: Mesa's three measures, and how far prices lie apart; the map is equal to the cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.mesa_examples.comparison import Comparison, Series
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

STEPS = 10
TIMES = (1, 2, 5, 10)
OURS = DocumentRuns("sugarscape", STEPS)
MAP = DocumentRuns("sugarscape", 1)


def collected(word: str) -> Callable[[Any], float]:
    """A reading of Mesa's data collector, which has nothing before the first step."""
    return lambda model: (model.datacollector.model_vars[word] or [np.nan])[-1]


def spread(model: Any) -> float:
    """The standard deviation of the logarithms of this step's prices."""
    prices = [price for trader in model.agents for price in trader.prices]
    return float(np.std(np.log(prices))) if prices else np.nan


READING = {
    "living": collected("#Traders"),
    "trades": collected("Trade Volume"),
    "price": collected("Price"),
    "spread": spread,
}


def staying(trader: Any) -> Callable[[], None]:
    """The trader's move, but not where no cell in sight is free: Mesa's own stops with a ValueError there."""
    move = trader.move

    def stay_or_move() -> None:
        if any(cell.is_empty for cell in trader.cell.get_neighborhood(trader.vision)):
            move()

    return stay_or_move


def theirs(seed: int) -> Series:
    from mesa.examples.advanced.sugarscape_g1mt.model import SugarscapeG1mt

    model = built(SugarscapeG1mt, seed)
    for trader in model.agents:
        trader.move = staying(trader)
    return read(model, READING, STEPS)


def their_map(seed: int) -> Series:
    from mesa.examples.advanced.sugarscape_g1mt.model import SugarscapeG1mt

    reading = {
        "sugar": lambda model: model.grid.sugar.data.ravel(),
        "spice": lambda model: model.grid.spice.data.ravel(),
    }
    return read(built(SugarscapeG1mt, seed), reading, 0)


def our_map(replicate: int) -> Series:
    columns = MAP.start(replicate).columns
    return {word: np.array([columns[f"cell.{word}"]]) for word in ("sugar", "spice")}


COMPARISONS = (
    Comparison(
        name="sugarscape",
        example="SugarscapeG1mt",
        document="sugarscape",
        setting="as Mesa ships it, but that a trader who sees no free cell stays, where Mesa's stops with an error",
        times=dict.fromkeys(READING, TIMES),
        theirs=theirs,
        ours=OURS,
    ),
    Comparison(
        name="sugarscape_map",
        example="SugarscapeG1mt",
        document="sugarscape",
        setting="sugar and spice of every cell at the start",
        times={"sugar": (0,), "spice": (0,)},
        theirs=their_map,
        ours=our_map,
        exact=True,
    ),
)
