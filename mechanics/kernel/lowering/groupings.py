"""Clusters of numbers, and regions of agents or cells that agree with their neighbours."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.kernel.lowering import grid, near, network
from sobremesa.mechanics.kernel.lowering.dispatch import Body, each, kept, value
from sobremesa.mechanics.kernel.lowering.expressions import finite, widened
from sobremesa.mechanics.kernel.lowering.lists import growing
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.supporting.regions import OUTSIDE
from sobremesa.mechanics.kernel.values import I32, Value, integer

HERE = "_one"


@value.register
def _grouping(expr: ir.Grouping, scope: Scope) -> Value:
    largest = integer(int(expr.kind.startswith("largest")))
    if expr.kind.endswith(("region", "regions")):
        return _regions(expr, largest, scope)
    return _clusters(expr, largest, scope)


def _clusters(expr: ir.Grouping, largest: Value, scope: Scope) -> Value:
    assert expr.gap is not None
    assert expr.least is not None
    numbers = growing(Scalar.FLOAT, scope)

    def take(member: Value) -> None:
        inner = scope.with_bound(expr.variables[0], member)
        numbers.append(widened(scope, finite(expr.value, inner), Scalar.FLOAT))

    each(expr.source, scope, take)
    gap = widened(scope, value(expr.gap, scope), Scalar.FLOAT)
    least = widened(scope, value(expr.least, scope), Scalar.INT)
    found = numbers.kept()
    room = scope.take(scope.f.operate("shl", found.count, integer(3)))
    more = scope.take(scope.f.operate("shl", found.count, integer(3)))
    scope.native("sort_doubles", found.array, room, more, found.count)
    return scope.native("clusters_among", found.array, found.count, gap, least, largest)


def _regions(expr: ir.Grouping, largest: Value, scope: Scope) -> Value:
    f = scope.f
    assert isinstance(expr.source.type, ir.Collection)
    item = expr.source.type.item
    assert isinstance(item, ir.Ref)
    members = kept(expr.source, scope)
    rows = scope.slot("cell#rows") if item.of == "cell" else scope.rows(item.of)
    size = f.operate("shl", rows, integer(2))
    parent, sizes = scope.take(size), scope.take(size)
    scope.native("apart_from_all", parent, rows)
    with f.counting(integer(0), members.count) as place:
        row = members.at(f, place)
        f.store(f.convert("trunc", row, I32), parent, row)
    with f.counting(integer(0), members.count) as place:
        one = members.at(f, place)

        def look(other: Value, one: Value = one) -> None:
            inside = f.compare("!=", f.load(I32, parent, other), integer(OUTSIDE, I32))
            with f.when(inside):
                inner = scope.with_bound(expr.variables[0], one).with_bound(expr.variables[1], other)
                with f.when(value(expr.value, inner)):
                    scope.native("join_regions", parent, one, other)

        _each_near(item, one, look, scope)
    return scope.native("regions_among", parent, members.array, members.count, sizes, largest)


def _each_near(item: ir.Ref, one: Value, body: Body, scope: Scope) -> None:
    """The neighbours of a member: on a network those that it is linked with, on a grid those around it."""
    f = scope.f
    if item.of == "cell":
        shape = grid.grid_of(scope).neighborhood
        near.near_cell(scope, shape, 1, one).each(f, body)
        return
    center = ir.LocalRead(HERE, item)
    inner = scope.with_bound(HERE, one)
    if isinstance(scope.program.space, ir.Network):
        found = network.linked(ir.Neighbors(center, ir.Collection(item)), inner)
        with f.counting(integer(0), found.count) as place:
            body(found.at(place))
    elif isinstance(scope.program.space, ir.Grid):
        radius = ir.Const(1, Scalar.INT)
        near.neighbors(ir.Neighbors(center, ir.Collection(item), radius, item.of), inner, body)
    else:
        raise scope.unsupported("regions on this space")
