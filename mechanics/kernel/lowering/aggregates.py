"""Aggregates: one loop from left to right; what needs all values at once keeps them in the arena."""

from __future__ import annotations

import math
from collections.abc import Callable

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.magnitude import fits_int64
from sobremesa.mechanics.ir.walk import uncast
from sobremesa.mechanics.kernel.lowering import numbers, space
from sobremesa.mechanics.kernel.lowering.conditions import harmless
from sobremesa.mechanics.kernel.lowering.dispatch import each, listed, value
from sobremesa.mechanics.kernel.lowering.expressions import finite, widened
from sobremesa.mechanics.kernel.lowering.lists import Kept, growing, register_type
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, FALSE, I1, I64, TRUE, Value, Variable, integer, real

BY_PLACE = ir.Everyone | ir.Others | ir.VectorValues | ir.IntRange
"""Collections whose number of members is known without going through them."""

SORTING = ("min", "max", "median", "gini")
"""Aggregates that put their values in order, which only finite numbers have."""


@value.register
def _aggregate(expr: ir.Aggregate, scope: Scope) -> Value:
    if id(expr) in scope.hoisted:
        return scope.hoisted[id(expr)]
    match expr.kind:
        case "count":
            return _count(expr, scope)
        case "any" | "all":
            return _any(expr, scope)
        case "sum":
            return _sum(expr, scope)
        case "mean":
            return _mean(expr, scope)
        case "min" | "max":
            return _extreme(expr, scope)
    return _statistic(expr, scope)


def _through(expr: ir.Aggregate, scope: Scope, body: Callable[[Value], None], given: ir.Expr | None) -> None:
    """Call `body` with the value of every member of which the condition holds."""
    taken = finite if expr.kind in SORTING else value

    def member(one: Value) -> None:
        inner = scope.with_bound(expr.variable, one)
        if expr.condition is None:
            body(one if given is None else taken(given, inner))
            return
        with scope.f.when(value(expr.condition, inner)):
            body(one if given is None else taken(given, inner))

    each(expr.source, scope, member)


def _count(expr: ir.Aggregate, scope: Scope) -> Value:
    if expr.condition is None and _placed(expr.source, scope):
        return listed(expr.source, scope).count
    return _counted(expr, scope)


def _placed(source: ir.Expr, scope: Scope) -> bool:
    """Whether the number of members is known without keeping them."""
    if isinstance(source, ir.Everyone | ir.Others) and scope.mortal(source.of):
        return False
    return isinstance(source, BY_PLACE | ir.LocalRead | ir.OnCell) or space.stands_listed(source, scope)


def _counted(expr: ir.Aggregate, scope: Scope) -> Value:
    f, condition = scope.f, expr.condition
    count = f.variable(I64, integer(0))

    def perhaps(one: Value, there: Value) -> None:
        holds = TRUE if condition is None else value(condition, scope.with_bound(expr.variable, one))
        f.set(count, f.operate("add nsw", f.get(count), f.convert("zext", f.both(there, holds), I64)))

    simple = condition is None or harmless(condition, scope.with_bound(expr.variable, integer(0)))
    if simple and space.each_perhaps(expr.source, scope, perhaps, looked_at=condition is not None):
        return f.get(count)

    def member(one: Value) -> None:
        here = integer(1)
        if expr.condition is not None:
            here = f.convert("zext", value(expr.condition, scope.with_bound(expr.variable, one)), I64)
        f.set(count, f.operate("add nsw", f.get(count), here))

    each(expr.source, scope, member)
    return f.get(count)


def _any(expr: ir.Aggregate, scope: Scope) -> Value:
    f, after = scope.f, scope.f.block()
    stop_at = expr.kind == "any"
    result = f.variable(I1, FALSE if stop_at else TRUE)

    def member(holds: Value) -> None:
        on, found = f.block(), f.block()
        f.branch(holds, *((found, on) if stop_at else (on, found)))
        f.place(found)
        f.set(result, TRUE if stop_at else FALSE)
        f.jump(after)
        f.place(on)

    _through(expr, scope, member, expr.value)
    f.place(after)
    return f.get(result)


