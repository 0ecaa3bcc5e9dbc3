"""Supporting functions in machine code, to be held against the same text in Python."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics.kernel import jit
from sobremesa.mechanics.kernel.building import Module
from sobremesa.mechanics.kernel.native import Natives
from sobremesa.mechanics.kernel.subset import ARRAYS

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


@pytest.fixture(scope="session")
def natively() -> Callable[..., Native]:
    """`natively("inverse_normal", …)` compiles supporting functions."""
    return lambda *names: Native(names)
