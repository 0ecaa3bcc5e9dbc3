"""Expressions: arithmetic, comparison, choice. Names and fields are in `terms`, calls in `calls` and what it names.

`lower` turns one syntax tree into one typed `ir` expression. A mistake is noted and gives BROKEN, whose type
fits everywhere, so that the rest of the expression is still read.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import calls, collections
from sobremesa.mechanics.checking.expecting import lower_as
from sobremesa.mechanics.checking.flow import tested
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.terms import attribute, constant, element, name
from sobremesa.mechanics.checking.types import (
    BROKEN,
    UNKNOWN,
    describe,
    fit,
    is_number,
    join,
    negated,
    widened,
    wider,
)
from sobremesa.mechanics.ir import Scalar

ArithmeticOperator = Literal["+", "-", "*", "/", "//", "%", "**"]
Comparison = Literal["<", "<=", ">", ">=", "==", "!=", "is", "is not"]
OPERATORS: dict[type[ast.operator], ArithmeticOperator] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip


def lower(node: ast.expr, scope: Scope, expected: ir.Type | None = None) -> ir.Expr:
    """The typed expression that `node` means where `scope` stands."""
    match node:
        case ast.Constant():
            return constant(node, scope, expected)
        case ast.IfExp():
            return _choose(node, scope, expected)
        case ast.Name():
            return name(node, scope)
        case _:
            form = _FORMS.get(type(node))
            return BROKEN if form is None else form(node, scope)  # outside the grammar: told when it was parsed


# ---------------------------------------------------------------------------------- arithmetic, comparison


def _unary(node: ast.UnaryOp, scope: Scope) -> ir.Expr:
    if isinstance(node.op, ast.Not):
        return ir.Unary("not", lower_as(node.operand, scope, Scalar.BOOL, "`not`"), Scalar.BOOL)
    value = lower(node.operand, scope)
    if isinstance(node.op, ast.Invert):
        return BROKEN  # outside the grammar: told when it was parsed
    if not is_number(value.type):
        return _no_number(node.operand, value.type, scope)
    if value.type == UNKNOWN:
        return BROKEN
    if isinstance(node.op, ast.USub):
        return negated(value)
    kind = Scalar.FLOAT if value.type is Scalar.FLOAT else Scalar.INT
    return ir.Unary("+", widened(value, kind), kind)


def _binary(node: ast.BinOp, scope: Scope) -> ir.Expr:
    left, right = lower(node.left, scope), lower(node.right, scope)
    if type(node.op) not in OPERATORS:
        return BROKEN  # outside the grammar: told when it was parsed
    return arithmetic(node, OPERATORS[type(node.op)], (left, node.left), (right, node.right), scope)


def arithmetic(
    node: ast.AST,
    operator: ArithmeticOperator,
    left: tuple[ir.Expr, ast.AST],
    right: tuple[ir.Expr, ast.AST],
    scope: Scope,
) -> ir.Expr:
    """`left operator right`, each with the node that it came from, widened to one type."""
    for value, source in (left, right):
        if not is_number(value.type):
            return _no_number(source, value.type, scope)
    if UNKNOWN in (left[0].type, right[0].type):
        return BROKEN
    kind = wider(cast(Scalar, left[0].type), cast(Scalar, right[0].type))
    kind = Scalar.FLOAT if operator == "/" else wider(kind, Scalar.INT)
    if operator == "**" and _below_zero(right[0]):
        kind = Scalar.FLOAT  # an int to a negative power is no int
    if operator in ("/", "//", "%") and isinstance(right[0], ir.Const) and right[0].value == 0:
        return scope.wrong(right[1], "division_by_zero", "this divides by zero")
    return ir.Binary(operator, widened(left[0], kind), widened(right[0], kind), kind)


def _below_zero(value: ir.Expr) -> bool:
    return isinstance(value, ir.Const) and isinstance(value.value, int | float) and value.value < 0


def _no_number(node: ast.AST, found: ir.Type, scope: Scope) -> ir.Expr:
    return scope.wrong(node, "type_mismatch", "arithmetic takes numbers", describe(Scalar.FLOAT), describe(found))


def _bool_op(node: ast.BoolOp, scope: Scope) -> ir.Expr:
    """Each operand is read knowing what the ones before it have tested."""
    conjunction = isinstance(node.op, ast.And)
    word: Literal["and", "or"] = "and" if conjunction else "or"
    values, paths = [], frozenset[str]()
    for value in node.values:
        with scope.assuming(paths):
            values.append(lower_as(value, scope, Scalar.BOOL, f"`{word}`"))
        paths |= tested(value, conjunction)
    return ir.BoolOp(word, tuple(values))


def _choose(node: ast.IfExp, scope: Scope, expected: ir.Type | None) -> ir.Expr:
    condition = lower_as(node.test, scope, Scalar.BOOL, "a condition")
    with scope.assuming(tested(node.test, True)):
        then = lower(node.body, scope, expected)
    with scope.assuming(tested(node.test, False)):
        other = lower(node.orelse, scope, expected)
    kind = join(then.type, other.type)
    if kind is None:
        found = f"{describe(then.type)} and {describe(other.type)}"
        return scope.wrong(node, "type_mismatch", "both sides of `if … else` need one type", None, found)
    return ir.Choose(condition, fit(then, kind) or BROKEN, fit(other, kind) or BROKEN, kind)


def _compare(node: ast.Compare, scope: Scope) -> ir.Expr:
    if any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
        return _membership(node, scope)
    nodes = [node.left, *node.comparators]
    operands = _alike(nodes, scope)
    if operands is None:
        return BROKEN
    about_none = any(isinstance(n, ast.Constant) and n.value is None for n in nodes)
    rest = []
    for operator, (value, source) in zip(node.ops, zip(operands[1:], nodes[1:], strict=True), strict=True):
        word = _COMPARISONS[type(operator)]
        if about_none and word in ("==", "!="):
            word = "is" if word == "==" else "is not"
        if word in ("is", "is not") and not about_none:
            return scope.wrong(source, "type_mismatch", f"`{word}` is for None", hint="compare with `==` or `!=`")
        if not isinstance(value.type, Scalar) and value.type != UNKNOWN and word in ("<", "<=", ">", ">="):
            return scope.wrong(source, "type_mismatch", f"`{word}` compares numbers", None, describe(value.type))
        rest.append((word, value))
    return ir.Compare(operands[0], tuple(rest))


def _alike(nodes: Sequence[ast.expr], scope: Scope) -> list[ir.Expr] | None:
    """The operands in one type; labels and None take theirs from the others."""
    plain = [not isinstance(n, ast.Constant) or isinstance(n.value, bool | int | float) for n in nodes]
    values = [lower(n, scope) if is_plain else None for n, is_plain in zip(nodes, plain, strict=True)]
    kind: ir.Type | None = None
    for node, value in zip(nodes, values, strict=True):
        if value is None:
            continue
        kind, before = value.type if kind is None else join(kind, value.type), kind
        if kind is None or isinstance(kind, ir.Vector | ir.Collection):
            found = describe(value.type) if before is None else f"{describe(before)} and {describe(value.type)}"
            scope.wrong(node, "type_mismatch", "these can't be compared", None, found)
            return None
    if isinstance(kind, ir.Ref) and kind != UNKNOWN:
        kind = replace(kind, optional=True)
    values = [lower(n, scope, kind) if v is None else v for n, v in zip(nodes, values, strict=True)]
    fitted = [fit(v, kind) if v is not None and kind is not None else v for v in values]
    for node, value, fits in zip(nodes, values, fitted, strict=True):
        if fits is None and kind is not None and value is not None:
            scope.wrong(node, "type_mismatch", "these can't be compared", describe(kind), describe(value.type))
            return None
    return [value for value in fitted if value is not None]


def _membership(node: ast.Compare, scope: Scope) -> ir.Expr:
    options = node.comparators[0]
    if len(node.ops) > 1 or not isinstance(options, ast.Tuple | ast.List) or not options.elts:
        hint = "`x in (1, 2)`; whether an agent is in a collection: `any(a == b for a in …)`"
        return scope.wrong(node, "not_in_language", "`in` takes values in round brackets", hint=hint)
    alike = _alike([node.left, *options.elts], scope)
    if alike is None:
        return BROKEN
    return ir.Membership(alike[0], tuple(alike[1:]), isinstance(node.ops[0], ast.NotIn))


def _stray(node: ast.expr, scope: Scope) -> ir.Expr:
    hint = {
        ast.Tuple: "a pair stands only as a key: `best_of(C, lambda c: (a, b))`, or after `in`",
        ast.List: "a filter is `[x for x in C if …]`",
        ast.Lambda: "a lambda stands only as a key or weight",
    }[type(node)]
    return scope.wrong(node, "not_in_language", "this can't stand here", hint=hint)


_FORMS: dict[type[ast.expr], Callable[[Any, Scope], ir.Expr]] = {
    ast.Attribute: attribute,
    ast.Subscript: element,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _bool_op,
    ast.Compare: _compare,
    ast.Call: calls.call,
    ast.ListComp: collections.filtered,
    ast.GeneratorExp: collections.filtered,
    ast.Tuple: _stray,
    ast.List: _stray,
    ast.Lambda: _stray,
}
