"""What the compiler of supporting functions takes, and what it refuses; and that all of ours compile."""

from __future__ import annotations

import importlib
import inspect

import pytest

from sobremesa.mechanics.kernel import jit, native
from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.module import Module
from sobremesa.mechanics.kernel.native import Natives
from sobremesa.mechanics.kernel.subset import SubsetError
from sobremesa.mechanics.kernel.values import DOUBLE, integer, real


def functions(module: str) -> list[str]:
    found = importlib.import_module(f"{native.HOME}.{module}")
    return [name for name, each in inspect.getmembers(found, inspect.isfunction) if each.__module__ == found.__name__]


@pytest.mark.parametrize("module", native.MODULES)
def test_every_supporting_function_compiles(module):
    made = Module()
    natives = Natives(made)
    names = [name for name in functions(module) if not name.startswith("_")]
    assert names
    for name in names:
        natives.export(name)
    machine = jit.compiled(made.text)
    assert all(machine.address(f"export_{name}") for name in names)


def test_names_are_used_once():
    """Those that a module keeps to itself too: in LLVM's text they stand side by side."""
    names = [name for module in native.MODULES for name in functions(module)]
    assert sorted(names) == sorted(set(names))


def test_a_call_is_checked():
    module = Module()
    f = Function("f", DOUBLE)
    with pytest.raises(SubsetError, match="floor_mod_float takes"):
        Natives(module).call(f, "floor_mod_float", real(1.0), integer(2))
    with pytest.raises(SubsetError, match="there is no supporting function"):
        Natives(module).call(f, "no_such_function")


def test_machine_code_is_kept_and_found_again(tmp_path):
    module = Module()
    Natives(module).export("floor_mod_float")
    first = jit.compiled(module.text, tmp_path)
    (file,) = tmp_path.iterdir()
    written = file.read_bytes()
    second = jit.compiled(module.text, tmp_path)
    assert file.read_bytes() == written
    assert first.address("export_floor_mod_float") != second.address("export_floor_mod_float")
    jit.compiled(module.text.replace("export_floor_mod_float", "another"), tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_text_that_is_no_llvm_is_refused():
    with pytest.raises(RuntimeError):
        jit.compiled("define i64 @f() { ret double 1.0 }")
