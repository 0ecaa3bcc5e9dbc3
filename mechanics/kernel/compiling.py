"""A program as native functions that can be called."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.jit import Machine, compiled
from sobremesa.mechanics.kernel.layout import Layout

_KEPT: dict[str, list[Kernel]] = {}
_MOST_KEPT = 32
_COMPILING = threading.Lock()

OfOne = Callable[[int], int]
"""A function over the replicate whose header is at an address: 0, or the code of what went wrong."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """The native functions of a program, which live as long as this."""

    layout: Layout
    begin: OfOne
    """Globals, cells, agents: their places and starts."""
    link_up: OfOne
    """Links and their starts, neighbourhoods, and the rules of set-up."""
    settle: OfOne
    """What is worked out from a state that was restored."""
    bind: Callable[[int, int], int]
    """The agent of each persona, by id, into whole numbers at an address."""
    observe: Callable[[int, int], int]
    """Stop, then every measure, into floats at an address."""
    advance: Callable[[int, int, int, int, int], int]
    """Headers, how many, bytes between them, steps, and where the measures of each step go."""
    release: OfOne
    """Give back what the replicate has taken from the system."""
    cache: Path | None
    """The operator's folder of compiled code."""
    _machine: Machine


def kernel_of(program: Program, cache: Path | None = None) -> Kernel:
    """The program, compiled; one that was compiled lately is not compiled again.

    `cache` is the operator's folder of compiled code. Raises DocumentError (not_supported_yet) for what can't be
    lowered.
    """
    with _COMPILING:
        return _kernel_of(program, cache)


def _kernel_of(program: Program, cache: Path | None) -> Kernel:
    key = program.document.sha256
    for known in _KEPT.get(key, ()):
        if known.layout.program is program or known.layout.program == program:
            return known
    kernel = _compiled(program, cache)
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)))
    _KEPT.setdefault(key, []).append(kernel)
    return kernel


def _compiled(program: Program, cache: Path | None) -> Kernel:
    from sobremesa.mechanics.kernel.lowering.program import lowered

    machine = compiled(lowered(program), cache)
    one = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
    into = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p)
    many = ctypes.CFUNCTYPE(
        ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p
    )
    return Kernel(
        Layout(program),
        one(machine.address("begin")),
        one(machine.address("link_up")),
        one(machine.address("settle")),
        into(machine.address("bind")),
        into(machine.address("observe")),
        many(machine.address("advance")),
        one(machine.address("release")),
        cache,
        machine,
    )
