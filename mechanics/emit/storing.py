"""What a value passes through on its way into a field: bounds, or a check that it is a number that can be kept."""

from __future__ import annotations

import ast

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.expressions import number, unchecked
from sobremesa.mechanics.emit.nodes import Tree, call, name
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.ir.magnitude import fits_int64, surely_finite, within
from sobremesa.mechanics.ir.walk import uncast


def kept(value: ir.Expr, field: ir.Field, scope: Scope) -> Tree:
    """The value as the field keeps it; a whole vector is copied."""
    if isinstance(value.type, ir.Vector):
        return call("list", expression(value, scope))
    return bounded(unchecked(expression(value, scope)), field, scope, value)


def bounded(tree: Tree, field: ir.Field, scope: Scope, value: ir.Expr | None = None) -> Tree:
    """A value already emitted, as the field keeps it; `value` is what it was emitted from, where that is known."""
    kind = field.type.item if isinstance(field.type, ir.Vector) else field.type
    if kind not in (ir.Scalar.INT, ir.Scalar.FLOAT):
        return tree
    if field.low is not None or field.high is not None:
        if value is not None and within(value, field):
            return tree
        low = bound(field.low, kind, scope, "-")
        return call("bounded", tree, low, bound(field.high, kind, scope, "+"))
    if kind is ir.Scalar.INT:
        return tree if value is not None and fits_int64(value, scope.program) else call("int64", tree)
    return tree if value is not None and surely_finite(value, scope.program) else call("finite", tree)


def bound(limit: ir.Expr | None, kind: ir.Type, scope: Scope, sign: str) -> Tree:
    """A bound as a literal of the field's type; an open one is the largest number there is."""
    if limit is None:
        largest: Tree = name("LARGEST_INT" if kind is ir.Scalar.INT else "LARGEST")
        return largest if sign == "+" else ast.UnaryOp(ast.USub(), largest)
    inner = uncast(limit)
    return number(inner.value, kind) if isinstance(inner, ir.Const) else expression(limit, scope)
