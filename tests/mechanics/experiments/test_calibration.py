"""Calibration gets back what was put in: known posteriors, known coverage, and what can't be known is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Calibration, Outcome
from sobremesa.mechanics.experiments.calibration import calibrated
from sobremesa.mechanics.experiments.exploration import Calibrated
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.kernel.engine import KernelEngine

Formula = Callable[..., Bench]


def quiet(_done: int, _total: int) -> None:
    pass


def found(bench: Bench, parameters: list[str], **figures: float) -> Calibrated:
    targets: list[dict[str, Any]] = [{"measure": measure, "value": value} for measure, value in figures.items()]
    asked = Calibration.model_validate({"parameters": parameters, "targets": targets})
    result = calibrated(bench, bench.program.document.experiment.arms[0], asked, quiet)
    assert result is not None
    return result


def test_a_figure_with_normal_noise_gives_the_normal_posterior(formula: Formula) -> None:
    """One figure y = 100 a + noise of sd 5, a uniform: a lies around y / 100, within 1.96 × 0.05."""
    (a,) = found(formula("100 * a", noise=5), ["a"], value=40).sought
    assert a.value == pytest.approx(0.4, abs=0.02)
    assert [a.low, a.high] == pytest.approx([0.302, 0.498], abs=0.03)
    assert a.informed


def test_without_luck_the_value_is_found_exactly(formula: Formula) -> None:
    (a,) = found(formula("7 * a"), ["a"], value=2.1).sought
    assert [a.value, a.low, a.high] == pytest.approx([0.3, 0.3, 0.3], abs=1e-6)


def test_a_whole_number_is_found_as_one(formula: Formula) -> None:
    (people,) = found(formula("count(person)", noise=3), ["people"], value=40.4).sought
    assert people.low < people.value < people.high
    assert all(float(each).is_integer() for each in (people.value, people.low, people.high))
    assert people.value == pytest.approx(40, abs=2)


def test_two_figures_tell_two_parameters(formula: Formula) -> None:
    result = found(formula("a - b", noise=0.02), ["a", "b"], value=0.2, second=0.5)
    a, b = result.sought
    assert (a.value, b.value) == pytest.approx((0.7, 0.5), abs=0.02)
    assert a.high - a.low == pytest.approx(4 * 0.02 * np.sqrt(2), rel=0.3)
    assert all(each.met for each in result.met)


def test_what_a_figure_says_nothing_about_stays_unknown(formula: Formula) -> None:
    a, b = found(formula("a", noise=0.1), ["a", "c"], value=0.5).sought
    assert a.informed
    assert not b.informed
    assert b.high - b.low > 0.8


def test_a_figure_out_of_reach_is_said_to_be(formula: Formula) -> None:
    result = found(formula("a", noise=0.01), ["a"], value=5)
    assert not result.met[0].met
    assert result.sought[0].value == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("tries", "least"), [(5, 4), pytest.param(20, 17, marks=pytest.mark.slow)])
def test_intervals_hold_the_truth_as_often_as_they_say(formula: Formula, tries: int, least: int) -> None:
    """Fewer than 4 of 5 intervals of 95% hold it once in 45 times, fewer than 17 of 20 once in 60."""
    truths = np.random.default_rng(5).uniform(0.2, 0.8, tries)
    held = 0
    for seed, truth in enumerate(truths):
        bench = formula("10 * a", noise=1, seed=seed)
        world = bench.sample(bench.program.document.experiment.arms[0], {"a": truth}, [10**6])[0]
        (a,) = found(bench, ["a"], value=float(world)).sought
        held += a.low <= truth <= a.high
    assert held >= least


def test_an_epidemic_gives_back_how_infectious_it_was() -> None:
    """2,000 people, a final size of 0.797, recovery 0.1: 10 contacts a day infect with 0.02 (Kermack & McKendrick)."""
    document = library.load("sir_mixed")
    infection = document.parameters["infection"].model_copy(update={"high": 0.06})
    document = document.model_copy(update={"parameters": {**document.parameters, "infection": infection}})
    bench = Bench(check(document), KernelEngine(), 0)
    asked = Calibration.model_validate(
        {"parameters": ["infection"], "targets": [{"measure": "ever_infected", "value": 0.797}]}
    )
    result = calibrated(bench, document.experiment.arms[0], asked, quiet)
    assert result is not None
    (sought,) = result.sought
    assert sought.low <= 0.02 <= sought.high
    assert sought.value == pytest.approx(0.02, abs=0.001)
    assert result.met[0].met


def test_outcomes_are_taken_as_targets_say(formula: Formula) -> None:
    bench = formula("a * step", noise=0)
    asked = Calibration.model_validate(
        {"parameters": ["a"], "targets": [{"measure": "value", "take": "mean", "from": 0, "value": 0.25}]}
    )
    result = calibrated(bench, bench.program.document.experiment.arms[0], asked, quiet)
    assert result is not None
    assert result.sought[0].value == pytest.approx(0.5, abs=1e-6)
    assert isinstance(asked.targets[0], Outcome)
