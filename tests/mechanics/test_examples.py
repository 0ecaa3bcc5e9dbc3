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


def test_money_that_passes_between_those_who_meet_is_neither_made_nor_lost() -> None:
    document = with_steps(library.load("boltzmann_wealth"), 20)
    total = Measure(value="sum(p.wealth for p in person)")
    values = lived(document.model_copy(update={"measures": {**document.measures, "total": total}}), 2, units=3)
    assert (values["total"] == 300).all()
    assert (np.diff(values["inequality"][:, :3]) > 0).all()


def test_without_police_whoever_is_aggrieved_enough_rebels_for_good() -> None:
    """Epstein 2002: hardship is even on 0 to 1, so that a share of 1 - threshold / (1 - legitimacy) rebels."""
    values = lived(with_steps(library.load("civil_violence"), 3), 3, police=0, side=30)
    citizens = values["active"] + values["quiet"]
    share = values["active"][:, 1] / citizens[:, 1]
    assert share.mean() == pytest.approx(1 - 0.1 / (1 - 0.8), abs=4 * sqrt(0.25 / citizens[:, 1].sum()))
    assert (values["active"][:, 1:] == values["active"][:, 1:2]).all()
    assert (values["arrested"] == 0).all()


def test_nobody_rebels_against_a_rule_that_all_accept() -> None:
    values = lived(with_steps(library.load("civil_violence"), 3), 2, legitimacy=1, side=20)
    assert (values["active"] == 0).all()
    assert (values["arrested"] == 0).all()


@pytest.mark.slow
def test_rebellion_comes_in_outbursts_where_few_police_are_counted_in_whole_numbers() -> None:
    """As Mesa's authors found of Epstein's model: with the ratio as it stands rebels never become a crowd."""
    document = with_steps(library.load("civil_violence"), 60)
    few = {"side": 20, "police": 0.04, "legitimacy": 0.82, "longest": 30}
    rounded, exact = (lived(document, 6, **few, rounded=rounded)["active"] for rounded in (True, False))
    assert rounded.max() > 10 * rounded.mean()
    assert rounded.max() > 5 * exact.max()
    citizens = lived(document, 1, **few)
    everyone = citizens["active"] + citizens["arrested"] + citizens["quiet"]
    assert (everyone == everyone[:, :1]).all()
