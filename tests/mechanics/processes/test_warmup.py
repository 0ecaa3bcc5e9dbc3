"""What is left out at the start, and intervals from a single run."""

from __future__ import annotations

import numpy as np
import pytest

from sobremesa.mechanics.processes.intervals import batch_means, independent
from sobremesa.mechanics.processes.warmup import mser5, warmup


def autoregressive(n: int, memory: float, seed: int) -> np.ndarray:
    noise = np.random.Generator(np.random.PCG64(seed)).normal(size=n)
    values = np.zeros(n)
    for i in range(1, n):
        values[i] = memory * values[i - 1] + noise[i]
    return values


def test_mser_leaves_a_transient_out_and_little_of_what_is_steady() -> None:
    steady = autoregressive(1000, 0.5, 1)
    risen = steady + 20 * np.exp(-np.arange(1000) / 40)
    assert 80 <= (mser5(risen) or 0) <= 300
    assert (mser5(steady) or 0) < 400


def test_what_grows_without_end_has_not_settled() -> None:
    assert mser5(np.arange(1000.0) + autoregressive(1000, 0.5, 2)) is None
    times = np.stack([np.arange(2000.0), 1.5 * np.arange(2000.0) + 1], axis=1)
    assert warmup(times, 2000.0) is None


def test_a_line_that_fills_up_is_left_out_while_it_does() -> None:
    came = np.arange(0, 5000.0)
    found = warmup(np.stack([came, came + 200], axis=1), 5000.0)
    assert found == pytest.approx(200, abs=30)


def test_batch_means_cover_what_naive_intervals_miss() -> None:
    covered = naive = 0
    for seed in range(200):
        values = autoregressive(4000, 0.9, seed)
        estimate = batch_means(values)
        if estimate is None:
            continue
        assert estimate.low is not None
        assert estimate.high is not None
        covered += estimate.low <= 0 <= estimate.high
        naive += abs(values.mean()) <= 1.96 * values.std() / np.sqrt(4000)
    assert covered >= 180
    assert naive < 130


def test_a_run_that_is_too_short_gives_none() -> None:
    assert batch_means(np.arange(12.0)) is None
    assert batch_means(np.full(60, 3.0)) is not None
    assert not independent(np.arange(20.0))
