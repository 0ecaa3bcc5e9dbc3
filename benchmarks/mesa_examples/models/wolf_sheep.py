"""Wolves, sheep and grass. The document follows Mesa's code, so nothing has to be set."""

from __future__ import annotations

from inspect import signature

from benchmarks.mesa_examples.comparison import Comparison, Series
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

STEPS = 60
TIMES = (1, 5, 10, 20, 40, 60)


def theirs(seed: int) -> Series:
    from mesa.examples.advanced.wolf_sheep.agents import GrassPatch, Sheep, Wolf
    from mesa.examples.advanced.wolf_sheep.model import WolfSheep

    reading = {
        "wolf_count": lambda model: len(model.agents_by_type[Wolf]),
        "sheep_count": lambda model: len(model.agents_by_type[Sheep]),
        "grass": lambda model: sum(patch.fully_grown for patch in model.agents_by_type[GrassPatch]) / 400,
    }
    if "simulator" not in signature(WolfSheep).parameters:  # Mesa 3.5: models keep time themselves
        return read(built(WolfSheep, seed), reading, STEPS)
    from mesa.experimental.devs import ABMSimulator

    simulator = ABMSimulator()
    return read(built(WolfSheep, seed, simulator=simulator), reading, STEPS, lambda: simulator.run_for(1))


COMPARISONS = (
    Comparison(
        name="wolf_sheep",
        example="WolfSheep",
        document="wolf_sheep",
        setting="as Mesa ships it",
        times=dict.fromkeys(("wolf_count", "sheep_count", "grass"), TIMES),
        theirs=theirs,
        ours=DocumentRuns("wolf_sheep", STEPS),
    ),
)
