"""Arithmetic with the checks that keep a run honest: finite floats, whole numbers of 64 bits, bounds."""

from __future__ import annotations

import math
import sys

LARGEST = sys.float_info.max
LARGEST_INT = 2**63 - 1


def bounded(value: float, low: float, high: float) -> float:
    """The value, clamped to low..high. Raises OverflowError unless it is a finite number (an int: of 64 bits)."""
    if low <= value <= high:
        return value
    if isinstance(value, int):
        int64(value)
    else:
        finite(value)
    return low if value < low else high


def finite(value: float) -> float:
    """The value. Raises OverflowError where it is infinite or not a number."""
    if -LARGEST <= value <= LARGEST:
        return value
    raise OverflowError("a number is not finite")


def finite_or_missing(value: float) -> float:
    """The value, or NaN for one that is missing. Raises OverflowError where it is infinite."""
    if abs(value) != math.inf:
        return value
    raise OverflowError("a number is not finite")


def int64(value: int) -> int:
    """The value. Raises OverflowError where it takes more than 64 bits."""
    if -LARGEST_INT - 1 <= value <= LARGEST_INT:
        return value
    raise OverflowError("a whole number takes more than 64 bits")


def clip(value: float, low: float, high: float) -> float:
    """The value, but at least low and at most high."""
    return low if value < low else min(value, high)


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


def whole_power(base: int, exponent: int) -> int:
    """A whole number to a whole power, by squaring. Raises ValueError below 0, OverflowError over 64 bits."""
    if exponent < 0:
        raise ValueError("a whole number can't be raised to a power below 0")
    result = 1
    while exponent:
        if exponent & 1:
            result = int64(result * base)
        exponent >>= 1
        if exponent:
            base = int64(base * base)
    return result


def real_power(base: float, exponent: float) -> float:
    """A number to a power. Raises ValueError where the result is no real number, ZeroDivisionError at 0 to below 0."""
    if base < 0.0 and exponent != math.floor(exponent):
        raise ValueError("a number below 0 can't be raised to a fractional power")
    result: float = base**exponent
    return result


def square(x: float) -> float:
    """x times x."""
    return x * x


def not_negative(index: int) -> int:
    """The index. Raises IndexError below 0, where Python would count from the end."""
    if index < 0:
        raise IndexError("an index is below 0")
    return index
