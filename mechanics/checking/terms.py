"""Literals, names, fields and elements: what an expression is made of."""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from typing import Any, cast

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import collections
from sobremesa.mechanics.checking.expecting import lower_as, may_be_none
from sobremesa.mechanics.checking.flow import path_of
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.names import BUILT_IN, EVERYONE, FUNCTIONS, GROUP
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.syntax import LARGEST_INT
from sobremesa.mechanics.checking.types import BROKEN, NOBODY, UNKNOWN, describe
from sobremesa.mechanics.ir import Scalar

# --------------------------------------------------------------------------------------- literals and names


def constant(node: ast.Constant, scope: Scope, expected: ir.Type | None) -> ir.Expr:
    """A literal; `expected` gives labels and None their type."""
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


def name(node: ast.Name, scope: Scope) -> ir.Expr:
    """What a name stands for, the innermost meaning first."""
    word, world = node.id, scope.world
    if (inner := scope.inner_type(word)) is not None:
        return ir.LocalRead(word, _somebody(inner, word, scope))
    if word in scope.set_names:
        return _local(node, scope)
    if word == GROUP and scope.group is not None:
        return scope.group
    if word in world.parameters:
        if scope.setting.in_rules:
            world.learned.read.add(word)
        return ir.ParameterRead(word, world.parameters[word])
    if scope.setting.measures and word in world.document.measures:
        return ir.MeasureRead(word)
    if word in world.tables:
        return scope.wrong(node, "type_mismatch", f"`{word}` is a table", "one of its values", hint=f"`{word}[i]`")
    if word in world.types or word in EVERYONE:
        return collections.everyone(node, word, scope)
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


def attribute(node: ast.Attribute, scope: Scope) -> ir.Expr:
    """A field of an agent, cell or link; a global; a part of a report."""
    if isinstance(node.value, ast.Name) and scope.inner_type(node.value.id) is None:
        if node.value.id == "model":
            return _global(node, scope)
        if node.value.id == "report":
            return _report(node, scope)
    of = scope.lower(node.value, scope)
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
    if node.attr in ("x", "y", "cell") and owner in scope.world.types:
        hint = "only on a grid: `space: {kind: grid, …}`" if node.attr == "cell" else "only on a grid or a plane"
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
    known = ("stance", "valence", "confidence", "arousal", "spread")
    if node.attr not in known:
        hint = did_you_mean(node.attr, known)
        return scope.wrong(node, "unknown_field", f"a report has no `{node.attr}`", ", ".join(known), hint=hint)
    return ir.ReportRead(cast(Any, node.attr))


def element(node: ast.Subscript, scope: Scope) -> ir.Expr:
    """A value of a vector or a table."""
    index = lower_as(node.slice, scope, Scalar.INT, "an index")
    if isinstance(node.value, ast.Name) and node.value.id in scope.world.tables and not scope.inner_type(node.value.id):
        name = node.value.id
        _within(node, index, len(scope.world.document.tables[name].values), scope)
        return ir.TableRead(name, index, scope.world.tables[name])
    of = scope.lower(node.value, scope)
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
