"""Boids. The document follows Mesa's code; besides its measure, the heading, what flocks are known by is compared."""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.mesa_examples.comparison import Comparison, Series, Values
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

STEPS = 20
TIMES = (1, 5, 10, 20)
VISION = 10.0


def unit(model: Any) -> Values:
    """Where the birds fly, as vectors of length 1, of shape (birds, 2)."""
    directions = np.array([bird.direction for bird in model.agents], float)
    return directions / np.hypot(*directions.T)[:, None]


def near(model: Any) -> tuple[Values, Values]:
    """Distances on the torus, infinite to oneself, and who is in sight, each of shape (birds, birds)."""
    places = np.array([bird.position for bird in model.agents], float)
    apart = np.abs(places[:, None] - places)
    distances = np.hypot(*np.moveaxis(np.minimum(apart, model.space.size - apart), -1, 0))
    np.fill_diagonal(distances, np.inf)
    return distances, distances <= VISION


def agreement(model: Any) -> float:
    """The mean cosine of the angle between a bird and those in sight; 0 where there is none."""
    ways, (_, seen) = unit(model), near(model)
    return float(np.mean((ways @ ways.T * seen).sum(axis=1) / np.maximum(1, seen.sum(axis=1))))


READING = {
    "alignment": lambda model: np.hypot(*unit(model).mean(axis=0)),
    "heading": lambda model: model.average_heading,
    "agreement": agreement,
    "in_sight": lambda model: near(model)[1].sum(axis=1).mean(),
    "nearest": lambda model: np.minimum(VISION, near(model)[0].min(axis=1)).mean(),
}


def theirs(seed: int) -> Series:
    from mesa.examples.basic.boid_flockers.model import BoidFlockers

    return read(built(BoidFlockers, seed), READING, STEPS)


COMPARISONS = (
    Comparison(
        name="boids",
        example="BoidFlockers",
        document="boids",
        setting="as Mesa ships it",
        times={"alignment": TIMES, "heading": TIMES} | dict.fromkeys(("agreement", "in_sight", "nearest"), (STEPS,)),
        theirs=theirs,
        ours=DocumentRuns("boids", STEPS),
    ),
)
