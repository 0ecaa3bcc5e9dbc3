"""Distributions from one uniform number each, by the inverse of their distribution function.

So a draw has an address, and the draws of two arms that differ in a parameter only go up and down together. `u` lies in
[0, 1); parameters outside their range raise ValueError.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from sobremesa.mechanics.draws import inverse_normal

TINY = 2.0**-54


def uniform(u: float, low: float, high: float) -> float:
    """Anything between low and high."""
    if high < low:
        raise ValueError("uniform ends below its start")
    return low + (high - low) * u


def exponential(u: float, mean: float) -> float:
    """A waiting time without memory."""
    if mean < 0.0:
        raise ValueError("the mean of exponential is below 0")
    return -math.log(1.0 - u) * mean


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Between low and high, most often near mode."""
    if not low <= mode <= high:
        raise ValueError("triangular needs low, mode and high in ascending order")
    if high == low:
        return low
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def normal(u: float, mean: float, sd: float, low: float = -math.inf, high: float = math.inf) -> float:
    """A normal number; with low or high one of those that lie between them."""
    if sd < 0.0 or high < low:
        raise ValueError("normal needs an sd that is not below 0, and low below high")
    if sd == 0.0:
        return min(max(mean, low), high)
    first, last = below((low - mean) / sd), below((high - mean) / sd)
    part = min(max(first + (last - first) * u, TINY), 1.0 - TINY)
    return min(max(mean + sd * inverse_normal(part), low), high)


def below(z: float) -> float:
    """How much of a standard normal lies below z."""
    return math.erfc(-z / math.sqrt(2.0)) / 2.0


def lognormal(u: float, mean: float, sd: float) -> float:
    """A number whose logarithm is normal, of this mean and standard deviation."""
    if mean <= 0.0 or sd < 0.0:
        raise ValueError("lognormal needs a mean above 0 and an sd that is not below 0")
    spread = math.log(1.0 + (sd / mean) * (sd / mean))
    return math.exp(math.log(mean) - spread / 2.0 + math.sqrt(spread) * inverse_normal(u or TINY))


def gamma(u: float, shape: float, scale: float) -> float:
    """A gamma number, of mean shape times scale (SciPy's inverse of the incomplete gamma function)."""
    from scipy.special import gammaincinv

    if shape <= 0.0 or scale < 0.0:
        raise ValueError("gamma needs a shape above 0 and a scale that is not below 0")
    return float(gammaincinv(shape, u)) * scale


def erlang(u: float, k: float, mean: float) -> float:
    """The time that k stages take one after another, all of them together of this mean."""
    if k < 1.0 or mean < 0.0:
        raise ValueError("erlang needs 1 stage or more, and a mean that is not below 0")
    return gamma(u, k, mean / k)


def weibull(u: float, shape: float, scale: float) -> float:
    """A time until failure; the failures get rarer with a shape below 1, and more frequent above."""
    if shape <= 0.0 or scale < 0.0:
        raise ValueError("weibull needs a shape above 0 and a scale that is not below 0")
    return scale * math.exp(math.log(-math.log(1.0 - u)) / shape) if u > 0.0 else 0.0


def poisson(u: float, mean: float) -> int:
    """A count of this mean, by sequential inversion; the mean is 500 at most."""
    if not 0.0 <= mean <= 500.0:
        raise ValueError("the mean of poisson is below 0 or above 500")
    k, p = 0, math.exp(-mean)
    total = p
    while u >= total and (p > 0.0 or k < mean):
        k += 1
        p = p * mean / k
        total += p
    return k


def randint(u: float, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    if high < low:
        raise ValueError("randint ends below its start")
    return min(high, low + int(u * (high - low + 1)))


def empirical(u: float, values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """One of the values, each as likely as its weight."""
    if weights is None:
        return values[int(u * len(values))]
    upto = list(accumulate(weights))
    return values[min(bisect_right(upto, u * upto[-1]), len(values) - 1)]


def one_of(u: float, shares: Mapping[str, float]) -> str:
    """One of the labels by their shares, which add up to 1."""
    if abs(sum(shares.values()) - 1.0) > 1e-6 or min(shares.values()) < 0.0:
        raise ValueError("shares must add up to 1, and none be below 0")
    total = 0.0
    for label, share in shares.items():
        total += share
        if u < total:
            return label
    return label
