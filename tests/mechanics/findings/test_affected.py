"""Who meets a measure's condition is who the measure counts, in every library model."""

from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.findings.affected import condition_of
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.reading import validated

COUNTED = {
    "interface_failure": ["communication_success", "frustrated"],
    "sis_mixed": ["infected"],
    "rumour": ["never_heard", "telling"],
    "riot": ["rioters"],
    "virus_on_network": ["infected", "resistant"],
    "wealth_exchange": ["poor"],
}


@pytest.mark.parametrize(("model", "measure"), [(m, name) for m, names in COUNTED.items() for name in names])
def test_a_condition_counts_what_its_measure_counts(model: str, measure: str) -> None:
    program = check(library.load(model))
    condition = condition_of(program, measure)
    assert condition is not None
    arm = program.document.experiment.arms[-1]
    states = States(program, KernelEngine(), 5, 2)
    measured = run_experiment(program, KernelEngine(), 5, 2).arms[arm.name].values[measure][:, -1]
    met = [condition.met(state, arm_parameters(program, arm)) for state in states.final(arm.name)]
    told = [float(np.mean(each)) if condition.share else float(np.sum(each)) for each in met]
    assert told == pytest.approx(measured.tolist())


@pytest.mark.parametrize(
    ("model", "measure"),
    [("interface_failure", "frustration"), ("wealth_exchange", "inequality"), ("opinion_dynamics", "unheard_ties"),
     ("wolf_sheep", "grass"), ("wolf_sheep", "together"), ("market", "price"), ("wolf_sheep", "wolf_count")],
)  # fmt: skip
def test_what_is_no_condition_on_agents_is_left_alone(model: str, measure: str) -> None:
    assert condition_of(check(library.load(model)), measure) is None


def crowd(condition: str) -> dict[str, Any]:
    """People with two truth values and a whole number, of whom `counted` is the share that meets a condition."""
    yes_or_no = {"type": "bool", "start": "chance(0.5)"}
    state = {"ill": yes_or_no, "tired": yes_or_no, "meals": {"type": "int", "start": "randint(0, 3)"}}
    return {
        "model": "crowd",
        "purpose": "people as they are",
        "clock": {"steps": 1},
        "agents": {"person": {"count": 200, "state": state}},
        "rules": [{"name": "eat", "who": "person", "do": "self.meals = self.meals + 1"}],
        "measures": {"counted": {"value": f"mean({condition} for p in person)"}},
        "experiment": {"headline": {"measure": "counted"}},
    }


@pytest.mark.parametrize(
    "condition",
    ["p.ill + p.tired >= 2", "p.ill - p.tired > 0", "-p.ill < 0", "(p.meals > 1) + p.ill + p.tired >= 2",
     "p.meals - p.ill > 1", "p.meals * p.ill > 1", "p.id - 5 < 0"],
)  # fmt: skip
def test_truth_values_count_as_numbers_where_the_language_adds_them(condition: str) -> None:
    program = check(validated(crowd(condition)))
    met = condition_of(program, "counted")
    assert met is not None
    arm = program.document.experiment.arms[0]
    measured = run_experiment(program, KernelEngine(), 5, 2).arms[arm.name].values["counted"][:, -1]
    states = States(program, KernelEngine(), 5, 2).final(arm.name)
    told = [float(np.mean(met.met(state, arm_parameters(program, arm)))) for state in states]
    assert 0 < measured.min() <= measured.max() < 1
    assert told == pytest.approx(measured.tolist())


def test_a_condition_on_who_somebody_is_is_left_alone() -> None:
    assert condition_of(check(validated(crowd("p == p"))), "counted") is None
