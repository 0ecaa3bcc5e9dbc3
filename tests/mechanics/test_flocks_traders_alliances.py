"""Boids, Sugarscape and alliances come out as they are known to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.mesa_engine import MesaEngine

Values = Mapping[str, NDArray[np.float64]]


def lived(document: ModelDocument, replicates: int, without: tuple[str, ...] = (), **setting: bool | float) -> Values:
    """The measures of a model with some parameters set, each of shape (replicates, steps + 1)."""
    arm = Arm(name="a", set=setting, without=without)
    experiment = document.experiment.model_copy(update={"arms": (arm,)})
    program = check(document.model_copy(update={"experiment": experiment}))
    ensemble = run_experiment(program, MesaEngine(), 7, replicates)
    assert ensemble.failed() == {}
    return ensemble.arms["a"].values


# --------------------------------------------------------------------------------------------------- boids


def test_birds_come_to_fly_as_their_neighbours_do_only_where_they_match_them() -> None:
    """Reynolds 1987: alignment makes the flock. The bounds lie halfway between the two, far outside their spread."""
    document = with_steps(library.load("boids"), 40)
    flock, swarm = (lived(document, 2, birds=80, align=align)["agreement"][:, -1] for align in (0.3, 0))
    assert flock.min() > 0.5 > abs(swarm).max()


def test_birds_that_ignore_each_other_stay_strewn_and_cohesion_gathers_them() -> None:
    """Strewn and flying straight, a bird has (n - 1) pi r² / area others in sight (some 99 pairs in all)."""
    document = with_steps(library.load("boids"), 40)
    strewn = 79 * np.pi * 10**2 / 100**2
    error = 2 * np.sqrt(80 * strewn / 2) / 80 / np.sqrt(3)
    alone, drawn = (
        lived(document, 3, birds=80, align=0, separate=0, cohere=cohere)["in_sight"][:, -1] for cohere in (0, 0.03)
    )
    assert alone.mean() == pytest.approx(strewn, abs=4 * error)
    assert drawn.mean() > strewn + 4 * error


def test_separation_keeps_birds_apart() -> None:
    document = with_steps(library.load("boids"), 40)
    apart, close = (lived(document, 2, birds=80, separate=weight)["nearest"][:, -1] for weight in (1, 0))
    assert apart.min() > close.max()


# ---------------------------------------------------------------------------------------------- sugarscape


@pytest.mark.slow
def test_bargains_find_a_price_of_one_and_keep_more_alive() -> None:
    """Epstein & Axtell 1996, chapter IV: prices near 1, drawing together over time; trade raises who can live.

    The mean log price of a run spreads by 0.13: 0.15 is not quite three standard errors of six runs.
    """
    document = with_steps(library.load("sugarscape"), 60)
    trade, alone = lived(document, 6), lived(document, 6, without=("trade",))
    assert np.log(trade["price"][:, 1:]).mean() == pytest.approx(0, abs=0.15)
    assert trade["spread"][:, 40:].mean() < 0.8 * trade["spread"][:, 10:20].mean()
    assert (trade["living"][:, -1] > alone["living"][:, -1]).all()
    assert np.isnan(alone["price"]).all()


# ----------------------------------------------------------------------------------------------- alliances


@pytest.mark.parametrize("people", [7, 50, 64])
def test_people_who_are_alike_pair_up_level_by_level(people: int) -> None:
    """Any two gain and none can trade up: each level pairs the one below, and power grows by 2 × gain a level."""
    document = with_steps(library.load("alliance_formation"), 8)
    levels, left = [], people
    while left > 1:
        left //= 2
        levels.append(left)
    values = lived(document, 1, people=people, spread=0)
    assert values["alliances"][0, -1] == sum(levels)
    assert values["levels"][0, -1] == len(levels)
    assert values["power"][0, -1] == pytest.approx(0.5 * (2 * 1.2) ** len(levels), rel=1e-12)


def test_nobody_allies_where_nothing_is_gained() -> None:
    document = library.load("alliance_formation")
    assert lived(document, 2, gain=1)["alliances"].max() == 0
