"""Expressions that must be of one type where they stand, and what is said when they are not."""

from __future__ import annotations

import ast
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.flow import path_of
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.types import describe, fit, is_number
from sobremesa.mechanics.ir import Scalar


def lower_as(node: ast.expr, scope: Scope, target: ir.Type, what: str) -> ir.Expr:
    """The expression widened to `target`; a mistake where it does not fit. `what` names the taker."""
    value = scope.lower(node, scope, target)
    fitted = fit(value, target)
    if fitted is not None:
        return fitted
    return mismatch(node, scope, target, value.type, what)


def mismatch(node: ast.AST, scope: Scope, target: ir.Type, found: ir.Type, what: str) -> ir.Expr:
    """Note that a value of type `found` can't become a `target`."""
    hint = None
    if target is Scalar.INT and found is Scalar.FLOAT:
        hint = "make it whole with `round`, `floor`, `ceil` or `int`"
    elif target is Scalar.BOOL and is_number(found):
        hint = "compare it: `… != 0`"
    elif target is Scalar.BOOL and isinstance(found, ir.Ref):
        hint = "test it: `… is not None`"
    elif isinstance(found, ir.Ref) and found.optional and replace(found, optional=False) == target:
        return may_be_none(node, scope)
    return scope.wrong(node, "type_mismatch", f"{what} takes another type", describe(target), describe(found), hint)


def may_be_none(node: ast.AST, scope: Scope) -> ir.Expr:
    """Note that a reference is used without a test."""
    path = path_of(node) if isinstance(node, ast.expr) else None
    if path is None:
        hint = "give it to a local, and test that: `if t is not None:`"
    else:
        hint = f"test it first: `if {path} is not None:`"
    return scope.wrong(node, "may_be_none", f"`{path or ast.unparse(node)}` may be None here", hint=hint)


def number(node: ast.expr, scope: Scope, what: str) -> ir.Expr:
    """A number of any type; a mistake where it is none."""
    value = scope.lower(node, scope)
    if is_number(value.type):
        return value
    return mismatch(node, scope, Scalar.FLOAT, value.type, what)


def somebody(node: ast.expr, scope: Scope, what: str) -> ir.Expr:
    """An agent, cell or link that is surely not None."""
    value = scope.lower(node, scope)
    if isinstance(value.type, ir.Ref):
        return may_be_none(node, scope) if value.type.optional else value
    found = describe(value.type)
    return scope.wrong(node, "type_mismatch", f"{what} takes an agent or a cell", None, found)
