"""Our supporting functions in native code: a small subset of Python, compiled from its syntax tree.

`Natives(module).call(f, "floor_mod_float", a, b)` puts the function (and those that it calls) into the module once,
and emits a call. The subset is told in `supporting`; `subset`, `terms` and `bodies` compile it.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sobremesa.mechanics.kernel.bodies import statements
from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.module import Module
from sobremesa.mechanics.kernel.subset import ARRAYS, SubsetError, Writing, register
from sobremesa.mechanics.kernel.supporting.words import is_apart
from sobremesa.mechanics.kernel.values import Value

HOME = "sobremesa.mechanics.kernel.supporting"
MODULES = (
    "arithmetic",
    "philox",
    "distributions",
    "arena",
    "sorting",
    "statistics",
    "standing",
    "surroundings",
    "linking",
    "closing",
    "regions",
    "sameness",
    "remaking",
    "neighbours",
    "plain_networks",
    "random_networks",
    "grown_networks",
    "regular_networks",
)
"""Where a supporting function is looked for, in this order."""

APART = "apart."
"""What the symbols of functions that stand apart begin with."""

CHEAPLY = "nounwind optsize"
"""Attributes of supporting functions: loops are not unrolled, which would take most of the time to compile."""

FREE_MEMORY = frozenset({"located", "address", "allocated", "released"})
"""Operations that reach memory which no array that was handed over holds."""

Supporting = Callable[..., object]


@dataclass(frozen=True)
class Compiled:
    """A supporting function as text, and what it needs."""

    name: str
    text: str
    kinds: tuple[str, ...]
    result: str
    apart: bool
    declared: Mapping[str, tuple[str, tuple[str, ...], str]]
    constants: Mapping[str, str]
    called: tuple[Supporting, ...]
    uses: frozenset[str]

    @property
    def symbol(self) -> str:
        """The name by which it is called."""
        return f"{APART}{self.name}" if self.apart else self.name


class Natives:
    """The supporting functions of one module.

    One that stands apart (`words.apart`) is declared only: `jit` compiles it once a process, and links it.
    """

    def __init__(self, module: Module, written_out: bool = False) -> None:
        """`written_out`: short loops have all their rounds in the text, which is worth it where it is called often."""
        self._module, self._written_out = module, written_out

    def call(self, f: Function, name: str, *values: Value) -> Value:
        """Emit a call of the supporting function of this name. Raises SubsetError where types differ."""
        compiled = self.add(_named(name))
        if [value.type for value in values] != [register(kind) for kind in compiled.kinds]:
            raise SubsetError(f"{name} takes {compiled.kinds}, not {[value.type for value in values]}")
        return f.call(compiled.symbol, register(compiled.result), *values)

    def add(self, function: Supporting) -> Compiled:
        """Put a supporting function into the module, unless it is there."""
        compiled = _compiled(function, self._written_out)
        if compiled.apart:
            parameters = [_handed(kind, function) for kind in compiled.kinds]
            self._module.declare(compiled.symbol, register(compiled.result), parameters, _effects(function))
        elif compiled.name not in self._module:
            self._define(compiled)
        return compiled

    def define_apart(self, name: str) -> None:
        """Put a function that stands apart into the module, where it can be called from outside."""
        self._define(_compiled(_named(name), self._written_out))

    def _define(self, compiled: Compiled) -> None:
        self._module.define(compiled.symbol, compiled.text)
        for name, (result, parameters, attributes) in compiled.declared.items():
            self._module.declare(name, result, parameters, attributes)
        for name, text in compiled.constants.items():
            self._module.define(name, text)
        for called in compiled.called:
            self.add(called)

    def export(self, name: str) -> Compiled:
        """Put the function into the module, and beside it one that can be called from outside: `export_<name>`."""
        compiled = self.add(_named(name))
        outer = [f"p{number}" for number in range(len(compiled.kinds))]
        kinds = [register(kind) for kind in compiled.kinds]
        parameters = list(zip(outer, kinds, strict=True))
        f = Function(f"export_{name}", register(compiled.result), parameters, f"export {CHEAPLY}")
        values = [Value(f"%{word}", kind) for word, kind in zip(outer, kinds, strict=True)]
        result = f.call(compiled.symbol, register(compiled.result), *values)
        f.give(None if compiled.result == "None" else result)
        self._module.define(f.name, f.text)
        return compiled


def written_out(names: Sequence[str]) -> str:
    """Functions that stand apart, for a module that is to have them in it, and each in every place that calls it."""
    module = Module()
    for name in names:
        Natives(module, written_out=True).define_apart(name)
    text = re.sub("^define (internal )?", "define internal ", module.functions, flags=re.MULTILINE)
    return text.replace(CHEAPLY, "nounwind alwaysinline")


def _named(name: str) -> Supporting:
    for module in MODULES:
        found = getattr(importlib.import_module(f"{HOME}.{module}"), name, None)
        if found is not None and inspect.isfunction(found) and found.__module__ == f"{HOME}.{module}":
            return found
    raise SubsetError(f"there is no supporting function {name}")


def signature(name: str) -> tuple[tuple[str, ...], str]:
    """The kinds of the parameters and of the result of the supporting function of this name."""
    kinds, result, _ = _signature(_named(name))
    return kinds, result


def _signature(function: Supporting) -> tuple[tuple[str, ...], str, str]:
    """The kinds of a function's parameters and of its result, and its symbol."""
    *kinds, result = (str(kind) for kind in function.__annotations__.values())
    symbol = f"{APART}{function.__name__}" if is_apart(function) else function.__name__
    return tuple(kinds), result, symbol


