"""Each distribution has the mean that traffic takes it to have, and the shape that SciPy gives it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.processes import distributions, runtime
from sobremesa.mechanics.processes.runtime import distributions as drawn
from sobremesa.mechanics.processes.runtime.streams import Streams

GRID = (np.arange(20_000) + 0.5) / 20_000
SIGMA = math.sqrt(math.log(1 + 0.5**2))
CASES = {
    "exponential": ((3.0,), stats.expon(scale=3.0)),
    "uniform": ((2.0, 5.0), stats.uniform(2.0, 3.0)),
    "triangular": ((1.0, 2.0, 6.0), stats.triang(0.2, 1.0, 5.0)),
    "normal": ((4.0, 2.0, 0.0, 7.0), stats.truncnorm(-2.0, 1.5, 4.0, 2.0)),
    "lognormal": ((2.0, 1.0), stats.lognorm(SIGMA, scale=2.0 / math.sqrt(1.25))),
    "gamma": ((2.5, 1.5), stats.gamma(2.5, scale=1.5)),
    "erlang": ((3.0, 6.0), stats.gamma(3.0, scale=2.0)),
    "weibull": ((1.5, 2.0), stats.weibull_min(1.5, scale=2.0)),
    "poisson": ((4.0,), stats.poisson(4.0)),
    "randint": ((2, 9), stats.randint(2, 10)),
}


def test_every_distribution_is_tried() -> None:
    assert set(CASES) == set(distributions.DISTRIBUTIONS) - {"chance", "constant"}
    assert runtime.__doc__


@pytest.mark.parametrize("name", CASES)
def test_it_is_the_inverse_of_its_distribution_function(name: str) -> None:
    parameters, known = CASES[name]
    values = np.array([getattr(drawn, name)(float(u), *parameters) for u in GRID])
    np.testing.assert_allclose(values, known.ppf(GRID), rtol=1e-7, atol=1e-9)
    assert distributions.DISTRIBUTIONS[name].mean(*parameters) == pytest.approx(known.mean())
    assert values.mean() == pytest.approx(known.mean(), rel=2e-3)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("exponential", (-1.0,)), ("uniform", (3.0, 2.0)), ("triangular", (1.0, 0.0, 2.0)), ("normal", (1.0, -1.0)),
        ("lognormal", (0.0, 1.0)), ("gamma", (0.0, 1.0)), ("erlang", (0.5, 1.0)), ("weibull", (-1.0, 1.0)),
        ("poisson", (501.0,)), ("randint", (3, 2)), ("one_of", ({"a": 0.5, "b": 0.6},)),
    ],
)  # fmt: skip
def test_impossible_parameters_are_refused(name: str, parameters: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        getattr(drawn, name)(0.5, *parameters)


def test_empirical_values_and_labels_come_by_their_weights() -> None:
    values = [drawn.empirical(float(u), (1.0, 2.0, 5.0), (1.0, 0.0, 3.0)) for u in GRID]
    assert (values.count(1.0), values.count(2.0), values.count(5.0)) == (5_000, 0, 15_000)
    assert sorted({drawn.empirical(float(u), (1.0, 2.0)) for u in GRID}) == [1.0, 2.0]
    labels = [drawn.one_of(float(u), {"a": 0.25, "b": 0.75}) for u in GRID]
    assert labels.count("a") == 5_000


def test_streams_are_the_draw_contract() -> None:
    streams, draws = Streams(9, 4), Draws(9, 4)
    for index in (0, 1, 255, 256, 1000, 3):
        assert streams["use:customer.desk#0"](index) == draws.uniform01("use:customer.desk#0", index)
        assert streams["other"](index, 2) == draws.uniform01("other", index, 2)
    assert [streams.visit("a", 7), streams.visit("a", 7), streams.visit("b", 7)] == [0, 1, 0]
