"""The distributions that a process may draw from: their parameters, where they lie, and their means.

Each is computed from one uniform number (`runtime.distributions`), so that a draw has an address. Means are what
traffic is computed from, before anything runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Distribution:
    """`parameters` in their order (those in `optional` may be left out), and the mean.

    Of the parameters, those in `scaled` have the dimension of what is drawn, the others are plain numbers.
    """

    parameters: tuple[str, ...]
    scaled: frozenset[str]
    mean: Callable[..., float]
    optional: tuple[str, ...] = ()
    whole: bool = False


def _truncated_mean(mean: float, sd: float, low: float = -math.inf, high: float = math.inf) -> float:
    """Of a normal number between low and high (Johnson, Kotz & Balakrishnan 1994, section 10.1)."""
    if sd == 0:
        return min(max(mean, low), high)
    a, b = (low - mean) / sd, (high - mean) / sd
    part = _below(b) - _below(a)
    if part <= 0:
        return min(max(mean, low), high)
    return mean + sd * (_density(a) - _density(b)) / part


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi) if math.isfinite(z) else 0.0


def _below(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def _mean_of_table(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    if weights is None:
        return math.fsum(values) / len(values)
    return math.fsum(v * w for v, w in zip(values, weights, strict=True)) / math.fsum(weights)


def _of(*scaled: str) -> frozenset[str]:
    return frozenset(scaled)


DISTRIBUTIONS: Mapping[str, Distribution] = {
    "constant": Distribution(("value",), _of("value"), lambda value: value),
    "exponential": Distribution(("mean",), _of("mean"), lambda mean: mean),
    "uniform": Distribution(("low", "high"), _of("low", "high"), lambda low, high: (low + high) / 2),
    "triangular": Distribution(
        ("low", "mode", "high"), _of("low", "mode", "high"), lambda low, mode, high: (low + mode + high) / 3
    ),
    "normal": Distribution(
        ("mean", "sd", "low", "high"), _of("mean", "sd", "low", "high"), _truncated_mean, optional=("low", "high")
    ),
    "lognormal": Distribution(("mean", "sd"), _of("mean", "sd"), lambda mean, sd: mean),
    "gamma": Distribution(("shape", "scale"), _of("scale"), lambda shape, scale: shape * scale),
    "erlang": Distribution(("k", "mean"), _of("mean"), lambda k, mean: mean),
    "weibull": Distribution(("shape", "scale"), _of("scale"), lambda shape, scale: scale * math.gamma(1 + 1 / shape)),
    "poisson": Distribution(("mean",), _of(), lambda mean: mean, whole=True),
    "randint": Distribution(("low", "high"), _of(), lambda low, high: (low + high) / 2, whole=True),
    "chance": Distribution(("p",), _of(), lambda p: min(max(p, 0.0), 1.0)),
}
"""By name. `chance` gives a truth value; its mean is the probability."""

EMPIRICAL = "empirical"
"""`empirical(table)`, `empirical(table, weights)`: one of the values of a table."""


def mean_of_table(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """The mean of what `empirical` draws. `weights` are as many as the values."""
    return _mean_of_table(values, weights)
