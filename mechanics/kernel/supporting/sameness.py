"""Whether two arrays hold the same: numbers as they compare (0.0 is -0.0), all else bit by bit."""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import F64s, U8s


def same_floats(a: F64s, b: F64s, count: int) -> bool:
    """Whether floats are the same."""
    k = 0
    while k < count and a[k] == b[k]:
        k = k + 1
    return k >= count


def same_bytes(a: U8s, b: U8s, count: int) -> bool:
    """Whether bytes are the same."""
    k = 0
    while k < count and a[k] == b[k]:
        k = k + 1
    return k >= count


def copied(a: U8s, b: U8s, count: int) -> None:
    """Copy bytes from `a` to `b`."""
    for k in range(count):
        b[k] = a[k]
