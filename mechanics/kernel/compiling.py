"""A program as native functions that can be called."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.jit import QUICK, THOROUGH, Machine, compiled
from sobremesa.mechanics.kernel.layout import Layout, layout_of

QUICK_WORK = 4_000_000
"""Up to how many turns of agents code that is compiled quickly is as good: it takes some 30 ns more for each turn, and
0.1 s less to compile."""

_KEPT: dict[str, list[_Known]] = {}
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


@dataclass(slots=True)
class _Known:
    """A program that was compiled lately, how hard LLVM tried, and how many turns it has been asked for."""

    kernel: Kernel
    level: int
    work: int


def kernel_of(program: Program, cache: Path | None = None, work: int = 0) -> Kernel:
    """The program, compiled; one that was compiled lately is not compiled again.

    `cache` is the operator's folder of compiled code; `work` is how many turns of agents lie ahead: code for few is
    compiled quickly, and anew once there are many. Raises DocumentError (not_supported_yet) for what can't be lowered.
    """
    with _COMPILING:
        return _kernel_of(program, cache, work)


def _kernel_of(program: Program, cache: Path | None, work: int) -> Kernel:
    key = program.document.sha256
    for known in _KEPT.get(key, ()):
        if known.kernel.layout.program is program or known.kernel.layout.program == program:
            known.work += work
            if _level(known.work) > known.level:
                known.level = _level(known.work)
                known.kernel = _compiled(program, cache, known.level)
            return known.kernel
    made = _Known(_compiled(program, cache, _level(work)), _level(work), work)
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)))
    _KEPT.setdefault(key, []).append(made)
    return made.kernel


def _level(work: int) -> int:
    return THOROUGH if work > QUICK_WORK else QUICK


def _compiled(program: Program, cache: Path | None, level: int) -> Kernel:
    from sobremesa.mechanics.kernel.lowering.program import lowered

    machine = compiled(lowered(program), cache, level)
    one = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
    into = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p)
    many = ctypes.CFUNCTYPE(
        ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p
    )
    return Kernel(
        layout_of(program),
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