def _definition(function: Supporting) -> ast.FunctionDef:
    """The function's syntax tree: from its first line to the next that is not indented."""
    lines = _lines(function.__module__)[function.__code__.co_firstlineno - 1 :]
    begun = next(number for number, line in enumerate(lines) if line.startswith("def "))
    later = (number for number, line in enumerate(lines) if number > begun and line[:1] not in ("", " ", ")"))
    (node,) = ast.parse("\n".join(lines[: next(later, len(lines))])).body
    assert isinstance(node, ast.FunctionDef)
    return node


@functools.cache
def _lines(module: str) -> list[str]:
    return inspect.getsource(sys.modules[module]).splitlines()


@functools.cache
def _compiled(function: Supporting, written_out: bool) -> Compiled:
    node, (kinds, result, symbol) = _definition(function), _signature(function)
    names = [argument.arg for argument in node.args.args]
    parameters = [(f"a.{name}", register(kind)) for name, kind in zip(names, kinds, strict=True)]
    apart = is_apart(function)
    attributes = f"export {CHEAPLY}" if apart else CHEAPLY
    f = Function(symbol, register(result), parameters, attributes)
    w = Writing(f, vars(sys.modules[function.__module__]), result, written_out=written_out, signature=_signature)
    for (word, kind), name, told in zip(parameters, names, kinds, strict=True):
        w.locals[name] = f.variable(kind, Value(f"%{word}", kind)), told
    statements(node.body, w)
    if result == "None":
        f.give()
    called = tuple(dict.fromkeys(w.called))
    return Compiled(node.name, f.text, kinds, result, apart, w.declared, w.constants, called, frozenset(w.used))


@functools.cache
def _keeps_to_arguments(function: Supporting) -> bool:
    """Whether a function, and all that it calls, touches no memory but the arrays that it is given."""
    compiled = _compiled(function, False)
    free = FREE_MEMORY.isdisjoint(compiled.uses)
    return free and all(map(_keeps_to_arguments, compiled.called))


def _effects(function: Supporting) -> str:
    """What whoever calls a function that stands apart may take for granted."""
    return "nounwind willreturn memory(argmem: readwrite)" if _keeps_to_arguments(function) else "nounwind"


def _handed(kind: str, function: Supporting) -> str:
    plain = register(kind)
    return f"{plain} captures(none)" if kind in ARRAYS and _keeps_to_arguments(function) else plain
