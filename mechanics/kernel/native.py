"""Our supporting functions in native code: a small subset of Python, compiled from its syntax tree.

`Natives(module).call(f, "floor_mod_float", a, b)` puts the function (and those that it calls) into the module once,
and emits a call. The subset is told in `supporting`; `subset` has its expressions, this module its statements.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sobremesa.mechanics.kernel.building import Function, Module, Value, integer
from sobremesa.mechanics.kernel.subset import (
    ARRAYS,
    SubsetError,
    Term,
    Writing,
    combined,
    converted,
    register,
    term,
)

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

WRITTEN_OUT = 10
"""How many rounds of a loop are written out, so that the loop around it can be vectorised."""

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

    def __init__(self, module: Module) -> None:
        self._module = module

    def call(self, f: Function, name: str, *values: Value) -> Value:
        """Emit a call of the supporting function of this name. Raises SubsetError where types differ."""
        compiled = self.add(_named(name))
        if [value.type for value in values] != [register(kind) for kind in compiled.kinds]:
            raise SubsetError(f"{name} takes {compiled.kinds}, not {[value.type for value in values]}")
        return f.call(compiled.symbol, register(compiled.result), *values)

    def add(self, function: Supporting) -> Compiled:
        """Put a supporting function into the module, unless it is there."""
        compiled = _compiled(function)
        if compiled.apart:
            parameters = [_handed(kind, function) for kind in compiled.kinds]
            self._module.declare(compiled.symbol, register(compiled.result), parameters, _effects(function))
        elif compiled.name not in self._module:
            self._define(compiled)
        return compiled

    def define_apart(self, name: str) -> None:
        """Put a function that stands apart into the module, where it can be called from outside."""
        self._define(_compiled(_named(name)))

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


def _named(name: str) -> Supporting:
    for module in MODULES:
        found = getattr(importlib.import_module(f"{HOME}.{module}"), name, None)
        if found is not None and inspect.isfunction(found) and found.__module__ == f"{HOME}.{module}":
            return found
    raise SubsetError(f"there is no supporting function {name}")


@functools.cache
def _definitions(module: str) -> Mapping[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _signature(function: Supporting) -> tuple[tuple[str, ...], str, str]:
    """The kinds of a function's parameters and of its result, and its symbol."""
    node = _definitions(function.__module__)[function.__name__]
    kinds = tuple(ast.unparse(argument.annotation) for argument in node.args.args if argument.annotation)
    symbol = f"{APART}{node.name}" if _is_apart(node) else node.name
    return kinds, ast.unparse(node.returns) if node.returns else "None", symbol


@functools.cache
def _compiled(function: Supporting) -> Compiled:
    node = _definitions(function.__module__)[function.__name__]
    kinds, result, symbol = _signature(function)
    names = [argument.arg for argument in node.args.args]
    parameters = [(f"a.{name}", register(kind)) for name, kind in zip(names, kinds, strict=True)]
    apart = _is_apart(node)
    attributes = f"export {CHEAPLY}" if apart else CHEAPLY
    f = Function(symbol, register(result), parameters, attributes)
    w = Writing(f, vars(sys.modules[function.__module__]), result, signature=_signature)
    for (word, kind), name, told in zip(parameters, names, kinds, strict=True):
        w.locals[name] = f.variable(kind, Value(f"%{word}", kind)), told
    _statements(node.body, w)
    if result == "None":
        f.give()
    called = tuple(dict.fromkeys(w.called))
    return Compiled(node.name, f.text, kinds, result, apart, w.declared, w.constants, called, frozenset(w.used))


def _is_apart(node: ast.FunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "apart" for mark in node.decorator_list)


@functools.cache
def _keeps_to_arguments(function: Supporting) -> bool:
    """Whether a function, and all that it calls, touches no memory but the arrays that it is given."""
    compiled = _compiled(function)
    free = FREE_MEMORY.isdisjoint(compiled.uses)
    return free and all(map(_keeps_to_arguments, compiled.called))


def _effects(function: Supporting) -> str:
    """What whoever calls a function that stands apart may take for granted."""
    return "nounwind willreturn memory(argmem: readwrite)" if _keeps_to_arguments(function) else "nounwind"


def _handed(kind: str, function: Supporting) -> str:
    plain = register(kind)
    return f"{plain} captures(none)" if kind in ARRAYS and _keeps_to_arguments(function) else plain


def _statements(body: Sequence[ast.stmt], w: Writing) -> None:
    for statement in body:
        _statement(statement, w)


