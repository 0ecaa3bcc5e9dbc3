"""What holds of every experiment, whatever the model: same bits, mirrored arms, no alarm where nothing differs."""

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.given import with_population, with_steps, with_values
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.values import GivenValueError

SMALL = {"width": 8, "height": 8, "initial_infected": 3, "people": 30, "buyers": 20, "sellers": 10}


def small(name: str) -> Program:
    document = with_steps(library.load(name), 15)
    values = {key: (value, "given", "small") for key, value in SMALL.items() if key in document.parameters}
    return check(with_values(document, values))


def with_arms(program: Program, *arms: Arm) -> Program:
    document = program.document
    experiment = document.experiment.model_copy(update={"arms": arms})
    return check(document.model_copy(update={"experiment": experiment}))


@pytest.mark.parametrize("name", library.names())
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(name: str) -> None:
    program = small(name)
    first, second, other = (run_experiment(program, MesaEngine(), seed, 2).to_bytes() for seed in (5, 5, 6))
    assert first == second
    assert first != other


@pytest.mark.parametrize("name", library.names())
def test_replicates_do_not_depend_on_how_many_there_are(name: str) -> None:
    few, many = (run_experiment(small(name), MesaEngine(), 5, n).arms for n in (2, 7))
    for arm, series in few.items():
        for measure, values in series.values.items():
            np.testing.assert_array_equal(values, many[arm].values[measure][:2])


REFUSED = {
    ("virus_on_network", 4): "a degree is below the number of agents",
}
"""Models that have no room for so few, and say so."""


@pytest.mark.parametrize("people", [4, 7])
@pytest.mark.parametrize("name", library.names())
def test_a_handful_of_people_and_a_single_step_are_a_model_too(name: str, people: int) -> None:
    if (name, people) in REFUSED:
        with pytest.raises((GivenValueError, DocumentError), match=REFUSED[name, people]):
            check(with_population(library.load(name), people))
        return
    program = check(with_steps(with_population(library.load(name), people), 1))
    ensemble = run_experiment(program, MesaEngine(), 2, 2)
    assert ensemble.failed() == {}
    assert analyse(program, ensemble)


@pytest.mark.parametrize("name", library.names())
def test_swapped_arms_mirror_the_answer(name: str) -> None:
    program = small(name)
    first, *_, last = program.document.experiment.arms
    forth, back = with_arms(program, first, last), with_arms(program, last, first)
    findings = [analyse(p, run_experiment(p, MesaEngine(), 1, 6)) for p in (forth, back)]
    compared = [{f.measure: f for f in found if len(f.arms) == 2} for found in findings]
    assert compared[0].keys() == compared[1].keys() != set()
    for measure, finding in compared[0].items():
        mirror = compared[1][measure]
        assert (mirror.arms, mirror.kind) == (finding.arms[::-1], finding.kind)
        assert (mirror.value, mirror.low, mirror.high) == pytest.approx((-finding.value, -finding.high, -finding.low))


@pytest.mark.slow
def test_no_difference_is_found_where_there_is_none() -> None:
    """Of 200 pairs of equal arms with random numbers of their own at most 18 seem to differ (a test at 5%)."""
    pairs, replicates = 200, 8
    program = with_arms(small("interface_failure"), Arm(name="a"), Arm(name="b"))
    lone = with_arms(program, Arm(name="a"))
    values = run_experiment(lone, MesaEngine(), 3, 2 * pairs * replicates).arms["a"].values
    alarms = 0
    for pair in range(pairs):
        arms = {}
        for arm, first in (("a", 2 * pair * replicates), ("b", (2 * pair + 1) * replicates)):
            chosen = {name: rows[first : first + replicates] for name, rows in values.items()}
            arms[arm] = Series(0, tuple(range(replicates)), chosen)
        findings = analyse(program, Ensemble(program.document.sha256, "mesa", 3, arms))
        (compared,) = [finding for finding in findings if finding.headline and len(finding.arms) == 2]
        alarms += compared.kind == "difference"
    assert 0 < alarms <= 18
