"""From LLVM's text to machine code in this process, and the cache of it.

Code is made for the processor at hand. Nothing may change a float: no fast-math, no fused multiply-add, and the
functions of the C library are those that CPython calls (`libm`).
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import re
import tempfile
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sobremesa.mechanics.kernel import libm, native
from sobremesa.mechanics.kernel.building import Module
from sobremesa.mechanics.kernel.native import Natives

if TYPE_CHECKING:
    from llvmlite.binding import LLJIT, TargetMachine

THOROUGH, QUICK = 2, 0
"""How hard LLVM tries to make fast code. Results are the same to the last bit."""

APART = re.compile(rf"^declare [^@]*@({re.escape(native.APART)}[\w.]+)\(", re.MULTILINE)
EXPORTED = re.compile(r"^define (?!internal )[^@]*@([\w.$]+)\(", re.MULTILINE)

_numbers = itertools.count()
_one_at_a_time = threading.RLock()
"""Held while code is made: LLVM's own objects and functions that stand apart are made once, whoever asks first."""


class Machine:
    """Compiled code. It can be called while this object lives."""

    def __init__(self, code: bytes, exported: Iterable[str], called: Mapping[str, Machine]) -> None:
        """`code` is an object file of our own making, with these functions; it calls these of other machines."""
        from llvmlite import binding

        self._called = called  # memory of theirs is given back with the last machine that calls them
        builder = binding.JITLibraryBuilder().add_object_img(code)
        for name, address in (libm.symbols() | {word: each.address(word) for word, each in called.items()}).items():
            builder.import_symbol(name, address)
        for name in exported:
            builder.export_symbol(name)
        self._tracker = builder.link(_jit(), f"sobremesa{next(_numbers)}")

    def address(self, name: str) -> int:
        """Where an exported function begins. Raises KeyError."""
        return int(self._tracker[name])


def compiled(text: str, cache: Path | None = None, level: int = THOROUGH) -> Machine:
    """The machine code of LLVM assembly. Raises RuntimeError where the text is wrong.

    `cache` is a folder of object files that the operator trusts; one is read or written there. At the level QUICK it
    takes a tenth of the time, for code that takes several times as long to run.
    """
    with _one_at_a_time:
        apart = {name: _apart(name, cache, level) for name in APART.findall(text)}
        return Machine(_object(text, cache, level), EXPORTED.findall(text), apart)


@functools.cache
def _apart(name: str, cache: Path | None, level: int) -> Machine:
    """A supporting function that stands apart, compiled once for all that call it."""
    module = Module()
    Natives(module).define_apart(name.removeprefix(native.APART))
    return compiled(module.text, cache, level)


def _object(text: str, cache: Path | None, level: int) -> bytes:
    if cache is None:
        return object_code(text, level)
    files = [cache / f"{_key(text, tried)}.o" for tried in dict.fromkeys((THOROUGH, level))]
    for file in files:
        if file.is_file():
            return file.read_bytes()
    code = object_code(text, level)
    _keep(code, files[-1])
    return code


def _keep(code: bytes, file: Path) -> None:
    """Write a file so that nobody ever reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(code)
    Path(name).replace(file)


def _key(text: str, level: int) -> str:
    """What the code depends on: the text, the processor, and who compiles."""
    from llvmlite import binding

    told = repr((level, binding.get_host_cpu_name(), _features(), binding.llvm_version_info, _machine(level).triple))
    return hashlib.sha256(f"{told}\n{text}".encode()).hexdigest()


def object_code(text: str, level: int = THOROUGH) -> bytes:
    """LLVM assembly as an object file. Raises RuntimeError where the text is wrong."""
    with _one_at_a_time:
        return _translated(text, level)


def _translated(text: str, level: int) -> bytes:
    from llvmlite import binding

    machine = _machine(level)
    module = binding.parse_assembly(text)
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    module.verify()
    tuning = binding.create_pipeline_tuning_options(speed_level=level)
    tuning.loop_vectorization = True
    tuning.slp_vectorization = tuning.loop_unrolling = False  # they gain nothing on rules, and take a third of the time
    builder = binding.create_pass_builder(machine, tuning)
    if level == QUICK:
        passes = binding.create_new_module_pass_manager()
        passes.add_sroa_pass()
        passes.add_simplify_cfg_pass()
    else:
        passes = builder.getModulePassManager()
    passes.run(module, builder)
    return bytes(machine.emit_object(module))


def _features() -> str:
    from llvmlite import binding

    return str(binding.get_host_cpu_features().flatten())


@functools.cache
def _machine(level: int = THOROUGH) -> TargetMachine:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_default_triple()
    return target.create_target_machine(
        cpu=binding.get_host_cpu_name(), features=_features(), opt=level, reloc="pic", codemodel="jitdefault", jit=True
    )


@functools.cache
def _jit() -> LLJIT:
    from llvmlite import binding

    _machine()
    return binding.create_lljit_compiler()
