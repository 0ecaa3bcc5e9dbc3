"""Sums from left to right, and what is made of them. (Since Python 3.12 the built-in sum adds floats otherwise.)

Each takes numbers in their order. Where there may be none, `default` is returned; None stands for "no value".
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sobremesa.mechanics.runtime.numbers import int64


def total(values: Iterable[float]) -> float:
    """The sum, from left to right."""
    result = 0.0
    for value in values:
        result += value
    return result


def whole_total(values: Iterable[int]) -> int:
    """The sum of whole numbers, from left to right. Raises OverflowError where it takes more than 64 bits."""
    result = 0
    for value in values:
        result = int64(result + value)
    return result


def mean(values: list[Any], default: Any = None) -> Any:
    """The sum over the number."""
    return total(values) / len(values) if values else default


def median(values: list[Any], default: Any = None) -> Any:
    """The middle value, or the mean of the two in the middle."""
    if not values:
        return default
    ordered = sorted(values)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (float(ordered[half - 1]) + ordered[half]) / 2.0


def std(values: list[Any], default: Any = None) -> Any:
    """The standard deviation of a whole population, in two passes."""
    if not values:
        return default
    middle = total(values) / len(values)
    return math.sqrt(total((value - middle) * (value - middle) for value in values) / len(values))


def gini(values: list[Any], default: Any = None) -> Any:
    """Gini's coefficient: the sum of (2 i - n - 1) x_i over n times the sum, x ascending; 0 where the sum is 0."""
    if not values:
        return default
    ordered = sorted(values)
    n, whole = len(ordered), total(ordered)
    if whole == 0.0:
        return 0.0
    return total((2 * i - n - 1.0) * x for i, x in enumerate(ordered, 1)) / (n * whole)


def share(values: list[bool], default: Any = None) -> Any:
    """Of how many the statement is true, as a share."""
    return sum(values) / len(values) if values else default