@functools.singledispatch
def _statement(node: ast.stmt, w: Writing) -> None:
    raise SubsetError(f"{w.f.name}: the subset has no {ast.unparse(node)}")


@_statement.register
def _expression(node: ast.Expr, w: Writing) -> None:
    if not isinstance(node.value, ast.Constant):
        term(node.value, w)


@_statement.register
def _pass(_node: ast.Pass, _w: Writing) -> None:
    pass


@_statement.register
def _assign(node: ast.Assign, w: Writing) -> None:
    (target,) = node.targets
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        values = [term(each, w) for each in node.value.elts]
        for one, value in zip(target.elts, values, strict=True):
            _put(one, value, w)
    else:
        _put(target, term(node.value, w), w)


@_statement.register
def _annotated(node: ast.AnnAssign, w: Writing) -> None:
    kind = ast.unparse(node.annotation)
    assert node.value is not None
    if isinstance(node.value, ast.BinOp) and isinstance(node.value.left, ast.List):
        _put(node.target, _room(kind, node.value, w), w)
    else:
        _put(node.target, converted(term(node.value, w), kind, w), w)


def _room(kind: str, filled: ast.BinOp, w: Writing) -> Term:
    """`[x] * n`: an array on the stack, n a constant."""
    assert isinstance(filled.left, ast.List)
    word, item, _ = ARRAYS[kind]
    count = term(filled.right, w).value
    value = converted(term(filled.left.elts[0], w), item, w).value
    array = w.f.room(word, int(count.text))
    with w.f.counting(integer(0), count) as i:
        w.f.store(w.f.convert("trunc", value, word), array, i)
    return Term(array, kind)


@_statement.register
def _augmented(node: ast.AugAssign, w: Writing) -> None:
    _put(node.target, combined(node.op, term(node.target, w), term(node.value, w), w), w)


def _put(target: ast.expr, value: Term, w: Writing) -> None:
    if isinstance(target, ast.Subscript):
        array = term(target.value, w)
        word, kind, _ = ARRAYS[array.kind]
        stored = w.f.convert("trunc", converted(value, kind, w).value, word)
        w.f.store(stored, array.value, term(target.slice, w).value)
        return
    if not isinstance(target, ast.Name):
        raise SubsetError(f"{w.f.name}: the subset has no assignment to {ast.unparse(target)}")
    if target.id not in w.locals:
        w.locals[target.id] = w.f.variable(value.value.type), value.kind
    variable, kind = w.locals[target.id]
    w.f.set(variable, converted(value, kind, w).value)


@_statement.register
def _if(node: ast.If, w: Writing) -> None:
    with w.f.choice(term(node.test, w).value) as other:
        _statements(node.body, w)
        with other():
            _statements(node.orelse, w)


@_statement.register
def _while(node: ast.While, w: Writing) -> None:
    with w.f.repeating():
        with w.f.when(w.f.negated(term(node.test, w).value)):
            w.f.leave()
        _statements(node.body, w)


@_statement.register
def _for(node: ast.For, w: Writing) -> None:
    assert isinstance(node.iter, ast.Call)
    ends = [term(each, w) for each in node.iter.args[:2]]
    start, stop = (ends[0].value, ends[1].value) if len(ends) == 2 else (integer(0), ends[0].value)
    down = len(node.iter.args) == 3
    if down and ast.unparse(node.iter.args[2]) != "-1":
        raise SubsetError(f"{w.f.name}: a range goes up or down by 1")
    if not down and _short(start, stop, node):
        for number in range(int(start.text), int(stop.text)):
            _put(node.target, Term(integer(number), "int"), w)
            _statements(node.body, w)
        return
    first, last = (integer(0), w.f.operate("sub", start, stop)) if down else (start, stop)
    with w.f.counting(first, last) as i:
        _put(node.target, Term(w.f.operate("sub", start, i) if down else i, "int"), w)
        _statements(node.body, w)


def _short(start: Value, stop: Value, node: ast.For) -> bool:
    """Whether a loop is written out: few rounds, of a known number, all of them done."""
    if start.text.startswith("%") or stop.text.startswith("%"):
        return False
    leaves = any(isinstance(each, ast.Break | ast.Continue) for each in ast.walk(node))
    return int(stop.text) - int(start.text) <= WRITTEN_OUT and not leaves


@_statement.register
def _break(_node: ast.Break, w: Writing) -> None:
    w.f.leave()


@_statement.register
def _continue(_node: ast.Continue, w: Writing) -> None:
    w.f.again()


@_statement.register
def _return(node: ast.Return, w: Writing) -> None:
    w.f.give(None if node.value is None else converted(term(node.value, w), w.result, w).value)
