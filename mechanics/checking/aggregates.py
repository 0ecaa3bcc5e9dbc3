"""Values over collections: count, sum, mean, …; one_of and best_of; groups and regions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.arguments import called, counted, key_of, keyword, lambda_body
from sobremesa.mechanics.checking.collections import Member, collection, filtered, item, members, never_empty
from sobremesa.mechanics.checking.expecting import lower_as, mismatch, number
from sobremesa.mechanics.checking.names import AGGREGATES, GROUPINGS, NEEDS_MEMBERS
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.types import BROKEN, UNKNOWN, is_number, widened, wider
from sobremesa.mechanics.ir import Scalar

MEMBER = "_member"
"""The variable of an aggregate over a collection of numbers, which the document does not name."""

Comprehension = ast.GeneratorExp | ast.ListComp


def aggregate(node: ast.Call, scope: Scope) -> ir.Expr:
    """`mean(e for x in C if cond)`, or `mean(C)` over numbers; `count(C)` over anything."""
    kind = called(node)
    defaults = ("default",) if kind in NEEDS_MEMBERS else ()
    if not counted(node, scope, f"{kind}(… for x in C)", 1, 1, defaults):
        return BROKEN
    if isinstance(node.args[0], Comprehension):
        with members(node.args[0], scope) as (name, source, condition):
            value = _value(kind, node.args[0], name, scope)
    else:
        source, condition, name = collection(node.args[0], scope), None, MEMBER
        value = None if kind == "count" else _member(kind, node.args[0], item(source), scope)
    type_, value = _result(kind, value)
    default = _default(node, kind, never_empty(source) and condition is None, scope)
    if default is not None and kind in ("min", "max"):
        type_ = wider(type_, cast(Scalar, default.type)) if default.type != UNKNOWN else type_
        value = widened(value, type_) if value is not None else None
    elif default is None and kind in ("min", "max") and not (never_empty(source) and condition is None):
        type_ = Scalar.FLOAT  # what is missing is no whole number
        value = widened(value, type_) if value is not None else None
    default = widened(default, type_) if default is not None else None
    return ir.Aggregate(cast(Any, kind), name, source, value, condition, default, type_)


def _value(kind: str, node: Comprehension, name: str, scope: Scope) -> ir.Expr | None:
    """What is aggregated, for each member."""
    if kind == "count":
        if isinstance(node.elt, ast.Name) and node.elt.id == name:
            return None
        hint = f"write the condition behind `if`: `count({name} for {name} in … if …)`"
        return scope.wrong(node.elt, "bad_arguments", "`count` counts members", hint=hint)
    if kind in ("any", "all"):
        return lower_as(node.elt, scope, Scalar.BOOL, f"`{kind}`")
    return number(node.elt, scope, f"`{kind}`")


def _member(kind: str, node: ast.expr, of: ir.Type, scope: Scope) -> ir.Expr:
    """The members themselves are what is aggregated."""
    target = Scalar.BOOL if kind in ("any", "all") else Scalar.FLOAT
    if not is_number(of) or (target is Scalar.BOOL and of not in (Scalar.BOOL, UNKNOWN)):
        return mismatch(node, scope, target, of, f"`{kind}`")
    return ir.LocalRead(MEMBER, of)


def _result(kind: str, value: ir.Expr | None) -> tuple[Scalar, ir.Expr | None]:
    """The type of the aggregate, and the value widened as it needs."""
    if kind in ("any", "all"):
        return Scalar.BOOL, value
    if value is None or value.type == UNKNOWN:
        return (Scalar.INT if kind == "count" else Scalar.FLOAT), value
    whole = kind in ("sum", "min", "max") and value.type is not Scalar.FLOAT
    type_ = Scalar.INT if whole else Scalar.FLOAT
    return type_, widened(value, type_)


def _default(node: ast.Call, kind: str, surely: bool, scope: Scope) -> ir.Expr | None:
    given = keyword(node, "default")
    if given is not None:
        return number(given, scope, "`default`")
    if kind in NEEDS_MEMBERS and not surely and not scope.setting.missing:
        hint = f"`{kind}((… for x in C), default=0)`, with what it is over nothing"
        scope.wrong(node, "default_missing", f"`{kind}` of what may be empty needs a default", hint=hint)
    return None


def one_of(node: ast.Call, scope: Scope) -> ir.Expr:
    """A member at random; by weight where one is given."""
    if not counted(node, scope, "one_of(C) or one_of(C, weight=lambda a: a.w)", 1, 1, ("weight",)):
        return BROKEN
    if not scope.setting.draws or scope.sites is None:
        return scope.not_here(node, "`one_of` (it draws)")
    source = collection(node.args[0], scope)
    site = scope.sites.site(node)
    given = keyword(node, "weight")
    if given is None:
        return ir.OneOf(source, site, _one(source, never_empty(source)))
    with lambda_body(given, scope, item(source), "weight=lambda a: a.w") as (names, body):
        weight = widened(number(body, scope, "a weight"), Scalar.FLOAT) if body is not None else BROKEN
    return ir.OneOf(source, site, _one(source, surely=False), names[0], weight)  # all weights may be 0


def best_of(node: ast.Call, scope: Scope) -> ir.Expr:
    """The member with the greatest key."""
    form = "best_of(C, lambda c: key) or best_of(C, lambda c: key, ties=first)"
    if not counted(node, scope, form, 2, 2, ("ties",)):
        return BROKEN
    source = collection(node.args[0], scope)
    ties = keyword(node, "ties")
    if ties is not None and not (isinstance(ties, ast.Name) and ties.id in ("first", "random")):
        return scope.wrong(ties, "bad_arguments", "ties go to the first, or are drawn", "`ties=first`")
    first = isinstance(ties, ast.Name) and ties.id == "first"
    if not first and (not scope.setting.draws or scope.sites is None):
        return scope.not_here(node, "`best_of` with ties at random", "add `ties=first`")
    with lambda_body(node.args[1], scope, item(source), "lambda c: key") as (names, body):
        key = key_of(body, scope)
    site = None if first or scope.sites is None else scope.sites.site(node)
    return ir.BestOf(source, names[0], key, site, _one(source, never_empty(source)))


def _one(source: ir.Expr, surely: bool) -> Member:
    """The type of one member. A reference is None where there is nobody; of numbers there must be one when it runs."""
    of = item(source)
    return replace(of, optional=not surely) if isinstance(of, ir.Ref) and of != UNKNOWN else of


def grouping(node: ast.Call, scope: Scope) -> ir.Expr:
    """Clusters of numbers, or connected regions of agents or cells."""
    kind = called(node)
    if not scope.setting.groupings:
        return scope.not_here(node, f"`{kind}`", "it is for measures")
    if kind.endswith(("region", "regions")):
        return _regions(node, kind, scope)
    if not counted(node, scope, f"{kind}((p.x for p in person), gap=0.01, least=1)", 1, 1, ("gap", "least")):
        return BROKEN
    if isinstance(node.args[0], Comprehension):
        with members(node.args[0], scope) as (name, source, condition):
            value = widened(number(node.args[0].elt, scope, f"`{kind}`"), Scalar.FLOAT)
        if condition is not None and isinstance(source.type, ir.Collection):
            source = ir.Filtered(name, source, condition, ir.Collection(source.type.item))
    else:
        source, name = collection(node.args[0], scope), MEMBER
        value = widened(_member(kind, node.args[0], item(source), scope), Scalar.FLOAT)
    gap, least = keyword(node, "gap"), keyword(node, "least")
    if gap is None:
        return scope.wrong(node, "bad_arguments", f"`{kind}` needs a `gap=`", f"`{kind}((…), gap=0.01)`")
    return ir.Grouping(
        cast(Any, kind), source, (name,), value,
        lower_as(gap, scope, Scalar.FLOAT, "`gap`"),
        ir.Const(1, Scalar.INT) if least is None else lower_as(least, scope, Scalar.INT, "`least`"),
        Scalar.INT,
    )  # fmt: skip


def _regions(node: ast.Call, kind: str, scope: Scope) -> ir.Expr:
    form = f"{kind}(person, lambda a, b: a.x == b.x)"
    if not counted(node, scope, form, 2, 2):
        return BROKEN
    source = (
        collection(node.args[0], scope)
        if not isinstance(node.args[0], Comprehension)
        else filtered(node.args[0], scope)
    )
    if not _have_neighbors(item(source), scope):
        hint = "cells or agents of a grid, or those that the network of `space:` links"
        return scope.wrong(node, "no_network", f"`{kind}` needs members that have neighbours", hint=hint)
    with lambda_body(node.args[1], scope, item(source), form, names=2) as (names, body):
        agree = BROKEN if body is None else lower_as(body, scope, Scalar.BOOL, f"`{kind}`")
    return ir.Grouping(cast(Any, kind), source, names, agree, None, None, Scalar.INT)


def _have_neighbors(of: Member, scope: Scope) -> bool:
    """Whether regions can grow from one to the next: on a grid, or on the network of the space."""
    if not isinstance(of, ir.Ref) or of == UNKNOWN:
        return of == UNKNOWN
    world = scope.world
    if world.has_cells:
        return of.of in ("cell", *world.placed)
    network = world.networks.get("link")
    return network is not None and world.linked_type(network) == of.of


CALLS: dict[str, Callable[[ast.Call, Scope], ir.Expr]] = {
    **dict.fromkeys(sorted(AGGREGATES), aggregate),
    **dict.fromkeys(sorted(GROUPINGS), grouping),
    "one_of": one_of,
    "best_of": best_of,
}
