"""Expressions over single values: reads, arithmetic, functions. (`conditions` has what is true or false.)"""

from __future__ import annotations

import math
from collections.abc import Callable

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.magnitude import fits_int64, never_negative, surely_finite
from sobremesa.mechanics.ir.missing import may_miss
from sobremesa.mechanics.ir.walk import nodes
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.layout import NOBODY
from sobremesa.mechanics.kernel.lowering import numbers
from sobremesa.mechanics.kernel.lowering.dispatch import place_fields, value
from sobremesa.mechanics.kernel.lowering.routine import KeptLocal
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.storing import element, living, load, slot_value
from sobremesa.mechanics.kernel.values import DOUBLE, FALSE, I1, I64, TRUE, Value, integer, real

FUNCTIONS: dict[str, Callable[[Scope, Value], Value]] = {
    "sqrt": numbers.root,
    "exp": numbers.exponential,
    "log": numbers.logarithm,
    "logistic": numbers.logistic,
    "sin": numbers.angular("sin"),
    "cos": numbers.angular("cos"),
    "tan": numbers.angular("tan"),
    "atan": lambda scope, x: numbers.libm(scope, "atan", x),
    "tanh": lambda scope, x: numbers.libm(scope, "tanh", x),
    "floor": lambda scope, x: numbers.to_int(scope, x, "floor"),
    "ceil": lambda scope, x: numbers.to_int(scope, x, "ceil"),
    "round": lambda scope, x: numbers.to_int(scope, x, "roundeven"),
    "int": numbers.to_int,
}
"""Functions of one number."""


def finite(expr: ir.Expr, scope: Scope) -> Value:
    """A number that others are compared with or sorted by, with a check where it may be none or not finite."""
    found = value(expr, scope)
    missing = scope.measured and may_miss(expr)
    sure = surely_finite(expr, scope.program) and not missing
    return found if sure or found.type != DOUBLE else numbers.finite(scope, found)


@value.register
def _const(expr: ir.Const, _scope: Scope) -> Value:
    return constant(expr.value, expr.type)


def constant(number: float | str | bool | None, kind: ir.Type) -> Value:
    """A literal of a type."""
    if isinstance(kind, ir.Label) and isinstance(number, str):
        return integer(kind.labels.index(number))
    if number is None:
        return integer(NOBODY)
    if kind is Scalar.FLOAT:
        return real(float(number))
    if kind is Scalar.BOOL:
        return TRUE if number else FALSE
    return integer(int(number))


@value.register
def _parameter(expr: ir.ParameterRead, scope: Scope) -> Value:
    return slot_value(scope, expr.type, f"parameter#{expr.name}", False)


@value.register
def _table(expr: ir.TableRead, scope: Scope) -> Value:
    index = value(expr.index, scope)
    figures = scope.program.document.tables[expr.name].values
    within(scope, index, len(figures), expr.index)
    return load(scope, expr.type, scope.unit.table(expr.name), index)


def within(scope: Scope, index: Value, size: int, expr: ir.Expr) -> None:
    """An index below 0, or not below the size, is an error."""
    if isinstance(expr, ir.Const) and isinstance(expr.value, int) and 0 <= expr.value < size:
        return
    scope.fail_if(scope.f.compare(">=", index, integer(size), unsigned=True), Failure.INDEX)


@value.register
def _global(expr: ir.GlobalRead, scope: Scope) -> Value:
    if isinstance(expr.type, ir.Vector):
        return scope.column(f"model.{expr.name}")
    return living(scope, expr.type, slot_value(scope, expr.type, f"model.{expr.name}", scope.at_once))


@value.register
def _local(expr: ir.LocalRead, scope: Scope) -> Value:
    if expr.name in scope.bound:
        held = scope.bound[expr.name]
    else:
        local = scope.routine.locals[expr.name]
        assert not isinstance(local, KeptLocal)
        held = scope.f.get(local)
    sure = isinstance(expr.type, ir.Ref) and not expr.type.optional
    return held if sure else living(scope, expr.type, held)


@value.register
def _self(_expr: ir.SelfRead, scope: Scope) -> Value:
    if scope.me is None:
        raise scope.unsupported("self")
    return scope.me


@value.register
def _field(expr: ir.FieldRead, scope: Scope) -> Value:
    if expr.own and expr.name in scope.own:
        return scope.f.get(scope.own[expr.name])
    assert isinstance(expr.of.type, ir.Ref)
    owner = expr.of.type.of
    if expr.own and expr.name in scope.aside:
        assert isinstance(expr.type, ir.Vector)
        return element(scope, expr.type, scope.column(f"next:{owner}.{expr.name}"), value(expr.of, scope))
    declared = any(field.name == expr.name for field in scope.layout.fields(owner))
    if not declared and expr.name in place_fields:
        return place_fields[expr.name](expr, scope)
    row = value(expr.of, scope)
    if not declared and expr.name == "id":
        return number_of(scope, owner, row)
    column = scope.column(f"{owner}.{expr.name}")
    if isinstance(expr.type, ir.Vector):
        return element(scope, expr.type, column, row)
    return living(scope, expr.type, load(scope, expr.type, column, row))


