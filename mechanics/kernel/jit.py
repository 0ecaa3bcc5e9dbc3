"""Machine code in this process: compiled or taken from the operator's folder, linked, and called.

The functions of the C library that it calls are those that CPython calls (`libm`). Supporting functions that stand
apart are compiled once, and linked by address; in thorough code the draws that a module makes stand in it.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sobremesa.mechanics.kernel import libm, native, objects
from sobremesa.mechanics.kernel.edition import edition
from sobremesa.mechanics.kernel.module import Module
from sobremesa.mechanics.kernel.native import Natives
from sobremesa.mechanics.kernel.objects import Code
from sobremesa.mechanics.kernel.translating import THOROUGH, compiler, object_code, target

if TYPE_CHECKING:
    from llvmlite.binding import LLJIT

APART = re.compile(rf"^declare [^@]*@({re.escape(native.APART)}[\w.]+)\(.*$", re.MULTILINE)
EXPORTED = re.compile(r"^define (?!internal )[^@]*@([\w.$]+)\(", re.MULTILINE)

DRAWS = ("philox_block", "philox_word")
MOST_DRAWS = 4
"""In how many places of a module a draw is written out: each takes some 5 ms to compile."""

_numbers = itertools.count()
_one_at_a_time = threading.RLock()
"""Held while code is made: LLVM's own objects and functions that stand apart are made once, whoever asks first."""


class Machine:
    """Compiled code. It can be called while this object lives."""

    def __init__(self, code: Code, called: Mapping[str, Machine]) -> None:
        """`code` is of our own making, and calls these functions of other machines."""
        from llvmlite import binding

        self._called = called  # memory of theirs is given back with the last machine that calls them
        builder = binding.JITLibraryBuilder().add_object_img(code.content)
        for name, address in (libm.symbols() | {word: each.address(word) for word, each in called.items()}).items():
            builder.import_symbol(name, address)
        for name in code.exported:
            builder.export_symbol(name)
        self._tracker = builder.link(_jit(), f"sobremesa{next(_numbers)}")

    def address(self, name: str) -> int:
        """Where an exported function begins. Raises KeyError."""
        return int(self._tracker[name])


def compiled(text: str, cache: Path | None = None, level: int = THOROUGH) -> Machine:
    """The machine code of LLVM assembly. Raises RuntimeError where the text is wrong.

    `cache` is a folder of machine code that the operator trusts; one file is read or written there. At the level QUICK
    it takes a tenth of the time, for code that takes several times as long to run.
    """
    return made(lambda: text, lambda: text, cache, level)


def made(write: Callable[[], str], name: Callable[[], str], cache: Path | None, level: int) -> Machine:
    """The same of a text that is only written where no code is found under its name.

    The name tells all that the text is made of: two texts must not have the same.
    """
    with _one_at_a_time:
        code, level = _code(write, name, cache, level)
        return Machine(code, {word: _apart(word, cache, level) for word in code.apart})


def _code(write: Callable[[], str], name: Callable[[], str], cache: Path | None, level: int) -> tuple[Code, int]:
    """Code, and how hard LLVM tried: thorough code is taken wherever there is some."""
    if cache is None:
        return _translated(write(), level), level
    told = name()
    for tried in dict.fromkeys((THOROUGH, level)):
        found = objects.find(cache, _key(told, tried))
        if found is not None:
            return found, tried
    code = _translated(write(), level)
    objects.keep(cache, _key(told, level), code)
    return code, level


def _translated(text: str, level: int) -> Code:
    if level == THOROUGH:
        text = _with_draws(text)
    return Code(object_code(text, level), tuple(EXPORTED.findall(text)), tuple(APART.findall(text)))


def _key(name: str, level: int) -> str:
    return hashlib.sha256(f"{compiler(level)}\n{name}".encode()).hexdigest()


def _with_draws(text: str) -> str:
    """The text with the functions that draw in it, where it calls them in a few places."""
    symbols = {f"{native.APART}{word}": word for word in DRAWS}
    written = []
    for declared, symbol in [(found[0], found[1]) for found in APART.finditer(text)]:
        if symbol in symbols and text.count(f"@{symbol}(") <= MOST_DRAWS + 1:
            written.append(symbols[symbol])
            text = text.replace(declared, "", 1)
    return f"{native.written_out(written)}\n{text}"


@functools.cache
def _apart(name: str, cache: Path | None, level: int) -> Machine:
    """A supporting function that stands apart, compiled once for all that call it."""

    def write() -> str:
        module = Module()
        Natives(module, level == THOROUGH).define_apart(name.removeprefix(native.APART))
        return module.text

    return made(write, lambda: f"{edition()} {name}", cache, level)


@functools.cache
def _jit() -> LLJIT:
    from llvmlite import binding

    target()
    if hasattr(os, "register_at_fork"):  # a child is not born while a thread compiles
        lock = _one_at_a_time
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    return binding.create_lljit_compiler()
