"""Who meets a measure's condition is who the measure counts, in every library model."""

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.findings.affected import condition_of
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.kernel.engine import KernelEngine

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
