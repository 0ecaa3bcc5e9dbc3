"""Intervals hold what they promise, and fit the sample they are made from."""

import numpy as np
import pytest
from scipy import stats

from sobremesa.mechanics.statistics import Estimate, chance_of, difference, effect_size, mean, proportion, two_groups


def test_mean_is_students_interval() -> None:
    sample = np.array([1.0, 2.0, 4.0, 8.0])
    low, high = stats.t.interval(0.95, 3, sample.mean(), stats.sem(sample))
    estimate = mean(sample)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((3.75, low, high))


def test_paired_difference_agrees_with_scipy() -> None:
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=12), rng.normal(0.3, size=12)
    interval = stats.ttest_rel(after, before).confidence_interval(0.95)
    estimate = difference(after, before)
    assert (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high))


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (3, 10), (10, 10), (1, 2)])
def test_proportion_is_wilsons_interval(hits: int, n: int) -> None:
    interval = stats.binomtest(hits, n).proportion_ci(method="wilson")
    estimate = proportion(hits, n)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((hits / n, interval.low, interval.high))


def holds_zero(estimate: Estimate) -> bool:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= 0 <= estimate.high


@pytest.mark.parametrize(("runs", "chance"), [(2, 0.5), (5, 0.0625), (30, 2.0**-29)])
def test_changes_that_are_all_the_same_are_as_telling_as_coins(runs: int, chance: float) -> None:
    assert chance_of(np.full(runs, 0.1)) == chance
    assert chance_of(np.zeros(runs)) == 1


def test_interval_of_a_share_stays_a_share() -> None:
    estimate = mean(np.array([0.9, 1.0, 0.99, 1.0]), (0, 1))
    assert estimate.high == 1.0
    assert "within 0 to 1" in estimate.method


def test_one_value_has_no_interval() -> None:
    for estimate in (mean(np.array([3.0])), difference(np.array([3.0]), np.array([1.0]))):
        assert (estimate.low, estimate.high, estimate.n) == (None, None, 1)


def test_what_never_varies_is_exact() -> None:
    estimate = mean(np.full(7, 0.1))
    assert (estimate.value, estimate.low, estimate.high) == (0.1, 0.1, 0.1)
    assert holds_zero(difference(np.full(7, 0.1), np.full(7, 0.1)))
    assert not holds_zero(difference(np.full(7, 0.2), np.full(7, 0.1)))


def test_rounding_is_no_difference() -> None:
    rng = np.random.default_rng(1)
    sample = rng.normal(size=20)
    assert difference(sample * (1 + 1e-15), sample, noise=1e-12).value == 0


def test_false_alarms_and_planted_differences() -> None:
    """Of 200 pairs without a difference at most 18 alarms; of 100 with one of 1 sd at 35 replicates 95 found."""
    rng = np.random.default_rng(5)
    alarms = sum(not holds_zero(difference(rng.normal(size=30), rng.normal(size=30))) for _ in range(200))
    assert alarms <= 18
    found = sum(not holds_zero(difference(rng.normal(1, 1, 35), rng.normal(0, 1, 35))) for _ in range(100))
    assert found >= 95


def test_effect_is_cohens_d() -> None:
    rng = np.random.default_rng(3)
    assert effect_size(rng.normal(2, 1, 100_000), rng.normal(1, 1, 100_000)) == pytest.approx(1, abs=0.02)
    assert effect_size(np.ones(3), np.zeros(3)) is None
    assert effect_size(np.ones(1), np.zeros(1)) is None


def test_two_groups_are_seen_where_they_are() -> None:
    rng = np.random.default_rng(4)
    sample = np.concatenate([rng.normal(0.02, 0.01, 12), rng.normal(0.8, 0.02, 18)])
    rng.shuffle(sample)
    groups = two_groups(sample)
    assert groups is not None
    assert (len(groups[0]), len(groups[1])) == (12, 18)


def test_two_groups_are_not_seen_where_they_are_not() -> None:
    rng = np.random.default_rng(6)
    for size in (20, 30, 100):
        assert sum(two_groups(rng.normal(size=size)) is not None for _ in range(1000)) == 0
    assert two_groups(np.ones(30)) is None
    assert two_groups(np.repeat([1.0, 1.0 + 1e-15], 15), noise=1e-12) is None
    assert two_groups(np.repeat([0.0, 1.0], 5)) is None
    assert two_groups(np.repeat([0.99, 1.0], 15)) is None


def test_what_only_floating_point_tells_apart_has_no_effect_size() -> None:
    baseline = np.full(30, 0.3)
    noisy = baseline + np.random.Generator(np.random.Philox(1)).uniform(0.5, 1.5, 30) * 1e-15
    assert effect_size(noisy, baseline) is not None
    assert effect_size(noisy, baseline, noise=1e-12) is None
    varied = np.linspace(0, 1, 30)
    assert effect_size(varied + 1e-15, varied, noise=1e-12) == 0.0
    assert effect_size(varied + 1, varied, noise=1e-12) == pytest.approx(1 / varied.std(ddof=1))
