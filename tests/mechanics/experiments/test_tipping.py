"""Where a curve tips: known shapes are found where they are, smooth ones and noise have no tipping point."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics.experiments.tipping import tipping

Array = NDArray[np.float64]
X = np.linspace(0, 1, 11)
TRIES = 10


def samples(shape: Callable[[Array], Array], spread: float, seed: int, x: Array = X) -> Array:
    noise = np.random.default_rng(seed).normal(0, spread, (len(x), 30))
    return np.asarray(shape(x))[:, None] + noise


SMOOTH: dict[str, Callable[[Array], Array]] = {
    "nothing": lambda x: 0 * x,
    "a line": lambda x: 2 - x,
    "a parabola": lambda x: x**2,
    "saturation": lambda x: 1 - np.exp(-3 * x),
    "a root": np.sqrt,
    "a bow": lambda x: np.sin(3 * x),
    "a step as wide as all": lambda x: 1 / (1 + np.exp(-(x - 0.5) / 0.2)),
}
TIPPING: dict[str, tuple[Callable[[Array], Array], float]] = {
    "a step": (lambda x: np.where(x > 0.35, 1.0, 0.0), 0.35),
    "a step down": (lambda x: np.where(x > 0.65, 0.0, 1.0), 0.65),
    "a steep slope between plateaus": (lambda x: 1 / (1 + np.exp(-(x - 0.5) / 0.05)), 0.5),
    "a ramp between plateaus": (lambda x: np.clip((x - 0.35) / 0.3, 0, 1), 0.5),
    "an onset that levels off": (lambda x: 1 - np.exp(-5 * np.maximum(x - 0.3, 0)), 0.3),
    "a course that ends on a plateau": (lambda x: np.exp(-5 * np.maximum(0.7 - x, 0)), 0.7),
}


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("spread", [0.02, 0.3])
def test_what_is_smooth_has_no_tipping_point(name: str, spread: float) -> None:
    assert [tipping(X, samples(SMOOTH[name], spread, seed)) for seed in range(TRIES)] == [None] * TRIES


@pytest.mark.parametrize("name", TIPPING)
def test_what_tips_is_found_where_it_does(name: str) -> None:
    """Nine in ten intervals at least hold the truth: with 10 tries, a 95% interval does worse in 1 of 80."""
    shape, truth = TIPPING[name]
    found = [tipping(X, samples(shape, 0.05, seed)) for seed in range(TRIES)]
    bends = [bend for bend in found if bend is not None]
    assert len(bends) == TRIES
    assert all(bend.low <= bend.value <= bend.high for bend in bends)
    assert sum(bend.low <= truth <= bend.high for bend in bends) >= TRIES - 2
    assert abs(np.median([bend.value for bend in bends]) - truth) < 0.05


def test_between_two_points_nobody_knows_where_a_step_is() -> None:
    bend = tipping(X, samples(TIPPING["a step"][0], 0.01, 1))
    assert bend is not None
    assert bend.low == pytest.approx(0.3, abs=0.011)
    assert bend.high == pytest.approx(0.4, abs=0.011)


def test_it_has_the_units_of_the_parameter_and_none_of_the_outcome() -> None:
    taken = samples(TIPPING["a step"][0], 0.05, 3)
    plain, stretched = tipping(X, taken), tipping(100 + 50 * X, 1000 * taken - 7)
    assert plain is not None
    assert stretched is not None
    assert [stretched.value, stretched.low, stretched.high] == pytest.approx(
        [100 + 50 * plain.value, 100 + 50 * plain.low, 100 + 50 * plain.high]
    )


def test_few_points_few_replicates_or_no_values_tell_nothing() -> None:
    step = samples(TIPPING["a step"][0], 0.01, 1)
    assert tipping(X[:6], step[:6]) is None
    assert tipping(X, step[:, :4]) is None
    assert tipping(X, np.full_like(step, np.nan)) is None


def test_missing_replicates_are_left_out() -> None:
    step = samples(TIPPING["a step"][0], 0.01, 1)
    step[::2, :10] = np.nan
    bend = tipping(X, step)
    assert bend is not None
    assert bend.low <= 0.35 <= bend.high
