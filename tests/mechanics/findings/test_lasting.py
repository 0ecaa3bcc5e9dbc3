"""Medians of times that are not all over: as scipy has them, and with an interval that holds the true one."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sobremesa.mechanics.findings.lasting import median_time, surviving

Numbers = NDArray[np.float64]

LENGTH = 80


def counted(times: NDArray[np.int64], last: int) -> tuple[Numbers, Numbers]:
    """Rows of (replicates, agents) as what ended and what was there, cut off at a last step."""
    steps = np.arange(last + 1)
    ended = [[(row == step).sum() if step <= last else 0 for step in steps] for row in times]
    there = [[(np.minimum(row, last) >= step).sum() for step in steps] for row in times]
    return np.array(ended, dtype=float), np.array(there, dtype=float)


def test_what_survives_is_what_scipy_says() -> None:
    times = np.random.default_rng(3).geometric(0.05, (1, 200))
    ended, there = counted(times, 30)
    over, cut = times[0][times[0] <= 30], np.full(int((times[0] > 30).sum()), 30)
    expected = stats.ecdf(stats.CensoredData(uncensored=over, right=cut)).sf
    assert surviving(ended[0], there[0])[expected.quantiles.astype(int)] == pytest.approx(expected.probabilities)


def test_the_interval_holds_the_true_median_in_19_of_20_experiments() -> None:
    """Agents of a replicate share a fate: their chance differs from replicate to replicate."""
    chance, held = np.random.default_rng(5), 0
    for _ in range(200):
        rates = chance.uniform(0.05, 0.15, (30, 1))
        ended, there = counted(chance.geometric(rates, (30, 20)), LENGTH)
        found = median_time(ended, there)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 7 <= found.high
    assert true_median() == 7
    assert held >= 180  # 95%; fewer than 180 of 200 once in 1,000 times


def true_median() -> int:
    rates = np.linspace(0.05, 0.15, 1001)
    left = [float(((1 - rates) ** step).mean()) for step in range(30)]
    return next(step for step, share in enumerate(left) if share <= 0.5)


def test_there_is_no_median_where_most_go_on() -> None:
    assert median_time(*counted(np.random.default_rng(0).geometric(0.01, (20, 10)), 20)) is None


def test_an_interval_that_reaches_the_end_says_so() -> None:
    times = np.array([[3], [3], [3], [9], [9]])
    found = median_time(*counted(times, 5))
    assert found is not None
    assert (found.value, found.high) == (3, 5)
    assert "open above" in found.method


def test_one_replicate_has_no_interval() -> None:
    found = median_time(*counted(np.array([[2, 4, 6]]), 8))
    assert found is not None
    assert (found.value, found.low, found.high) == (4, None, None)
