"""A program as native functions that can be called: compiled quickly, and better while it runs.

Few runs are worth LLVM's whole effort. So each part of a program is compiled quickly at first; once that code has run
for a while, or much lies ahead, a thread compiles it thoroughly, and the next call takes what is there. The results are
the same to the last bit, so that nobody sees it but for the time.
"""

from __future__ import annotations

import ctypes
import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.edition import edition
from sobremesa.mechanics.kernel.jit import Machine, made
from sobremesa.mechanics.kernel.layout import layout_of
from sobremesa.mechanics.kernel.translating import QUICK, THOROUGH

PATIENCE = 0.1
"""Seconds that quick code of a part may run before it is compiled thoroughly, which takes about that long or longer."""
MUCH_WORK = 10_000_000
"""How many turns of agents ahead are known to be worth thorough code: some tenths of a second."""

OF_ONE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
INTO = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p)
OF_MANY = ctypes.CFUNCTYPE(
    ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p
)
PARTS: Mapping[str, Mapping[str, Callable[[int], Callable[..., int]]]] = {
    "beginning": {"begin": OF_ONE, "link_up": OF_ONE, "bind": INTO},
    "restoring": {"settle": OF_ONE},
    "running": {"observe": INTO, "advance": OF_MANY},
    "releasing": {"release": OF_ONE},
}
"""What is compiled together, as `lowering.program` exports it."""

_KEPT: dict[str, list[Kernel]] = {}
_MOST_KEPT = 32
_COMPILING = threading.Lock()


class Kernel:
    """The native functions of a program, which live as long as this. Any thread may call them."""

    def __init__(self, program: Program, cache: Path | None) -> None:
        """`cache` is the operator's folder of compiled code."""
        self.layout, self.cache = layout_of(program), cache
        self._parts = {name: _Part(name, program, cache) for name in PARTS}

    def begin(self, header: int) -> int:
        """Globals, cells, agents of the replicate whose header is at an address: 0, or the code of what went wrong."""
        return self._parts["beginning"].call("begin", header)

    def link_up(self, header: int) -> int:
        """Links and their starts, neighbourhoods, and the rules of set-up."""
        return self._parts["beginning"].call("link_up", header)

    def bind(self, header: int, out: int) -> int:
        """The agent of each persona, by id, into whole numbers at an address."""
        return self._parts["beginning"].call("bind", header, out)

    def settle(self, header: int) -> int:
        """What is worked out from a state that was restored."""
        return self._parts["restoring"].call("settle", header)

    def observe(self, header: int, out: int) -> int:
        """Stop, then every measure, into floats at an address."""
        return self._parts["running"].call("observe", header, out)

    def advance(self, headers: int, replicates: int, stride: int, steps: int, out: int) -> int:
        """Headers, how many, bytes between them, steps, and where the measures of each step go."""
        return self._parts["running"].call("advance", headers, replicates, stride, steps, out)

    def release(self, header: int) -> int:
        """Give back what the replicate has taken from the system."""
        return self._parts["releasing"].call("release", header)

    def prepare(self, work: int = 0) -> None:
        """Compile what runs steps; thoroughly, in a thread, where so many turns of agents are `work` enough."""
        self._parts["running"].prepare()
        if work > MUCH_WORK:
            self._parts["running"].improve()

    def finish(self) -> None:
        """Compile everything thoroughly, and wait for it."""
        for part in self._parts.values():
            part.improve()
        for part in self._parts.values():
            part.wait()


class _Part:
    """Some functions of a program, at the level at which they are compiled by now."""

    def __init__(self, name: str, program: Program, cache: Path | None) -> None:
        self._name, self._program, self._cache = name, program, cache
        self._functions: Mapping[str, Callable[..., int]] = {}
        self._level = QUICK
        self._machines: list[Machine] = []  # quick code may be running still when there is better
        self._seconds = 0.0
        self._improving: threading.Thread | None = None
        self._lock = threading.Lock()

    def call(self, name: str, *arguments: int) -> int:
        """Call a function, and see to better code where it has run for long."""
        self.prepare()
        begun = time.perf_counter()
        result = self._functions[name](*arguments)
        self._seconds += time.perf_counter() - begun
        if self._seconds > PATIENCE:
            self.improve()
        return result

    def prepare(self) -> None:
        """Compile it, unless it is."""
        if not self._functions:
            with self._lock:
                if not self._functions:
                    self._compile(QUICK)

    def improve(self) -> None:
        """Compile it thoroughly in a thread, once."""
        if self._improving is None:
            with self._lock:
                if self._improving is None:
                    self._improving = threading.Thread(target=self._compile, args=(THOROUGH,))
                    self._improving.start()

    def wait(self) -> None:
        """Until it is compiled thoroughly, where that has begun."""
        if self._improving is not None:
            self._improving.join()

    def _compile(self, level: int) -> None:
        machine = made(self._written, self._title, self._cache, level)
        functions = {name: kind(machine.address(name)) for name, kind in PARTS[self._name].items()}
        self._machines.append(machine)
        if level >= self._level:
            self._functions, self._level = functions, level

    def _written(self) -> str:
        from sobremesa.mechanics.kernel.lowering.program import lowered

        return lowered(self._program, self._name)

    def _title(self) -> str:
        """What the text is made of: the document, the space, which an arm may change, and our own sources.

        The document in its own order of keys, which its hash forgets and the layout of its columns does not.
        """
        space, ordered = repr((self._program.space, self._program.layers)), self._program.document.model_dump_json()
        told = hashlib.sha256(f"{ordered} {space}".encode()).hexdigest()
        return f"{edition()} {told} {self._name}"


def kernel_of(program: Program, cache: Path | None = None, work: int = 0) -> Kernel:
    """The program, compiled; one that was compiled lately is not compiled again.

    `cache` is the operator's folder of compiled code; `work` is how many turns of agents lie ahead. Raises
    DocumentError (not_supported_yet) for what can't be lowered.
    """
    with _COMPILING:
        kernel = _known(program) or _keep(Kernel(program, cache))
    kernel.prepare(work)
    return kernel


def _known(program: Program) -> Kernel | None:
    for kernel in _KEPT.get(program.sha256, ()):
        if kernel.layout.program is program or kernel.layout.program == program:
            return kernel
    return None


def _keep(kernel: Kernel) -> Kernel:
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)))
    _KEPT.setdefault(kernel.layout.program.sha256, []).append(kernel)
    return kernel
