"""Money given to someone met on a walk. The document follows Mesa's code, so nothing has to be set.

Mesa's tutorial, without a grid, is another model: there anyone can be given to (the document wealth_exchange).
"""

from __future__ import annotations

from benchmarks.mesa_examples.comparison import Comparison, Series
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

STEPS = 100
TIMES = (1, 5, 20, 50, 100)


def theirs(seed: int) -> Series:
    from mesa.examples import BoltzmannWealth

    reading = {
        "inequality": lambda model: model.datacollector.model_vars["Gini"][-1],
        "poor": lambda model: sum(agent.wealth == 0 for agent in model.agents) / len(model.agents),
    }
    return read(built(BoltzmannWealth, seed), reading, STEPS)


COMPARISONS = (
    Comparison(
        name="boltzmann_wealth",
        example="BoltzmannWealth",
        document="boltzmann_wealth",
        setting="as Mesa ships it",
        times={"inequality": TIMES, "poor": TIMES},
        theirs=theirs,
        ours=DocumentRuns("boltzmann_wealth", STEPS),
    ),
)
