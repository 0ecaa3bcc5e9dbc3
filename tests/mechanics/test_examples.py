"""Models that Mesa ships or that stand in textbooks: exact patterns, known shares, and Mesa's own code beside ours."""

from collections.abc import Mapping
from math import log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, Measure, ModelDocument
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.mesa_engine import MesaEngine

Values = Mapping[str, NDArray[np.float64]]


def lived(document: ModelDocument, replicates: int, **setting: bool | float) -> Values:
    """The measures of a model with some parameters set, each of shape (replicates, steps + 1)."""
    experiment = document.experiment.model_copy(update={"arms": (Arm(name="a", set=setting),)})
    ensemble = run_experiment(
        check(document.model_copy(update={"experiment": experiment})), MesaEngine(), 4, replicates
    )
    assert ensemble.failed() == {}
    return ensemble.arms["a"].values


def test_glider_moves_by_one_place_in_four_generations() -> None:
    document = with_steps(library.load("game_of_life"), 20)
    square = document.agents["square"]
    glider = "self.id in (1, 12, 20, 21, 22)"
    state = {"alive": square.state["alive"].model_copy(update={"start": glider})}
    measures = {
        "living": Measure(value="count(c for c in square if c.alive)"),
        "x": Measure(value="mean((c.x for c in square if c.alive), default=0)"),
        "y": Measure(value="mean((c.y for c in square if c.alive), default=0)"),
    }
    agents = {"square": square.model_copy(update={"state": state})}
    document = document.model_copy(update={"agents": agents, "measures": {**document.measures, **measures}})
    values = lived(document, 1, side=10)
    assert (values["living"] == 5).all()
    for place in ("x", "y"):
        assert np.diff(values[place][0, :17:4]) == pytest.approx(1)


@pytest.mark.slow
def test_cooperators_keep_the_share_that_nowak_and_may_found() -> None:
    share = lived(with_steps(library.load("spatial_dilemma"), 80), 3, side=60)["cooperators"][:, 40:]
    assert share.mean() == pytest.approx(12 * log(2) - 8, abs=0.02)


@pytest.mark.slow
def test_cooperators_die_out_when_players_copy_one_after_another() -> None:
    """Huberman & Glance 1993: what lives is an effect of everyone's moving at once."""
    values = lived(with_steps(library.load("spatial_dilemma"), 60), 2, side=40, all_at_once=False)
    assert values["cooperators"][:, -1].max() < 0.1


def test_one_door_lets_one_person_out_at_a_time_and_a_second_halves_the_wait() -> None:
    document = library.load("hall_evacuation")
    one, two = (lived(document, 3, people=100, second_door=doors == 2)["seconds"][:, -1] for doors in (1, 2))
    assert one.min() >= 100 / 2
    assert 0.4 < two.mean() / one.mean() < 0.8


def test_virus_needs_contacts_and_leaves_where_recovery_protects() -> None:
    document = library.load("virus_on_network")
    assert lived(document, 3, spread=0)["infected"].max() == 3 / 150
    immune = lived(document, 3, resistance=1)
    assert (immune["infected"][:, -1] == 0).all()
    assert (np.diff(immune["resistant"]) >= 0).all()


def mesas_wolves(seed: int, steps: int) -> np.ndarray:
    """Wolves, sheep and patches of grass in Mesa's own example, after setup and every step: shape (steps + 1, 3)."""
    import mesa.examples.advanced.wolf_sheep.model as example

    if hasattr(example, "WolfSheepScenario"):  # Mesa 3.5
        model = example.WolfSheep(example.WolfSheepScenario(rng=seed))
        for _ in range(steps):
            model.step()
    else:
        from mesa.experimental.devs import ABMSimulator

        simulator = ABMSimulator()
        model = example.WolfSheep(seed=seed, simulator=simulator)
        simulator.run_until(steps)
    return np.asarray(model.datacollector.get_model_vars_dataframe()[["Wolves", "Sheep", "Grass"]])


@pytest.mark.slow
def test_wolves_sheep_and_grass_go_as_in_mesas_own_code() -> None:
    runs, steps = 30, 40
    theirs = [mesas_wolves(seed, steps) for seed in range(runs)]
    ours = lived(with_steps(library.load("wolf_sheep"), steps), runs)
    for place, (measure, scale) in enumerate((("wolf_count", 1), ("sheep_count", 1), ("grass", 400))):
        for step in (5, 10, 20, 40):
            mine = ours[measure][:, step] * scale
            mesas = np.array([run[step, place] for run in theirs])
            error = sqrt((mine.var(ddof=1) + mesas.var(ddof=1)) / runs)
            assert abs(mine.mean() - mesas.mean()) <= 4 * error + 1, (measure, step)
