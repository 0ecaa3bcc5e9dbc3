"""The C library's functions that CPython itself calls, by their addresses.

Native code calls them under names of our own (`sobremesa_exp`): a function that LLVM knows by its name it may rewrite
(`pow(x, 2)` to a product) or compute at compile time, and then the last bits differ from Python's.
"""

from __future__ import annotations

import ctypes
import functools
import math
import os

ONE_ARGUMENT = ("exp", "log", "log1p", "sin", "cos", "tan", "tanh")
TWO_ARGUMENTS = ("pow", "atan2", "fmod")
MEMORY = {"allocate": "malloc", "release": "free"}


@functools.cache
def symbols() -> dict[str, int]:
    """The name and address of everything that native code may call."""
    library = _library()
    words = {name: name for name in (*ONE_ARGUMENT, *TWO_ARGUMENTS)} | MEMORY
    return {f"sobremesa_{ours}": _address(getattr(library, theirs)) for ours, theirs in words.items()}


def called(name: str, *values: float) -> float:
    """The C function's result: infinity or NaN where Python's `math` would raise."""
    kind = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * len(values))
    result: float = kind(symbols()[f"sobremesa_{name}"])(*values)
    return result


@functools.cache
def _library() -> ctypes.CDLL:
    """The module `math` where it is a file, since its names lead to the same library; else the process."""
    if os.name == "nt":
        return ctypes.CDLL("ucrtbase")
    return ctypes.CDLL(getattr(math, "__file__", None))


def _address(function: object) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
