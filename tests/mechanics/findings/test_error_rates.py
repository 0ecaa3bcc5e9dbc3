"""K18 of the known answers: arms that are alike are told to be, and a difference of one standard deviation is seen."""

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.statistics import holm

ENGINE = KernelEngine()
MODELS = {
    "of the library": library.load("interface_failure"),
    "skewed": read_document(
        """
        model: skewed
        purpose: a few who multiply or die out, and their number, which is mostly none and sometimes large
        clock: {steps: 12}
        agents: {someone: {count: 4, max: 4000}}
        rules:
          - {name: live, who: someone, do: "if chance(0.45):\\n    die()\\nelif chance(0.8):\\n    create(someone)"}
        measures: {alive: {value: count(someone)}, any_left: {value: count(someone) > 0}}
        experiment: {headline: {measure: alive}, also: [{measure: any_left}, {measure: alive, take: max}]}
        """
    ),
}


def twins(name: str) -> Program:
    """A model with two arms that change nothing."""
    document = MODELS[name]
    arms = (Arm(name="a"), Arm(name="b"))
    return check(document.model_copy(update={"experiment": document.experiment.model_copy(update={"arms": arms})}))


def lived(program: Program, seed: int, replicates: int) -> Ensemble:
    """Two arms that are alike, each with a seed of its own."""
    first, second = (run_experiment(program, ENGINE, 2 * seed + arm, replicates) for arm in (0, 1))
    return Ensemble(first.document, first.engine, seed, {"a": first.arms["a"], "b": second.arms["b"]})


def shifted(ensemble: Ensemble, measure: str) -> Ensemble:
    """The second arm's measure one standard deviation higher."""
    series = ensemble.arms["b"]
    ends = np.concatenate([arm.values[measure][:, -1] for arm in ensemble.arms.values()])
    values = {**series.values, measure: series.values[measure] + ends.std(ddof=1)}
    moved = Series(series.first_step, series.replicates, values, series.errors)
    return Ensemble(ensemble.document, ensemble.engine, ensemble.seed, {**ensemble.arms, "b": moved})


def headline(findings: tuple[Finding, ...]) -> Finding:
    (found,) = [finding for finding in findings if finding.headline and finding.arms == ("a", "b")]
    return found


@pytest.mark.parametrize("name", MODELS)
def test_arms_that_are_alike_are_told_to_be(name: str) -> None:
    """18 of 200 is the 99% bound of a test at 5%; of all outcomes together, since they are corrected together."""
    program = twins(name)
    told = [analyse(program, lived(program, seed, 30)) for seed in range(200)]
    assert sum(headline(found).kind == "difference" for found in told) <= 18
    assert sum(any(finding.kind == "difference" for finding in found) for found in told) <= 18


@pytest.mark.parametrize("name", MODELS)
def test_a_difference_of_one_standard_deviation_is_seen(name: str) -> None:
    program = twins(name)
    measure = program.document.experiment.headline.measure
    runs = (shifted(lived(program, seed, 35), measure) for seed in range(1000, 1100))
    assert sum(headline(analyse(program, run)).kind == "difference" for run in runs) >= 95


def test_weights_share_out_the_error_and_no_more_of_it() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.04, 0.02], [0.8, 0.2]) == pytest.approx([0.05, 0.05])
    chance = np.random.default_rng(1).random((2000, 5))
    false = sum(min(holm(row.tolist(), [0.8, 0.05, 0.05, 0.05, 0.05])) < 0.05 for row in chance)
    assert false <= 131  # 5% of 2,000; more once in 1,000 times
