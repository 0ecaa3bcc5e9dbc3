"""Expressions: values, names, fields, arithmetic, comparison. Calls are in `calls` and what it names.

`lower` turns one syntax tree into one typed `ir` expression. A mistake is noted and gives BROKEN, whose type
fits everywhere, so that the rest of the expression is still read.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import calls, collections
from sobremesa.mechanics.checking.expecting import lower_as, may_be_none
from sobremesa.mechanics.checking.flow import path_of, tested
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.names import BUILT_IN, EVERYONE, FUNCTIONS
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.syntax import LARGEST_INT
from sobremesa.mechanics.checking.types import (
    BROKEN,
    NOBODY,
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
            return _constant(node, scope, expected)
        case ast.IfExp():
            return _choose(node, scope, expected)
        case ast.Name():
            return _name(node, scope)
        case _:
            form = _FORMS.get(type(node))
            return BROKEN if form is None else form(node, scope)  # outside the grammar: told when it was parsed


# --------------------------------------------------------------------------------------- literals and names


def _constant(node: ast.Constant, scope: Scope, expected: ir.Type | None) -> ir.Expr:
    match node.value:
        case bool():
            return ir.Const(node.value, Scalar.BOOL)
        case int() if node.value <= LARGEST_INT:
            return ir.Const(node.value, Scalar.INT)
        case float() if math.isfinite(node.value):
            return ir.Const(node.value, Scalar.FLOAT)
        case None:
            of = expected.of if isinstance(expected, ir.Ref) else NOBODY
            return ir.Const(None, ir.Ref(of, optional=True))
        case str():
            return _label(node, node.value, scope, expected)
    return BROKEN  # no value of the language: told when it was parsed


def _label(node: ast.AST, word: str, scope: Scope, expected: ir.Type | None) -> ir.Expr:
    if expected == UNKNOWN:
        return BROKEN
    if not isinstance(expected, ir.Label):
        hint: str | None = 'labels stand beside a label field: `self.mood == "calm"`'
        if expected is not None:
            return scope.wrong(node, "type_mismatch", "a text can't stand here", describe(expected), f'"{word}"', hint)
        return scope.wrong(node, "unknown_label", f'`"{word}"` is a label of nothing here', hint=hint)
    if word not in expected.labels:
        known, hint = ", ".join(expected.labels), did_you_mean(word, expected.labels)
        return scope.wrong(node, "unknown_label", f'`"{word}"` is none of the labels', known, f'"{word}"', hint)
    return ir.Const(expected.labels.index(word), expected)


def _name(node: ast.Name, scope: Scope) -> ir.Expr:
    name, world = node.id, scope.world
    if (inner := scope.inner_type(name)) is not None:
        return ir.LocalRead(name, _somebody(inner, name, scope))
    if name in scope.set_names:
        return _local(node, scope)
    if name in world.parameters:
        if scope.setting.in_rules:
            world.learned.read.add(name)
        return ir.ParameterRead(name, world.parameters[name])
    if scope.setting.measures and name in world.document.measures:
        return ir.MeasureRead(name)
    if name in world.tables:
        return scope.wrong(node, "type_mismatch", f"`{name}` is a table", "one of its values", hint=f"`{name}[i]`")
    if name in world.types or name in EVERYONE:
        return collections.everyone(node, name, scope)
    return _built_in_name(node, scope)


def _local(node: ast.Name, scope: Scope) -> ir.Expr:
    name = node.id
    kind = scope.locals.get(name, UNKNOWN)
    if name not in scope.flow.assigned and not scope.flow.ended:
        return scope.wrong(
            node, "maybe_unset", f"`{name}` may not be set here", hint=f"give `{name}` a value before the `if` or `for`"
        )
    return ir.LocalRead(name, _somebody(kind, name, scope))


def _somebody(kind: ir.Type, path: str, scope: Scope) -> ir.Type:
    """A reference's type at this point: a test has made sure of it, or a death has made it doubtful."""
    if not isinstance(kind, ir.Ref) or kind == UNKNOWN:
        return kind
    return replace(kind, optional=(kind.optional or path in scope.flow.lost) and path not in scope.flow.known)


def _built_in_name(node: ast.Name, scope: Scope) -> ir.Expr:
    name = node.id
    if name == "pi":
        return ir.Const(math.pi, Scalar.FLOAT)
    if name == "self":
        if scope.me is None:
            where = "a rule of the model" if scope.order is not None else scope.setting.where
            return scope.wrong(node, "no_self", f"there is no `self` in {where}")
        return ir.SelfRead(scope.me)
    if name == "step":
        return ir.StepRead() if scope.setting.step else scope.not_here(node, "`step`")
    if name == "unchanged":
        return ir.Unchanged() if scope.setting.unchanged else scope.not_here(node, "`unchanged`")
    if name in ("true", "false", "none"):
        return scope.wrong(node, "unknown_name", f"`{name}` is no name of code", hint=f"write `{name.capitalize()}`")
    if name in FUNCTIONS:
        return scope.wrong(node, "type_mismatch", f"`{name}` is a function", hint=f"call it: `{name}(…)`")
    if name in ("model", "report"):
        return scope.wrong(node, "type_mismatch", f"`{name}` is no value of its own", hint=f"`{name}.x` is one")
    return _unknown_name(node, scope)


