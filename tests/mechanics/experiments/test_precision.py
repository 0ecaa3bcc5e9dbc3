"""Replicates until an interval is as narrow as asked: known spreads need known numbers of runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.experiments import precision
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.experiments.precision import budget, narrowed
from sobremesa.mechanics.outcome import outcomes

Formula = Callable[..., Bench]


def given(document: ModelDocument, values: Mapping[str, int]) -> ModelDocument:
    parameters = {
        name: one.model_copy(update={"value": values.get(name, one.value)}) for name, one in document.parameters.items()
    }
    return document.model_copy(update={"parameters": parameters})


def test_as_many_runs_as_the_spread_asks_for(formula: Formula) -> None:
    """A mean of n runs of sd 1 has an interval of 1.96 / sqrt(n) to each side: 0.1 takes 384 runs."""
    bench = formula("a", noise=1, precision=0.1)
    ensemble, reached = narrowed(bench.program, bench.engine, 0, 30)
    assert reached.reached
    assert reached.half_width is not None
    assert 0.08 < reached.half_width <= 0.1
    assert 300 < reached.replicates < 600
    assert ensemble.replicates == reached.replicates


def test_the_runs_are_those_of_a_plain_experiment(formula: Formula) -> None:
    bench = formula("a", noise=1, precision=0.3, arms=[{"name": "one"}, {"name": "two", "set": {"a": 1}}])
    ensemble, reached = narrowed(bench.program, bench.engine, 5, 10)
    whole = run_experiment(bench.program, bench.engine, 5, reached.replicates)
    assert reached.replicates > 10
    assert ensemble.to_bytes() == whole.to_bytes()


def test_nothing_is_added_where_the_first_batch_is_narrow(formula: Formula) -> None:
    bench = formula("a", noise=1, precision=5)
    _, reached = narrowed(bench.program, bench.engine, 0, 12)
    assert (reached.reached, reached.replicates) == (True, 12)


def test_it_ends_with_the_budget_and_says_so(formula: Formula, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "MOST_REPLICATES", 50)
    bench = formula("a", noise=1, precision=0.001)
    ensemble, reached = narrowed(bench.program, bench.engine, 0, 10)
    assert (reached.reached, reached.replicates, ensemble.replicates) == (False, 50, 50)
    assert reached.half_width is not None
    assert reached.half_width > 0.001


def test_the_widest_arm_decides(formula: Formula) -> None:
    bench = formula("a * model.other", noise=1, precision=0.4, arms=[{"name": "one"}, {"name": "ten", "set": {"a": 1}}])
    _, reached = narrowed(bench.program, bench.engine, 0, 10)
    assert (reached.arm, reached.reached) == ("ten", True)


def test_what_never_happens_is_not_waited_for(formula: Formula) -> None:
    bench = formula("a", precision=0.1, headline={"measure": "never", "take": "when"})
    _, reached = narrowed(bench.program, bench.engine, 0, 10)
    assert (reached.reached, reached.half_width, reached.replicates) == (False, None, 10)


def test_large_models_may_run_less_often(formula: Formula) -> None:
    assert budget(formula("a").program) == precision.MOST_REPLICATES
    large = given(library.load("sir_grid"), {"width": 1000, "height": 1000})
    assert precision.FEWEST <= budget(check(large)) < 1000


def test_stopping_when_it_is_narrow_costs_hardly_any_coverage(formula: Formula) -> None:
    """Of 200 intervals with 95% coverage 182 or more hold the truth with a probability of 99%."""
    bench = formula("a", noise=1, precision=0.4)
    held = 0
    for seed in range(200):
        ensemble, reached = narrowed(bench.program, bench.engine, seed, 10)
        sample = outcomes(ensemble.arms["scenario"], bench.headline)
        assert reached.half_width is not None
        held += abs(float(np.mean(sample)) - 0.5) <= reached.half_width
    assert held >= 182
