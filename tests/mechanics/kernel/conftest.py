"""Supporting functions in machine code and, from the same text, in Python: what is tested of the one holds for both."""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics.kernel import jit, native
from sobremesa.mechanics.kernel.module import Module
from sobremesa.mechanics.kernel.native import Natives
from sobremesa.mechanics.kernel.subset import ARRAYS
from sobremesa.mechanics.kernel.supporting import words

C = {
    "int": ctypes.c_int64,
    "u64": ctypes.c_uint64,
    "float": ctypes.c_double,
    "bool": ctypes.c_bool,
    "None": None,
}


class Native:
    """The supporting functions of these names. NumPy arrays are handed over as they are, numbers by value."""

    def __init__(self, names: Sequence[str]) -> None:
        module = Module()
        natives = Natives(module)
        made = [natives.export(name) for name in names]
        self._machine = jit.compiled(module.text)
        self._functions = {compiled.name: self._callable(compiled.name, compiled) for compiled in made}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self._functions[name]

    def _callable(self, name: str, compiled: Any) -> Callable[..., Any]:
        kinds = [ctypes.c_void_p if kind in ARRAYS else C[kind] for kind in compiled.kinds]
        result = ctypes.c_void_p if compiled.result in ARRAYS else C[compiled.result]
        function = ctypes.CFUNCTYPE(result, *kinds)(self._machine.address(f"export_{name}"))

        def call(*values: Any) -> Any:
            return function(*(v.ctypes.data if isinstance(v, np.ndarray) else v for v in values))

        return call


MEMORY = {
    "F64s": np.float64, "I64s": np.int64, "U64s": np.uint64, "U32s": np.uint32, "I16s": np.int16, "U8s": np.uint8,
}  # fmt: skip


class Plain:
    """The same functions as Python runs them: on lists of what arrays hold, whose numbers the arrays then take over."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        assert name in self._names
        modules = (importlib.import_module(f"{native.HOME}.{each}") for each in native.MODULES)
        function = next(getattr(module, name) for module in modules if hasattr(module, name))
        kinds, _ = native.signature(name)

        def call(*values: Any) -> Any:
            views = [
                value.reshape(-1).view(MEMORY[kind]) if kind in MEMORY else value
                for value, kind in zip(values, kinds, strict=True)
            ]
            plain = [view.tolist() if isinstance(view, np.ndarray | np.generic) else view for view in views]
            result = function(*plain)
            for view, written in zip(views, plain, strict=True):
                if isinstance(view, np.ndarray):
                    view[:] = written
            return words.address(result) if isinstance(result, ctypes.Array) else result

        return call


@pytest.fixture(scope="session", params=[Native, Plain], ids=["machine code", "python"])
def natively(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """`natively("inverse_normal", …)` gives supporting functions."""
    return lambda *names: request.param(names)
