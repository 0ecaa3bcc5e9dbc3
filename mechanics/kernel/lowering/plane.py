"""The plane: places, distances, and who is near, found through buckets that lists of agents stand in."""

from __future__ import annotations

from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.lowering import numbers
from sobremesa.mechanics.kernel.lowering.dispatch import value
from sobremesa.mechanics.kernel.lowering.lists import Kept
from sobremesa.mechanics.kernel.lowering.occupants import lists
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, Value, integer, real


def plane_of(scope: Scope) -> ir.Plane:
    """The plane of the program."""
    space = scope.program.space
    assert isinstance(space, ir.Plane)
    return space


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the plane: its name, its length, and into how many buckets it is cut."""

    name: str
    size: Value
    buckets: Value


def axes(scope: Scope) -> tuple[Axis, Axis]:
    """Both axes."""
    across = Axis("x", scope.slot("plane#width", DOUBLE), scope.slot("plane#columns"))
    return across, Axis("y", scope.slot("plane#height", DOUBLE), scope.slot("plane#lines"))


def torus(scope: Scope) -> Value:
    """1 on a torus, else 0."""
    edge = plane_of(scope).torus
    return integer(int(bool(edge.value))) if isinstance(edge, ir.Const) else scope.slot("plane#torus")


def place_of(scope: Scope, kind: str, row: Value) -> tuple[Value, Value]:
    """Where an agent is."""
    f = scope.f
    return f.load(DOUBLE, scope.column(f"{kind}.x"), row), f.load(DOUBLE, scope.column(f"{kind}.y"), row)


def inside(scope: Scope, along: Value, size: Value) -> Value:
    """A coordinate within the plane. It is an error where it is no finite number."""
    f = scope.f
    numbers.finite(scope, along)
    result = f.variable(DOUBLE)
    with f.choice(f.compare("!=", torus(scope), integer(0))) as edged:
        wrapped = scope.native("floor_mod_float", along, size)
        f.set(result, f.choose(f.compare(">=", wrapped, size), real(0.0), wrapped))
        with edged():
            above = f.choose(f.compare(">", real(0.0), along), real(0.0), along)
            f.set(result, f.choose(f.compare("<", size, above), size, above))
    return f.get(result)


def bucket_of(scope: Scope, x: Value, y: Value) -> Value:
    """The bucket of a place."""
    f = scope.f
    across, down = axes(scope)
    line = scope.native("bucket", y, down.size, down.buckets)
    column = scope.native("bucket", x, across.size, across.buckets)
    return f.operate("add", f.operate("mul", line, across.buckets), column)


def enter(scope: Scope, kind: str, row: Value, x: Value, y: Value) -> None:
    """Let a new agent be at a place, given as it was asked for."""
    across, down = axes(scope)
    put(scope, kind, row, inside(scope, x, across.size), inside(scope, y, down.size))


def put(scope: Scope, kind: str, row: Value, x: Value, y: Value) -> None:
    """Let an agent be at a place within the plane."""
    f = scope.f
    f.store(x, scope.column(f"{kind}.x"), row)
    f.store(y, scope.column(f"{kind}.y"), row)
    if kind in scope.layout.aids.listed:
        scope.native("enter", *lists(scope, kind), bucket_of(scope, x, y), row)


def leave(scope: Scope, kind: str, row: Value) -> None:
    """The agent is on the plane no more."""
    if kind in scope.layout.aids.listed:
        scope.native("leave", *lists(scope, kind), bucket_of(scope, *place_of(scope, kind, row)), row)


def move(scope: Scope, kind: str, row: Value, x: Value, y: Value) -> None:
    """Let an agent go to a place; beyond the edge it wraps on a torus, else it stops at the edge."""
    f = scope.f
    across, down = axes(scope)
    x = inside(scope, x, across.size)
    y = inside(scope, y, down.size)
    if kind in scope.layout.aids.listed:
        before, now = bucket_of(scope, *place_of(scope, kind, row)), bucket_of(scope, x, y)
        with f.when(f.compare("!=", before, now)):
            scope.native("leave", *lists(scope, kind), before, row)
            scope.native("enter", *lists(scope, kind), now, row)
    f.store(x, scope.column(f"{kind}.x"), row)
    f.store(y, scope.column(f"{kind}.y"), row)


def neighbors(source: ir.Neighbors, scope: Scope) -> Kept:
    """The others of a type within a radius, by id, in the arena."""
    f = scope.f
    assert source.of is not None
    assert source.radius is not None
    assert isinstance(source.center.type, ir.Ref)
    kind, of, one = source.center.type.of, source.of, value(source.center, scope)
    radius = value(source.radius, scope)
    if radius.type != DOUBLE:
        radius = f.convert("sitofp", radius, DOUBLE)
    x, y = place_of(scope, kind, one)
    across, down = axes(scope)
    edge = torus(scope)
    reached = [
        scope.native(f"{end}_bucket", along, radius, axis.size, axis.buckets, edge)
        for axis, along in ((across, x), (down, y))
        for end in ("first", "last")
    ]
    ends = (*reached, across.buckets, down.buckets)
    on, _, beside = lists(scope, of)
    most = scope.native("nearby_most", on, *ends)
    rows = scope.rows(of)
    out = scope.take(f.operate("shl", f.operate("add", most, integer(1)), integer(3)))
    words = f.operate("add", f.operate("lshr", rows, integer(6)), integer(1))
    seen = scope.take(f.operate("shl", words, integer(3)))
    me = one if kind == of else integer(-1)
    columns = scope.column(f"{of}.x"), scope.column(f"{of}.y")
    count = scope.native("nearby", out, on, beside, *columns, me, x, y, radius, *ends, across.size, down.size, edge)
    scope.native("ascending", out, count, seen, rows)
    return Kept(out, count, source.type.item)


def way(scope: Scope, one: tuple[Value, Value], other: tuple[Value, Value], axis: int) -> Value:
    """How far it is along an axis, the shorter way on a torus."""
    f = scope.f
    straight = f.operate("sub", other[axis], one[axis])
    return scope.native("shorter_way", straight, axes(scope)[axis].size, torus(scope))


def at_place(scope: Scope, kind: str, axis: str, row: Value) -> Value:
    """A coordinate of an agent."""
    return scope.f.load(DOUBLE, scope.column(f"{kind}.{axis}"), row)
