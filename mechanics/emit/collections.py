"""Collections of the IR as Python lists, and what is made of them: aggregates and choices."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.expressions import finite
from sobremesa.mechanics.emit.nodes import (
    Tree,
    as_list,
    attribute,
    call,
    compare,
    constant,
    lambda_,
    listing,
    members,
    name,
)
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.emit.standing import neighborhood_of, placed, standing
from sobremesa.mechanics.ir.bounds import interval
from sobremesa.mechanics.ir.facts import neighborhood
from sobremesa.mechanics.ir.magnitude import fits_int64
from sobremesa.mechanics.ir.walk import uncast

SORTING = ("min", "max", "median", "gini")
"""Aggregates that put their values in order, which only numbers have."""


@expression.register
def _everyone(expr: ir.Everyone, scope: Scope) -> Tree:
    if expr.of == "cells":
        return attribute(scope.model, "cells")
    if expr.of.split(":")[0] == "links":
        return attribute(scope.model, expr.of.replace(":", "_"))
    if expr.of == "empty_cells":
        return attribute(scope.model, "grid", "empty_cells")
    return scope.everyone(expr.of)


@expression.register
def _others(expr: ir.Others, scope: Scope) -> Tree:
    other = name("other")
    return listing(other, "other", scope.everyone(expr.of), compare(other, ast.IsNot(), scope.me))


@expression.register
def _neighbors(expr: ir.Neighbors, scope: Scope) -> Tree:
    if expr.layer is not None or isinstance(scope.program.space, ir.Network):
        near = "neighbors" if expr.layer is None else f"neighbors_{expr.layer}"
        return attribute(expression(expr.center, scope), f"in_{near}" if expr.incoming else near)
    if isinstance(scope.program.space, ir.Grid) and expr.layer is None and not expr.incoming:
        key = neighborhood(expr, scope.facts)
        if key is not None:
            return attribute(expression(expr.center, scope), scope.facts.around[key])
        assert expr.of is not None and expr.radius is not None
        cells = neighborhood_of(_cell_of(expr.center, scope), expression(expr.radius, scope))
        return standing(attribute(cells, "agents"), expr.of, scope)
    if isinstance(scope.program.space, ir.Plane) and expr.of is not None and expr.radius is not None:
        center, radius = expression(expr.center, scope), expression(expr.radius, scope)
        return call(attribute(scope.model, "plane", "neighbors"), center, radius, scope.listed(expr.of))
    raise scope.unsupported("neighbors on this space")


@expression.register
def _on_cell(expr: ir.OnCell, scope: Scope) -> Tree:
    if expr.center is None:
        return standing(attribute(scope.me, "cell", "agents"), expr.of, scope, scope.me)
    here = attribute(expression(expr.center, scope), "agents")
    return here if len(placed(scope.program)) == 1 else standing(here, expr.of, scope)


@expression.register
def _cells_near(expr: ir.CellsNear, scope: Scope) -> Tree:
    grid = scope.program.space
    assert isinstance(grid, ir.Grid)
    center, radius = _cell_of(expr.center, scope), expression(expr.radius, scope)
    shape = {} if expr.shape == grid.neighborhood else {"shape": constant(expr.shape)}
    if interval(grid.width, scope.program)[0] < 2 and interval(grid.height, scope.program)[0] < 2:
        return call("cells_near", center, radius, **shape)
    return attribute(neighborhood_of(center, radius, **shape), "cells")


def _cell_of(center: ir.Expr, scope: Scope) -> Tree:
    """A cell, or the one that an agent stands on."""
    tree = expression(center, scope)
    return tree if isinstance(center.type, ir.Ref) and center.type.of == "cell" else attribute(tree, "cell")


@expression.register
def _range(expr: ir.IntRange, scope: Scope) -> Tree:
    if isinstance(expr.start, ir.Const) and expr.start.value == 0:
        return call("range", expression(expr.stop, scope))
    return call("range", expression(expr.start, scope), expression(expr.stop, scope))


@expression.register
def _values(expr: ir.VectorValues, scope: Scope) -> Tree:
    return expression(expr.of, scope)


@expression.register
def _filtered(expr: ir.Filtered, scope: Scope) -> Tree:
    variable = scope.local(expr.variable)
    condition = expression(expr.condition, scope.again())
    return listing(name(variable), variable, looked_through(expr.source, scope), condition)


@expression.register
def _ordered(expr: ir.Ordered, scope: Scope) -> Tree:
    source = living(expr.source, scope)
    if expr.kind == "top":
        assert expr.amount is not None and expr.variable is not None
        return call("top", source, expression(expr.amount, scope), key=_key(expr.variable, expr.key, scope))
    assert expr.site is not None
    address = [scope.draws, constant(expr.site.text), scope.index]
    if expr.kind == "shuffled":
        return call("shuffled", source, *address)
    assert expr.amount is not None
    return call("sample", source, expression(expr.amount, scope), *address)


@expression.register
def _one_of(expr: ir.OneOf, scope: Scope) -> Tree:
    address = [scope.draws, constant(expr.site.text), scope.index]
    if scope.repeated:
        address.append(call(attribute(scope.draws, "visit"), constant(expr.site.text), scope.index))
    if isinstance(expr.source, ir.Others) and expr.weight is None:
        return call("one_of_others", scope.listed(expr.source.of), scope.me, *address)
    if expr.weight is None:
        return _somebody(call("one_of", sequence(expr.source, scope), *address), expr)
    source = living(expr.source, scope)
    assert expr.variable is not None
    weight = lambda_([scope.local(expr.variable)], expression(expr.weight, scope.again()))
    return _somebody(call("one_by_weight", source, *address, key=weight), expr)


def _somebody(chosen: Tree, expr: ir.OneOf | ir.BestOf) -> Tree:
    """Of agents and cells there may be none to choose; of numbers and labels there must be one."""
    return chosen if isinstance(expr.type, ir.Ref) else call("chosen", chosen)


@expression.register
def _best_of(expr: ir.BestOf, scope: Scope) -> Tree:
    source, key = living(expr.source, scope), _key(expr.variable, expr.key, scope)
    if expr.site is None:
        return _somebody(call("first_best", source, key=key), expr)
    return _somebody(call("best_of", source, scope.draws, constant(expr.site.text), scope.index, key=key), expr)


def _key(variable: str, key: Sequence[ir.Expr], scope: Scope) -> Tree:
    parts = [finite(part, scope.again()) for part in key]
    return lambda_([scope.local(variable)], parts[0] if len(parts) == 1 else ast.Tuple(parts, ast.Load()))


def living(source: ir.Expr, scope: Scope) -> Tree:
    """The members of a collection; those of one that was kept in a local and may have died since are left out."""
    tree = expression(source, scope)
    item = source.type.item if isinstance(source.type, ir.Collection) else None
    kept = isinstance(source, ir.LocalRead) and scope.at_once
    if kept and isinstance(item, ir.Ref) and scope.facts.passing(item.of):
        return listing(name("other"), "other", tree, attribute(name("other"), "alive"))
    return tree


def looked_through(source: ir.Expr, scope: Scope) -> Tree:
    """The members of a collection where they are looked at one by one: that takes no list."""
    tree = living(source, scope)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "list":
        return tree.args[0]
    return tree


def sequence(source: ir.Expr, scope: Scope) -> Tree:
    """The members of a collection, as what has a first and a last one."""
    if isinstance(source, ir.Everyone) and any(kind.name == source.of for kind in scope.program.agents):
        return scope.listed(source.of)
    tree = living(source, scope)
    return as_list(tree) if isinstance(source, ir.Choose) else tree


@expression.register
def _grouping(expr: ir.Grouping, scope: Scope) -> Tree:
    source = living(expr.source, scope)
    if expr.kind in ("groups", "largest_group"):
        assert expr.gap is not None and expr.least is not None
        values = listing(finite(expr.value, scope), scope.local(expr.variables[0]), source)
        bare = source if _is_plain(values) else values
        return call(expr.kind, bare, expression(expr.gap, scope), expression(expr.least, scope))
    item = expr.source.type.item if isinstance(expr.source.type, ir.Collection) else None
    assert isinstance(item, ir.Ref)
    agree = lambda_([scope.local(each) for each in expr.variables], expression(expr.value, scope))
    return call(expr.kind, source, lambda_(["other"], _around(item.of, scope)), agree)


def _around(kind: str, scope: Scope) -> Tree:
    """The neighbours of `other`, in which regions grow."""
    other = name("other")
    if kind == "cell":
        return attribute(other, "neighborhood")
    if isinstance(scope.program.space, ir.Network):
        return attribute(other, "neighbors")
    if isinstance(scope.program.space, ir.Grid):
        return standing(attribute(other, "cell", "neighborhood", "agents"), kind, scope)
    raise scope.unsupported("regions on this space")


@expression.register
def _unchanged(_expr: ir.Unchanged, scope: Scope) -> Tree:
    return compare(attribute(scope.model, "before"), ast.Eq(), call(attribute(scope.model, "state")))


@expression.register
def _aggregate(expr: ir.Aggregate, scope: Scope) -> Tree:
    if id(expr) in scope.hoisted:
        return name(scope.hoisted[id(expr)])
    if expr.kind == "count":
        return _count(expr, scope)
    assert expr.value is not None
    if expr.kind in ("any", "all"):
        return call(expr.kind, ast.GeneratorExp(*_parts(expr, expr.value, scope)))
    value = _summed(expr, expr.value)
    values: Tree = ast.ListComp(*_parts(expr, value, scope))
    if _is_plain(values):
        values = living(expr.source, scope)
    if expr.kind == "sum":
        return call(_adding(expr, value, scope), values)
    function = "share" if expr.kind == "mean" and value.type is ir.Scalar.BOOL else expr.kind
    default = _default(expr, scope)
    if expr.kind in ("min", "max"):
        return call(function, values, **({} if default is None else {"default": default}))
    return call(function, values, *([] if default is None else [default]))


def _adding(expr: ir.Aggregate, value: ir.Expr, scope: Scope) -> str:
    if value.type is ir.Scalar.FLOAT:
        return "total"
    return "sum" if fits_int64(expr, scope.program) else "whole_total"


def _summed(expr: ir.Aggregate, value: ir.Expr) -> ir.Expr:
    """The values as they are taken: before they were widened, where what is made of them has the same bits."""
    if expr.kind in ("min", "max") or (expr.kind == "sum" and expr.type is ir.Scalar.FLOAT):
        return value
    return uncast(value)


def _parts(expr: ir.Aggregate, value: ir.Expr, scope: Scope) -> tuple[Tree, list[ast.comprehension]]:
    inner = scope.again()
    condition = None if expr.condition is None else expression(expr.condition, inner)
    taken = finite(value, inner) if expr.kind in SORTING else expression(value, inner)
    return taken, [members(scope.local(expr.variable), looked_through(expr.source, scope), condition)]


def _is_plain(values: Tree) -> bool:
    """Whether `[x for x in xs]` is just `xs`."""
    assert isinstance(values, ast.ListComp)
    (generator,) = values.generators
    if generator.ifs or not isinstance(values.elt, ast.Name) or not isinstance(generator.target, ast.Name):
        return False
    return values.elt.id == generator.target.id


def _count(expr: ir.Aggregate, scope: Scope) -> Tree:
    if expr.condition is None:
        return call("len", living(expr.source, scope))
    condition = expression(expr.condition, scope.again())
    return call(
        "sum", ast.ListComp(condition, [members(scope.local(expr.variable), looked_through(expr.source, scope))])
    )


def _default(expr: ir.Aggregate, scope: Scope) -> Tree | None:
    if expr.default is not None:
        return expression(expr.default, scope)
    never_empty = isinstance(expr.source.type, ir.Collection) and expr.source.type.never_empty
    if scope.measured and not (never_empty and expr.condition is None):
        return attribute(name("math"), "nan")
    return None
