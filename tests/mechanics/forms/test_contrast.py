"""Two forms held against each other: planted ones that agree, that differ in size, and that say something else."""

from __future__ import annotations

import numpy as np
import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.engine import RunError, Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.forms.contrast import CHANGE, Contrast, contrasted
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.statistics import apart

DOCUMENT = """
model: planted
purpose: planted
agents: {person: {count: 10, state: {held: {type: bool}}}}
rules: [{name: hold, who: person, do: "self.held = chance(0.5)"}]
measures: {held: {value: "mean(p.held for p in person)", unit: share}}
experiment:
  arms: [{name: without, without: [hold]}, {name: scenario}]
  headline: {measure: held}
"""
N = 30


@pytest.fixture(scope="module")
def program() -> Program:
    return check(read_document(DOCUMENT))


def planted(seed: int, spread: float = 0.05, **means: float) -> Ensemble:
    """Outcomes spread around a mean in each arm."""
    draws = np.random.default_rng(seed)
    arms = {
        name: Series(0, tuple(range(N)), {"held": np.stack([np.zeros(N), draws.normal(mean, spread, N)], axis=1)})
        for name, mean in means.items()
    }
    return Ensemble("document", "planted", 0, arms)


def held_against(program: Program, first: Ensemble, other: Ensemble) -> Contrast:
    return contrasted("other", (program, first), (program, other), number=1, among=2)


FIRST = planted(1, without=0.2, scenario=0.5)


@pytest.mark.parametrize(
    ("scenario", "standing"), [(0.5, "agrees"), (0.52, "agrees"), (0.62, "shifted"), (0.9, "differs"), (0.1, "differs")]
)
def test_the_headline_agrees_has_another_size_or_says_something_else(
    program: Program, scenario: float, standing: str
) -> None:
    found = held_against(program, FIRST, planted(2, without=scenario - 0.3, scenario=scenario))
    assert found.standing == standing
    assert not found.turned
    assert found.depends == (standing != "agrees")
    assert found.change is not None
    assert found.change.take == CHANGE
    assert found.change.low is not None
    assert found.change.low < scenario - 0.5 < (found.change.high or 0)


@pytest.mark.parametrize(("scenario", "standing"), [(0.012, "shifted"), (0.05, "agrees"), (0.088, "shifted")])
def test_a_small_share_has_another_size_where_it_is_less_than_half_or_more_than_twice_as_large(
    program: Program, scenario: float, standing: str
) -> None:
    first = planted(1, spread=0.003, without=0.01, scenario=0.04)
    assert held_against(program, first, planted(2, spread=0.003, without=0.01, scenario=scenario)).standing == standing
    wide = planted(2, spread=0.3, without=0.01, scenario=scenario)
    assert held_against(program, first, wide).standing == "agrees"


def test_an_effect_that_is_gone_or_turned_round_is_told_by_its_arm(program: Program) -> None:
    assert held_against(program, FIRST, planted(3, without=0.5, scenario=0.5)).turned == ("without",)
    turned = held_against(program, FIRST, planted(3, without=0.8, scenario=0.5))
    assert (turned.standing, turned.turned, turned.depends) == ("agrees", ("without",), True)
    assert turned.effects[0].arms == ("without", "scenario")
    assert turned.effects[0].value == pytest.approx(-0.3, abs=0.05)


def test_findings_bear_the_name_of_their_form_and_ids_of_their_own(program: Program) -> None:
    found = held_against(program, FIRST, planted(2, without=0.2, scenario=0.5))
    assert {finding.form for finding in found.findings} == {"other"}
    assert len({finding.id for finding in found.findings}) == len(found.findings) == 3
    assert not any(finding.headline for finding in found.findings)


def test_without_a_number_nothing_can_be_told(program: Program) -> None:
    other = planted(2, without=0.2, scenario=0.5)
    error = RunError("division_by_zero", 1, "division by zero", None, None)
    series = other.arms["scenario"]
    nothing = {"held": np.full_like(series.values["held"], np.nan)}
    broken = Series(0, series.replicates, nothing, dict.fromkeys(range(N), error))
    found = held_against(program, FIRST, Ensemble("d", "planted", 0, {**other.arms, "scenario": broken}))
    assert (found.standing, found.level, found.failed) == ("open", None, N)


def test_two_independent_means_are_apart_with_the_interval_of_welch() -> None:
    """Against scipy's own Welch test, over samples of other sizes and spreads."""
    from scipy.stats import ttest_ind

    draws = np.random.default_rng(7)
    one, other = draws.normal(1, 0.3, 12), draws.normal(0, 1.1, 30)
    found = apart(one, other)
    interval = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.value == pytest.approx(one.mean() - other.mean())
    same = apart(np.ones(3), np.zeros(4))
    assert (same.value, same.low, same.high) == (1, 1, 1)
    assert apart(np.ones(1), np.zeros(4)).low is None