def _unknown_name(node: ast.Name, scope: Scope) -> ir.Expr:
    name = node.id
    if name in scope.world.document.measures:
        return scope.not_here(node, f"the measure `{name}`")
    if name in scope.world.state["model"]:
        return scope.wrong(node, "unknown_name", f"`{name}` is a global", hint=f"write `model.{name}`")
    if scope.me is not None and scope.world.field(scope.me.of, name) is not None:
        return scope.wrong(node, "unknown_name", f"`{name}` is a field", hint=f"write `self.{name}`")
    if any(name in labels for labels in scope.world.labels()):
        return scope.wrong(node, "unknown_name", f"nothing is called `{name}`", hint=f'labels are quoted: `"{name}"`')
    known = {*scope.world.parameters, *scope.world.tables, *scope.world.types, *scope.set_names, *BUILT_IN}
    known |= {inner for inner, _ in scope.inner}
    return scope.wrong(node, "unknown_name", f"nothing is called `{name}`", hint=did_you_mean(name, known))


# ------------------------------------------------------------------------------------------ fields, indices


def _attribute(node: ast.Attribute, scope: Scope) -> ir.Expr:
    if isinstance(node.value, ast.Name) and scope.inner_type(node.value.id) is None:
        if node.value.id == "model":
            return _global(node, scope)
        if node.value.id == "report":
            return _report(node, scope)
    of = lower(node.value, scope)
    if of.type == UNKNOWN:
        return BROKEN
    if not isinstance(of.type, ir.Ref):
        found, hint = describe(of.type), None
        if isinstance(of.type, ir.Collection):
            hint = f"take a value over all of them: `mean(a.{node.attr} for a in …)`"
        return scope.wrong(node, "type_mismatch", f"`.{node.attr}` needs one agent, cell or link", None, found, hint)
    if of.type.optional:
        return may_be_none(node.value, scope)
    kind = scope.world.field(of.type.of, node.attr)
    if kind is None:
        return _unknown_field(node, of.type.of, scope)
    own = isinstance(of, ir.SelfRead)
    if refused := _refused_field(node, of.type.of, own, scope):
        return refused
    path = path_of(node)
    return ir.FieldRead(of, node.attr, _somebody(kind, path, scope) if path else kind, own)


def _unknown_field(node: ast.Attribute, owner: str, scope: Scope) -> ir.Expr:
    known = scope.world.names_of(owner)
    hint = did_you_mean(node.attr, known)
    if node.attr in ("x", "y", "cell") and owner in scope.world.types and scope.world.has_positions:
        hint = f"give {owner} a place: `place: random`"
    elif node.attr in FUNCTIONS:
        hint = f"it is a function: `{node.attr}({ast.unparse(node.value)})`"
    who = owner.split(":", maxsplit=1)[0]
    return scope.wrong(
        node, "unknown_field", f"a {who} has no `{node.attr}`", ", ".join(sorted(known)) or None, f"`{node.attr}`", hint
    )


def _refused_field(node: ast.Attribute, owner: str, own: bool, scope: Scope) -> ir.Expr | None:
    is_state = node.attr in scope.world.state.get(owner, {})
    if is_state and own and not scope.setting.own_state:
        return scope.not_here(node, f"`self.{node.attr}`")
    if is_state and not own and owner == "cell" and not scope.setting.cells:
        return scope.not_here(node, f"the state of cells (`{node.attr}`)")
    space = scope.world.document.space
    if owner == "cell" and node.attr == "free" and not is_state and (space is None or space.capacity is None):
        return scope.wrong(node, "no_capacity", "`free` counts the room left", hint="give the grid a `capacity:`")
    return None


def _global(node: ast.Attribute, scope: Scope) -> ir.Expr:
    if not scope.setting.globals:
        return scope.not_here(node, "`model.…`")
    declared = scope.world.state["model"]
    kind = declared.get(node.attr)
    if kind is None:
        hint = did_you_mean(node.attr, declared)
        if node.attr in scope.world.parameters:
            hint = f"a parameter is read without `model.`: `{node.attr}`"
        return scope.wrong(
            node, "unknown_field", f"there is no global `{node.attr}`", ", ".join(declared) or None, hint=hint
        )
    return ir.GlobalRead(node.attr, _somebody(kind, f"model.{node.attr}", scope))


def _report(node: ast.Attribute, scope: Scope) -> ir.Expr:
    if not scope.setting.report:
        return scope.not_here(node, "`report.…`")
    known = ("stance", "valence", "confidence", "arousal")
    if node.attr not in known:
        hint = did_you_mean(node.attr, known)
        return scope.wrong(node, "unknown_field", f"a report has no `{node.attr}`", ", ".join(known), hint=hint)
    return ir.ReportRead(cast(Any, node.attr))


def _subscript(node: ast.Subscript, scope: Scope) -> ir.Expr:
    index = lower_as(node.slice, scope, Scalar.INT, "an index")
    if isinstance(node.value, ast.Name) and node.value.id in scope.world.tables and not scope.inner_type(node.value.id):
        name = node.value.id
        _within(node, index, len(scope.world.document.tables[name].values), scope)
        return ir.TableRead(name, index, scope.world.tables[name])
    of = lower(node.value, scope)
    if of.type == UNKNOWN:
        return BROKEN
    if not isinstance(of.type, ir.Vector):
        everyone = isinstance(of, ir.Everyone) and of.of in scope.world.types
        hint = (
            f"the one with this id: `by_id({ast.unparse(node.value)}, {ast.unparse(node.slice)})`" if everyone else None
        )
        found = describe(of.type)
        return scope.wrong(node, "type_mismatch", "only vectors and tables have elements", None, found, hint)
    _within(node, index, of.type.size, scope)
    return ir.Index(of, index, of.type.item)


def _within(node: ast.Subscript, index: ir.Expr, size: int, scope: Scope) -> None:
    if isinstance(index, ir.Const) and isinstance(index.value, int) and not 0 <= index.value < size:
        found = ast.unparse(node.slice)
        scope.wrong(node, "index_out_of_range", "there is no such element", f"0 to {size - 1}", found)


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
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
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
