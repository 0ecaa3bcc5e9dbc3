"""Expressions of a process: from Python's syntax tree to typed terms, with every mistake noted.

A mistake gives BROKEN, which fits everywhere, so that the rest is still read. Calls are in `calls`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.processes.checking.calls import FUNCTIONS, STATES, call
from sobremesa.mechanics.processes.checking.scope import BROKEN, Scope
from sobremesa.mechanics.processes.distributions import DISTRIBUTIONS, EMPIRICAL
from sobremesa.mechanics.processes.expressions import (
    AttributeRead,
    Binary,
    Choice,
    Comparison,
    Constant,
    Expr,
    Junction,
    Membership,
    ParameterRead,
    StateRead,
    TableRead,
    Type,
    Unary,
    Unit,
)

Operator = Literal["+", "-", "*", "/", "//", "%", "**"]
Order = Literal["<", "<=", ">", ">=", "==", "!="]
OPERATORS: Mapping[type[ast.operator], Operator] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
ORDERS: Mapping[type[ast.cmpop], Order] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
OTHER_WORDS: Mapping[str, str] = {"true": "True", "false": "False"}
DIMENSIONS: Mapping[int, str] = {0: "a plain number", 1: "a time", -1: "a rate"}


def lower(node: ast.expr, scope: Scope) -> Expr:
    """The typed expression that `node` means where `scope` stands."""
    form = FORMS.get(type(node))
    if form is not None:
        return form(node, scope)
    if isinstance(node, ast.Tuple | ast.List | ast.Lambda | ast.GeneratorExp | ast.ListComp):
        return scope.wrong(node, "not_in_language", "this can't stand here: a process has no collections")
    return BROKEN  # outside the grammar: told when it was parsed


def describe(kind: Type) -> str:
    """A type in words."""
    if kind.kind == "label":
        return "a label"
    if kind.kind == "truth":
        return "true or false"
    return "a number" if kind.dimension is None else DIMENSIONS.get(kind.dimension, f"time to the {kind.dimension}")


def _constant(node: ast.Constant, scope: Scope) -> Expr:
    match node.value:
        case bool() as value:
            return Constant(value, Type("truth"))
        case int() | float() as value:
            return Constant(value, Type("number", whole=isinstance(value, int)))
        case str() as word:
            return Constant(word, Type("label", labels=(word,)))
    return scope.wrong(node, "not_in_language", "there is no `None` in a process")


def _name(node: ast.Name, scope: Scope) -> Expr:
    word, names = node.id, scope.names
    if word in names.parameters:
        return ParameterRead(word, names.factors[word], names.parameters[word])
    if word in names.units:
        return Unit(word, names.units[word])
    if word == "now":
        hint = "let time pass: `delay`" if scope.setting.state else None
        return StateRead("now", None, Type("number", 1)) if scope.setting.clock else scope.not_here(node, "`now`", hint)
    if word in FUNCTIONS or word in STATES or word in DISTRIBUTIONS or word == EMPIRICAL:
        return scope.wrong(node, "type_mismatch", f"`{word}` is a function", hint=f"call it: `{word}(…)`")
    if word in names.tables:
        return scope.wrong(node, "type_mismatch", f"`{word}` is a table", hint=f"read one value of it: `{word}[i]`")
    if word in names.places:
        hint = f"ask for something of it, as `queue({word})`" if names.places[word] == "resource" else None
        return scope.wrong(node, "type_mismatch", f"`{word}` is a {names.places[word]}, and no value", hint=hint)
    if word in scope.attributes:
        return scope.wrong(node, "unknown_name", f"`{word}` is an attribute", hint=f"write `self.{word}`")
    if any(word in kind.labels for kind in scope.attributes.values()):
        return scope.wrong(node, "unknown_name", f"nothing is called `{word}`", hint=f'labels are quoted: `"{word}"`')
    if word in OTHER_WORDS:
        return scope.wrong(node, "unknown_name", f"nothing is called `{word}`", hint=f"write `{OTHER_WORDS[word]}`")
    known = [*names.parameters, *names.units, *names.tables]
    return scope.wrong(node, "unknown_name", f"nothing is called `{word}`", hint=did_you_mean(word, known))


def _attribute(node: ast.Attribute, scope: Scope) -> Expr:
    if not isinstance(node.value, ast.Name) or node.value.id != "self":
        return scope.wrong(node, "not_in_language", "only `self` has attributes", hint=f"`self.{node.attr}`")
    if not scope.setting.own:
        return scope.not_here(node, "`self`")
    if node.attr not in scope.attributes:
        known = ", ".join(sorted(scope.attributes)) or "none"
        hint = did_you_mean(node.attr, scope.attributes)
        return scope.wrong(node, "unknown_attribute", f"there is no attribute `{node.attr}`", known, hint=hint)
    return AttributeRead(node.attr, scope.attributes[node.attr])


def _element(node: ast.Subscript, scope: Scope) -> Expr:
    if not isinstance(node.value, ast.Name) or node.value.id not in scope.names.tables:
        return scope.wrong(node, "type_mismatch", "only tables have elements")
    index = lower(node.slice, scope)
    if index is not BROKEN and not (index.type.kind == "number" and index.type.whole):
        return scope.wrong(node.slice, "type_mismatch", "an index is a whole number", None, describe(index.type))
    word = node.value.id
    last = len(scope.names.document.tables[word].values) - 1
    if isinstance(index, Constant) and isinstance(index.value, int) and index.value > last:
        return scope.wrong(node.slice, "index_out_of_range", "there is no such element", f"0 to {last}")
    return TableRead(word, index, scope.names.tables[word])


def _unary(node: ast.UnaryOp, scope: Scope) -> Expr:
    value = lower(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return Unary("not", _truth(node.operand, value, scope), Type("truth"))
    if isinstance(node.op, ast.Invert) or value is BROKEN:
        return BROKEN
    if value.type.kind != "number":
        return _no_number(node.operand, value, scope)
    return Unary("-" if isinstance(node.op, ast.USub) else "+", value, value.type)


def _binary(node: ast.BinOp, scope: Scope) -> Expr:
    left, right = lower(node.left, scope), lower(node.right, scope)
    op = OPERATORS.get(type(node.op))
    if op is None or left is BROKEN or right is BROKEN:
        return BROKEN
    for value, source in ((left, node.left), (right, node.right)):
        if value.type.kind != "number":
            return _no_number(source, value, scope)
    if op in ("/", "//", "%") and isinstance(right, Constant) and right.value == 0:
        return scope.wrong(node.right, "division_by_zero", "this divides by zero")
    if op == "**" and (left.type.dimension or right.type.dimension):
        return scope.wrong(node, "unit_mismatch", "a power is of plain numbers", None, describe(left.type))
    if op in ("+", "-", "%") and not _alike(left.type, right.type):
        return _apart(node, left, right, scope)
    whole = op not in ("/", "**") and left.type.whole and right.type.whole
    return Binary(op, left, right, Type("number", _dimension(op, left.type, right.type), whole))


def _dimension(op: Operator, left: Type, right: Type) -> int | None:
    first, second = left.dimension, right.dimension
    if op in ("+", "-", "%"):
        return second if first is None else first
    if first is None and second is None:
        return None
    if op == "*":
        return (first or 0) + (second or 0)
    return (first or 0) - (second or 0)


def _alike(left: Type, right: Type) -> bool:
    if left.kind != right.kind:
        return False
    return left.kind != "number" or None in (left.dimension, right.dimension) or left.dimension == right.dimension


def _apart(node: ast.AST, left: Expr, right: Expr, scope: Scope) -> Expr:
    found = f"{describe(left.type)} and {describe(right.type)}"
    code = "unit_mismatch" if left.type.kind == right.type.kind else "type_mismatch"
    return scope.wrong(node, code, "these don't go together", found=found)


def _no_number(node: ast.AST, value: Expr, scope: Scope) -> Expr:
    return scope.wrong(node, "type_mismatch", "arithmetic takes numbers", "a number", describe(value.type))


def _truth(node: ast.AST, value: Expr, scope: Scope) -> Expr:
    if value is BROKEN or value.type.kind == "truth":
        return value
    return scope.wrong(node, "type_mismatch", "a condition is true or false", None, describe(value.type))


def _junction(node: ast.BoolOp, scope: Scope) -> Expr:
    values = tuple(_truth(each, lower(each, scope), scope) for each in node.values)
    return Junction("and" if isinstance(node.op, ast.And) else "or", values)


def _comparison(node: ast.Compare, scope: Scope) -> Expr:
    if any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
        return _membership(node, scope)
    values = _comparable([node.left, *node.comparators], scope)
    if values is None or any(type(op) not in ORDERS for op in node.ops):
        hint = "two values are compared with `==`"
        return BROKEN if values is None else scope.wrong(node, "not_in_language", "there is no `is`", hint=hint)
    orders = [ORDERS[type(op)] for op in node.ops]
    if values[0].type.kind == "label" and any(order not in ("==", "!=") for order in orders):
        return scope.wrong(node, "type_mismatch", "labels have no order", "`==` or `!=`")
    return Comparison(values[0], tuple(zip(orders, values[1:], strict=True)))


def _membership(node: ast.Compare, scope: Scope) -> Expr:
    options = node.comparators[0]
    if len(node.ops) > 1 or not isinstance(options, ast.Tuple | ast.List) or not options.elts:
        return scope.wrong(node, "not_in_language", "`in` takes values in round brackets", hint="`x in (1, 2)`")
    values = _comparable([node.left, *options.elts], scope)
    if values is None:
        return BROKEN
    return Membership(values[0], tuple(values[1:]), isinstance(node.ops[0], ast.NotIn))


def _comparable(nodes: Sequence[ast.expr], scope: Scope) -> list[Expr] | None:
    """Values that may be compared with each other; None (and a mistake) where they may not."""
    values = [lower(node, scope) for node in nodes]
    if any(value is BROKEN for value in values):
        return None
    for node, value in zip(nodes[1:], values[1:], strict=True):
        if not _alike(values[0].type, value.type):
            _apart(node, values[0], value, scope)
            return None
    known = [value for value in values if not isinstance(value, Constant) and value.type.kind == "label"]
    for node, value in zip(nodes, values, strict=True):
        if known and isinstance(value, Constant) and value.value not in known[0].type.labels:
            hint = did_you_mean(str(value.value), known[0].type.labels)
            expected = ", ".join(known[0].type.labels)
            scope.wrong(node, "unknown_label", f'there is no label "{value.value}"', expected, hint=hint)
            return None
    return values


def _choice(node: ast.IfExp, scope: Scope) -> Expr:
    condition = _truth(node.test, lower(node.test, scope), scope)
    then, other = lower(node.body, scope), lower(node.orelse, scope)
    if BROKEN in (then, other):
        return BROKEN
    if not _alike(then.type, other.type):
        return _apart(node, then, other, scope)
    kind = other.type if then.type.dimension is None else then.type
    labels = tuple(dict.fromkeys((*then.type.labels, *other.type.labels)))
    return Choice(condition, then, other, replace(kind, whole=then.type.whole and other.type.whole, labels=labels))


def _call(node: ast.Call, scope: Scope) -> Expr:
    return call(node, scope, lower)


FORMS: Mapping[type[ast.expr], Callable[[Any, Scope], Expr]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _element,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _junction,
    ast.Compare: _comparison,
    ast.IfExp: _choice,
    ast.Call: _call,
}
