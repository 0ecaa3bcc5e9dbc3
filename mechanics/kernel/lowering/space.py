"""What is the same to a document on a grid, a plane and a network: neighbours, distances, places, moves."""

from __future__ import annotations

from collections.abc import Callable

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.layout import NOBODY
from sobremesa.mechanics.kernel.lowering import grid, near, network, numbers, occupants, plane
from sobremesa.mechanics.kernel.lowering.dispatch import Body, acts, each, kept, listed, place_fields, value
from sobremesa.mechanics.kernel.lowering.lists import Listed
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, I8, I64, Value, integer


def on_grid(scope: Scope) -> bool:
    """Whether the space is a grid."""
    return isinstance(scope.program.space, ir.Grid)


@each.register
def _neighbors(source: ir.Neighbors, scope: Scope, body: Body) -> None:
    if source.radius is not None and source.layer is None and on_grid(scope):
        near.neighbors(source, scope, body)
        return
    found = _neighbors_listed(source, scope)
    with scope.f.counting(integer(0), found.count, short=True) as place:
        body(found.at(place))


@listed.register
def _neighbors_listed(source: ir.Neighbors, scope: Scope) -> Listed:
    if source.radius is None or source.layer is not None:
        return network.linked(source, scope)
    if on_grid(scope):
        return near.neighbors_listed(source, scope) or kept(source, scope).listed(scope.f)
    return plane.neighbors(source, scope).listed(scope.f)


def stands_listed(source: ir.Expr, scope: Scope) -> bool:
    """Whether these are neighbours whose number is known without going through them."""
    if not isinstance(source, ir.Neighbors):
        return False
    if source.radius is None or source.layer is not None or not on_grid(scope):
        return True
    return near.in_table(source, scope)


def each_perhaps(source: ir.Expr, scope: Scope, body: Callable[[Value, Value], None], looked_at: bool) -> bool:
    """Go through neighbours without a branch, if that can be: `body` gets somebody, and whether they are a member.

    Whoever is no member stands for nobody; `looked_at` where the body reads their state.
    """
    if not isinstance(source, ir.Neighbors) or source.radius is None or source.layer is not None:
        return False
    if not on_grid(scope) or (looked_at and (scope.me is None or scope.kind != source.of)):
        return False
    return near.each_perhaps(source, scope, body, integer(0) if scope.me is None else scope.me)


# ------------------------------------------------------------------------------------------- functions of places


@value.register
def _space_call(expr: ir.SpaceCall, scope: Scope) -> Value:
    match expr.function:
        case "degree":
            return network.degree(scope, expr)
        case "link":
            return network.between(scope, expr)
        case "by_id":
            assert isinstance(expr.type, ir.Ref)
            return by_id(scope, expr.type.of, value(expr.arguments[-1], scope))
        case "at":
            x, y = (value(argument, scope) for argument in expr.arguments)
            return grid.cell_at(scope, x, y)
        case "dx" | "dy":
            dx, dy = _ways(scope, expr.arguments)
            return dx if expr.function == "dx" else dy
        case "distance":
            return _distance(scope, *_ways(scope, expr.arguments))
    raise scope.unsupported(expr.function)


def _ways(scope: Scope, ends: tuple[ir.Expr, ...]) -> tuple[Value, Value]:
    """How far it is from one to the other along x and y, the shorter way on a torus."""
    if on_grid(scope):
        one, other = (grid.center(scope, end)[2] for end in ends)
        return grid.way(scope, one, other, "x"), grid.way(scope, one, other, "y")
    here, there = (_place(scope, end) for end in ends)
    return plane.way(scope, here, there, 0), plane.way(scope, here, there, 1)


def _place(scope: Scope, end: ir.Expr) -> tuple[Value, Value]:
    assert isinstance(end.type, ir.Ref)
    return plane.place_of(scope, end.type.of, value(end, scope))


def _distance(scope: Scope, dx: Value, dy: Value) -> Value:
    """In a straight line."""
    f = scope.f
    square = f.operate("add", f.operate("mul", dx, dx), f.operate("mul", dy, dy))
    return numbers.intrinsic(scope, "llvm.sqrt.f64", DOUBLE, f.convert("sitofp", square, DOUBLE))


def by_id(scope: Scope, kind: str, number: Value) -> Value:
    """The row of the agent with this id, or nobody."""
    f = scope.f
    rows = scope.rows(kind)
    if kind not in scope.layout.facts.mortal:
        known = f.compare("<", number, rows, unsigned=True)
        return f.choose(known, number, integer(NOBODY))
    row = scope.native("row_of_id", scope.column(f"{kind}.id"), rows, number)
    if not scope.mortal(kind):
        return row
    somebody = f.compare(">=", row, integer(0))
    alive = f.load(I8, scope.column(f"{kind}#alive"), f.choose(somebody, row, integer(0)))
    return f.choose(f.compare("!=", alive, integer(0, I8)), row, integer(NOBODY))


# ------------------------------------------------------------------------------------------- fields


def _read_cell(expr: ir.FieldRead, scope: Scope) -> Value:
    return grid.center(scope, expr.of)[2]


def _read_free(expr: ir.FieldRead, scope: Scope) -> Value:
    return occupants.free(scope, value(expr.of, scope))


def _read_axis(expr: ir.FieldRead, scope: Scope) -> Value:
    if on_grid(scope):
        cell = grid.center(scope, expr.of)[2]
        return grid.column_of(scope, cell) if expr.name == "x" else grid.line_of(scope, cell)
    assert isinstance(expr.of.type, ir.Ref)
    return scope.f.load(DOUBLE, scope.column(f"{expr.of.type.of}.{expr.name}"), value(expr.of, scope))


place_fields["cell"] = _read_cell
place_fields["free"] = _read_free
place_fields["x"] = place_fields["y"] = _read_axis
place_fields["a"] = place_fields["b"] = network.read_end


# ------------------------------------------------------------------------------------------- moving


def _move(stmt: ir.Act, scope: Scope) -> None:
    assert scope.kind is not None
    assert scope.me is not None
    f, kind, me = scope.f, scope.kind, scope.me
    where = [value(argument, scope) for argument in stmt.arguments]
    if on_grid(scope):
        cell = where[0] if len(where) == 1 else grid.cell_at(scope, where[0], where[1])
        if scope.at_once:
            occupants.move(scope, kind, me, cell)
        else:
            f.store(f.operate("add", cell, integer(1)), scope.column(f"claim:{kind}"), me)
        return
    x, y = (f.convert("sitofp", along, DOUBLE) if along.type == I64 else along for along in where)
    if scope.at_once:
        plane.move(scope, kind, me, x, y)
        return
    f.store(integer(1, I8), scope.column(f"claimed:{kind}"), me)
    f.store(x, scope.column(f"claim.x:{kind}"), me)
    f.store(y, scope.column(f"claim.y:{kind}"), me)


acts["move_to"] = _move
acts["connect"] = network.connect
acts["disconnect"] = network.disconnect
