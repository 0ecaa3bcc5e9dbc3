"""What supporting functions are written in: types, and operations for which Python has no sign.

Each is here as Python means it; `subset` has the instruction for each. Memory is real in Python too.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Callable, MutableSequence, Sequence
from typing import TypeAlias, TypeVar, cast

from sobremesa.mechanics.kernel import libm

u64: TypeAlias = int
F64s: TypeAlias = MutableSequence[float]
I64s: TypeAlias = MutableSequence[int]
U64s: TypeAlias = MutableSequence[int]
U32s: TypeAlias = MutableSequence[int]
I16s: TypeAlias = MutableSequence[int]
U8s: TypeAlias = MutableSequence[int]
Table: TypeAlias = Sequence[float]

MASK = 2**64 - 1
F = TypeVar("F", bound=Callable[..., object])


_APART: set[object] = set()


def apart(function: F) -> F:
    """Marks a function that is compiled once for all models: it is large, or called from many places."""
    _APART.add(function)
    return function


def is_apart(function: Callable[..., object]) -> bool:
    """Whether a function is marked so."""
    return function in _APART


def unsigned(x: int) -> u64:
    """The same 64 bits as a number from 0."""
    return x & MASK


def signed(x: u64) -> int:
    """The same 64 bits as a number with a sign."""
    return x - (MASK + 1) if x >> 63 else x


def high(a: u64, b: u64) -> u64:
    """The upper 64 of the 128 bits of a product."""
    return a * b >> 64


def low(a: u64, b: u64) -> u64:
    """The lower 64 of the 128 bits of a product."""
    return a * b & MASK


def lowest_bit(x: u64) -> int:
    """The number of the lowest bit that is set, of a word that is not 0."""
    return (x & -x).bit_length() - 1


def bits(x: float) -> u64:
    """The bits of a float."""
    return cast(int, struct.unpack("<Q", struct.pack("<d", x))[0])


def from_bits(x: u64) -> float:
    """The float of these bits."""
    return cast(float, struct.unpack("<d", struct.pack("<Q", x))[0])


def sqrt(x: float) -> float:
    """The square root; NaN below 0."""
    return math.sqrt(x) if x >= 0.0 else math.nan


def floor(x: float) -> float:
    """The whole number below, as a float."""
    return math.copysign(float(math.floor(x)), x) if math.isfinite(x) else x


def copysign(x: float, y: float) -> float:
    """The size of one number with the sign of another."""
    return math.copysign(x, y)


def exp(x: float) -> float:
    """C's exp: infinity where it is too large."""
    return libm.called("exp", x)


def log(x: float) -> float:
    """C's log."""
    return libm.called("log", x)


def log1p(x: float) -> float:
    """C's log1p."""
    return libm.called("log1p", x)


def fmod(x: float, y: float) -> float:
    """C's fmod: the rest with the sign of x; NaN where there is none."""
    return libm.called("fmod", x, y)


def raised(flag: I64s) -> bool:
    """Whether a flag has been raised, maybe by another thread."""
    return flag[0] != 0


def allocated(size: int) -> I64s:
    """Fresh memory of `size` bytes; its address is 0 where there is none."""
    malloc = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_size_t)(libm.symbols()["sobremesa_allocate"])
    return located(malloc(size) or 0)


def released(memory: I64s) -> None:
    """Give memory back."""
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(libm.symbols()["sobremesa_release"])(address(memory))


def located(place: int) -> I64s:
    """The memory at an address."""
    return cast(I64s, (ctypes.c_int64 * 2**32).from_address(place))


def address(memory: I64s) -> int:
    """Where memory lies."""
    return ctypes.addressof(cast("ctypes.Array[ctypes.c_int64]", memory))
