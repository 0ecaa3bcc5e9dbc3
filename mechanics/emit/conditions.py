"""Conditions of the IR: comparisons, membership, and what joins them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.expressions import finite, widened
from sobremesa.mechanics.emit.nodes import Tree, call
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.ir.bounds import EXACT, extent
from sobremesa.mechanics.ir.magnitude import exact

COMPARISONS: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "==": ast.Eq,
    "!=": ast.NotEq,
    "is": ast.Is,
    "is not": ast.IsNot,
}


@expression.register
def _compare(expr: ir.Compare, scope: Scope) -> Tree:
    ops = [COMPARISONS[op]() for op, _ in expr.rest]
    values = (expr.first, *(right for _, right in expr.rest))
    wide = [_unlike(value, [each for each in values if each is not value], scope) for value in values]
    sides = [expression(each, scope) if far else _compared(each, scope) for each, far in zip(values, wide, strict=True)]
    return ast.Compare(sides[0], ops, sides[1:])


def _unlike(side: ir.Expr, others: Sequence[ir.Expr], scope: Scope) -> bool:
    """Whether a whole number may be too large to be compared with floats as it is: Python would be more exact."""
    if not isinstance(side, ir.Cast) or side.type is not ir.Scalar.FLOAT or exact(side.value, scope.program):
        return False
    small = (max(map(abs, extent(other, scope.program))) < EXACT for other in others)
    return not all(small)


def _compared(side: ir.Expr, scope: Scope) -> Tree:
    """One side of a comparison; an agent that a local holds may have died since, where the checker left it open."""
    held = isinstance(side, ir.LocalRead) and scope.at_once
    if held and isinstance(side.type, ir.Ref) and side.type.optional and side.type.of in scope.facts.mortal:
        return call("living", expression(side, scope))
    return widened(side, scope)


@expression.register
def _membership(expr: ir.Membership, scope: Scope) -> Tree:
    values = (expr.value, *expr.options)
    wide = any(_unlike(each, [other for other in values if other is not each], scope) for each in values)
    options = ast.Tuple(
        [expression(each, scope) if wide else widened(each, scope) for each in expr.options], ast.Load()
    )
    value = finite(expr.value, scope) if expr.value.type is ir.Scalar.FLOAT else expression(expr.value, scope)
    return ast.Compare(value, [ast.NotIn() if expr.negated else ast.In()], [options])


@expression.register
def _boolean(expr: ir.BoolOp, scope: Scope) -> Tree:
    op = ast.And() if expr.op == "and" else ast.Or()
    return ast.BoolOp(op, [expression(value, scope) for value in expr.values])
