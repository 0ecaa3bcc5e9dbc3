"""Statistics of numbers in an array, of which there is at least one: as `runtime.aggregates` computes them."""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import F64s, sqrt


def total(values: F64s, count: int) -> float:
    """The sum, from left to right."""
    result = 0.0
    for i in range(count):
        result += values[i]
    return result


def std(values: F64s, count: int) -> float:
    """The standard deviation of a whole population, in two passes."""
    middle = total(values, count) / float(count)
    squares = 0.0
    for i in range(count):
        squares += (values[i] - middle) * (values[i] - middle)
    return sqrt(squares / float(count))


def median_sorted(values: F64s, count: int) -> float:
    """The middle value, or the mean of the two in the middle, of numbers in order."""
    half = count >> 1
    return values[half] if count & 1 == 1 else (values[half - 1] + values[half]) / 2.0


def gini_sorted(values: F64s, count: int) -> float:
    """Gini's coefficient of numbers in order: the sum of (2 i - n - 1) x_i over n times the sum; 0 where that is 0."""
    whole = total(values, count)
    if whole == 0.0:
        return 0.0
    weighed = 0.0
    for i in range(count):
        weighed += float(2 * (i + 1) - count - 1) * values[i]
    return weighed / (float(count) * whole)