def number_of(scope: Scope, owner: str, row: Value) -> Value:
    """The id of whoever stands in a row: the row itself where nobody of the type ever dies."""
    if owner not in scope.layout.facts.mortal and not owner.startswith("link"):
        return row
    return scope.f.load(I64, scope.column(f"{owner}.id"), row)


@value.register
def _index(expr: ir.Index, scope: Scope) -> Value:
    assert isinstance(expr.of.type, ir.Vector)
    vector = value(expr.of, scope)
    index = value(expr.index, scope)
    within(scope, index, expr.of.type.size, expr.index)
    return living(scope, expr.type, load(scope, expr.of.type.item, vector, index))


@value.register
def _step(_expr: ir.StepRead, scope: Scope) -> Value:
    return scope.slot("step")


@value.register
def _cast(expr: ir.Cast, scope: Scope) -> Value:
    if isinstance(expr.value, ir.Const):
        return constant(expr.value.value, expr.type)
    return widened(scope, value(expr.value, scope), expr.type)


def widened(scope: Scope, given: Value, kind: ir.Type) -> Value:
    """A bool as an int, either as a float."""
    if given.type == I1 and kind is not Scalar.BOOL:
        return scope.f.convert("zext", given, I64) if kind is Scalar.INT else scope.f.convert("uitofp", given, DOUBLE)
    return scope.f.convert("sitofp", given, DOUBLE) if given.type == I64 and kind is Scalar.FLOAT else given


@value.register
def _unary(expr: ir.Unary, scope: Scope) -> Value:
    operand = value(expr.value, scope)
    if expr.op == "not":
        return scope.f.negated(operand)
    if expr.op == "+":
        return widened(scope, operand, expr.type)
    return numbers.negative(scope, widened(scope, operand, expr.type), fits_int64(expr, scope.program))


@value.register
def _binary(expr: ir.Binary, scope: Scope) -> Value:
    if expr.op == "**":
        return _power(expr, scope)
    a = value(expr.left, scope)
    b = value(expr.right, scope)
    if expr.op == "/":
        return numbers.divided(scope, widened(scope, a, Scalar.FLOAT), widened(scope, b, Scalar.FLOAT))
    a, b = widened(scope, a, expr.type), widened(scope, b, expr.type)
    if expr.op in ("//", "%"):
        if expr.type is Scalar.INT and all(never_negative(side, scope.program) for side in (expr.left, expr.right)):
            return numbers.counted(scope, expr.op, a, b)
        return numbers.floored(scope, expr.op, a, b)
    if expr.type is Scalar.INT:
        return numbers.whole(scope, expr.op, a, b, fits_int64(expr, scope.program))
    return scope.f.operate({"+": "add", "-": "sub", "*": "mul"}[expr.op], a, b)


def _power(expr: ir.Binary, scope: Scope) -> Value:
    base, exponent = widened(scope, value(expr.left, scope), expr.type), expr.right
    while isinstance(exponent, ir.Cast):
        exponent = exponent.value
    if isinstance(exponent, ir.Const) and exponent.value == 2:
        if expr.type is Scalar.INT:
            return numbers.whole(scope, "*", base, base, fits_int64(expr, scope.program))
        return scope.f.operate("mul", base, base)
    if expr.type is Scalar.INT:
        return numbers.whole_power(scope, base, widened(scope, value(expr.right, scope), Scalar.INT))
    if exponent.type is Scalar.FLOAT:
        return numbers.power(scope, base, value(expr.right, scope))
    count = widened(scope, value(exponent, scope), Scalar.INT)
    if scope.kind is not None and _same_for_all(expr.left):
        return numbers.kept_power(scope, base, count)
    counted = never_negative(exponent, scope.program)
    return numbers.power(scope, base, widened(scope, count, Scalar.FLOAT), counted)


def _same_for_all(expr: ir.Expr) -> bool:
    """Whether a number is made of parameters alone."""
    parts = ir.Const | ir.ParameterRead | ir.Cast | ir.Binary
    return all(isinstance(node, parts) for node in nodes(expr))


@value.register
def _math(expr: ir.MathCall, scope: Scope) -> Value:
    if expr.function == "pi":
        return real(math.pi)
    arguments = [value(argument, scope) for argument in expr.arguments]
    f, word = scope.f, expr.function
    if word in ("min", "max", "clip"):
        arguments = [widened(scope, argument, expr.type) for argument in arguments]
    match word, arguments:
        case "min" | "max", [first, *others]:
            for other in others:
                first = (numbers.least if word == "min" else numbers.greatest)(f, first, other)
            return first
        case "clip", [x, low, high]:
            return numbers.clipped(f, x, low, high)
        case "abs", [x]:
            return numbers.size(scope, widened(scope, x, expr.type), fits_int64(expr, scope.program))
        case "atan2", [y, x]:
            both = (widened(scope, each, Scalar.FLOAT) for each in (y, x))
            return numbers.libm(scope, "atan2", *both)
        case (("floor" | "ceil" | "round" | "int"), [x]):
            return FUNCTIONS[word](scope, widened(scope, x, Scalar.INT) if x.type == I1 else x)
        case _, [x] if word in FUNCTIONS:
            return FUNCTIONS[word](scope, widened(scope, x, Scalar.FLOAT))
    raise scope.unsupported(word)