def _sum(expr: ir.Aggregate, scope: Scope) -> Value:
    f, kind = scope.f, expr.type
    whole = kind is not Scalar.FLOAT
    total = f.variable(I64 if whole else DOUBLE, integer(0) if whole else real(0.0))

    def add(number: Value) -> None:
        number = widened(scope, number, Scalar.INT if whole else Scalar.FLOAT)
        fits = whole and fits_int64(expr, scope.program)
        f.set(total, numbers.whole(scope, "+", f.get(total), number, fits) if whole
              else f.operate("add", f.get(total), number))  # fmt: skip

    _through(expr, scope, add, expr.value)
    return f.get(total)


def _mean(expr: ir.Aggregate, scope: Scope) -> Value:
    """The sum over the number; of truth values, how many hold over the number."""
    assert expr.value is not None
    f, given = scope.f, uncast(expr.value)
    share = given.type is Scalar.BOOL
    total, count = f.variable(I64, integer(0)) if share else f.variable(DOUBLE, real(0.0)), f.variable(I64, integer(0))

    def add(number: Value) -> None:
        number = widened(scope, number, Scalar.INT if share else Scalar.FLOAT)
        f.set(total, f.operate("add", f.get(total), number))
        f.set(count, f.operate("add nsw", f.get(count), integer(1)))

    _through(expr, scope, add, given)

    def ratio() -> Value:
        whole = widened(scope, f.get(total), Scalar.FLOAT)
        return f.operate("div", whole, f.convert("sitofp", f.get(count), DOUBLE))

    return _or_default(expr, scope, f.get(count), ratio)


def _or_default(expr: ir.Aggregate, scope: Scope, count: Value, result: Callable[[], Value]) -> Value:
    """The result, or of nothing the default; a measure of nothing is missing. The default is worked out anyway."""
    f = scope.f
    default = _default(expr, scope)
    if default is None:
        return result()
    kind = register_type(expr.type)
    chosen: Variable = f.variable(kind, widened(scope, default, expr.type))
    with f.when(f.compare(">", count, integer(0))):
        f.set(chosen, widened(scope, result(), expr.type))
    return f.get(chosen)


def _default(expr: ir.Aggregate, scope: Scope) -> Value | None:
    if expr.default is not None:
        return value(expr.default, scope)
    never_empty = isinstance(expr.source.type, ir.Collection) and expr.source.type.never_empty
    if never_empty and expr.condition is None:
        return None
    return real(math.nan) if scope.measured and expr.type is Scalar.FLOAT else None


def _extreme(expr: ir.Aggregate, scope: Scope) -> Value:
    f = scope.f
    best = f.variable(register_type(expr.type))
    count = f.variable(I64, integer(0))
    pick = numbers.least if expr.kind == "min" else numbers.greatest

    def compare(number: Value) -> None:
        number = widened(scope, number, expr.type)
        first = f.compare("==", f.get(count), integer(0))
        f.set(best, f.choose(first, number, pick(f, f.get(best), number)))
        f.set(count, integer(1))

    f.set(best, real(0.0) if best.type == DOUBLE else integer(0, best.type))
    _through(expr, scope, compare, expr.value)
    return _or_default(expr, scope, f.get(count), lambda: f.get(best))


def _statistic(expr: ir.Aggregate, scope: Scope) -> Value:
    """median, std and gini: of all values, kept as floats."""
    assert expr.value is not None
    array = growing(Scalar.FLOAT, scope)
    _through(expr, scope, lambda number: array.append(widened(scope, number, Scalar.FLOAT)), expr.value)
    values = array.kept()
    return _or_default(expr, scope, values.count, lambda: _of(expr.kind, values, scope))


def _of(kind: str, values: Kept, scope: Scope) -> Value:
    if kind != "std":
        size = scope.f.operate("shl", values.count, integer(3))
        scope.native("sort_doubles", values.array, scope.take(size), scope.take(size), values.count)
    return scope.native(
        {"std": "std", "median": "median_sorted", "gini": "gini_sorted"}[kind], values.array, values.count
    )
