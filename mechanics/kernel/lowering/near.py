"""What is near on a grid: cells and agents, by rows and then within the row.

Neighbours of an inner cell differ from it by the same numbers as those of any other; only at the edge is there a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.aids import NONE, reach
from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering.dispatch import Body, each, listed, value
from sobremesa.mechanics.kernel.lowering.grid import SHAPES, center, grid_of, line_of, size, torus
from sobremesa.mechanics.kernel.lowering.lists import Kept, Listed
from sobremesa.mechanics.kernel.lowering.occupants import each_on
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import FALSE, I1, I32, I64, TRUE, Value, integer

WRITTEN_OUT = 8
"""The largest neighbourhood whose members are gone through without a loop."""


@dataclass(frozen=True, slots=True)
class Near:
    """What is near, from a table: `count` numbers (at most `most`), each at `first` and to be added to `base`."""

    count: Value
    first: Value
    base: Value
    most: int

    def at(self, f: Function, k: Value) -> Value:
        """The k-th."""
        return f.convert("zext", f.operate("add", f.load(I32, self.first, k), self.base), I64)

    def listed(self, f: Function) -> Listed:
        """The members by their place."""
        return Listed(self.count, lambda k: self.at(f, k))

    def each(self, f: Function, body: Body) -> None:
        """Go through all."""
        if self.most > WRITTEN_OUT:
            with f.counting(integer(0), self.count, short=True) as k:
                body(self.at(f, k))
            return
        with f.counting(integer(0), integer(self.most)) as k, f.when(f.compare("<", k, self.count)):
            body(self.at(f, k))


def near_cell(scope: Scope, shape: str, radius: int, cell: Value) -> Near:
    """The cells around a cell."""
    return _near(scope, f"near:{shape}:{radius}", cell, _inner(scope, shape, radius, cell), (shape, radius))


def near_agent(scope: Scope, kind: str, of: str, radius: int, row: Value) -> Near:
    """Who stands around an agent, where nobody ever moves."""
    shape = grid_of(scope).neighborhood
    inner = _aligned(scope, kind, radius, row) if kind == of else FALSE
    return _near(scope, f"around:{kind}:{of}:{radius}", row, inner, (shape, radius))


def _inner(scope: Scope, shape: str, radius: int, cell: Value) -> Value:
    """Whether a cell is further than that from every edge."""
    f = scope.f
    word = f.load(I64, scope.column(f"inner:{shape}:{radius}"), f.operate("lshr", cell, integer(6)))
    return f.convert("trunc", f.operate("lshr", word, f.operate("and", cell, integer(63))), I1)


def _aligned(scope: Scope, kind: str, radius: int, row: Value) -> Value:
    """Whether an agent's row is the number of its cell, and that cell is further than that from every edge."""
    f = scope.f
    aligned = f.compare("!=", scope.slot(f"aligned:{kind}"), integer(0))
    inner = _inner(scope, grid_of(scope).neighborhood, radius, f.choose(aligned, row, integer(0)))
    return f.both(aligned, inner)


def _near(scope: Scope, table: str, row: Value, inner: Value, kind: tuple[str, int]) -> Near:
    """From the small table of differences, where the row is that of an inner cell; else from the large one."""
    f, most = scope.f, reach(*kind)
    edge = f.element(I32, scope.column(table), f.operate("mul nsw", row, integer(most + 1)))
    middle = scope.column(f"delta:{kind[0]}:{kind[1]}")
    if kind[0] == "hex":
        odd = f.operate("and", line_of(scope, row), integer(1))
        middle = f.element(I32, middle, f.operate("mul", odd, integer(most + 1)))
    chosen = f.choose(inner, middle, edge)
    base = f.choose(inner, f.convert("trunc", row, I32), integer(0, I32))
    return Near(f.convert("zext", f.load(I32, chosen), I64), f.element(I32, chosen, integer(1)), base, most)


def radius_of(expr: ir.Expr | None, shape: str, scope: Scope) -> int | None:
    """The radius, where cells within it stand in a table."""
    if isinstance(expr, ir.Const) and isinstance(expr.value, int) and (shape, expr.value) in scope.layout.aids.tables:
        return expr.value
    return None


def around(scope: Scope, cell: Value, radius: Value, shape: str) -> Kept:
    """The cells around a cell, without it, in the arena: by rows, then within the row; each once."""
    f = scope.f
    width, height = size(scope)
    cells = scope.slot("cell#rows")
    sum_of_sides = f.operate("add", width, height)
    reached = f.choose(f.compare("<", radius, sum_of_sides), radius, sum_of_sides)
    side = f.operate("add", f.operate("shl", reached, integer(1)), integer(1))
    most = f.operate("mul", side, side)
    most = f.choose(f.compare("<", most, cells), most, cells)
    words = f.operate("lshr", f.operate("add", cells, integer(63)), integer(6))
    some = f.choose(f.compare(">", reached, integer(0)), most, integer(1))
    out, seen = scope.take(f.operate("shl", some, integer(3))), scope.take(f.operate("shl", words, integer(3)))
    shaped = integer(SHAPES[shape])
    count = scope.native("surroundings", out, seen, cell, reached, shaped, width, height, torus(scope))
    return Kept(out, count, ir.Ref("cell"))


@each.register
def _each_cell_near(source: ir.CellsNear, scope: Scope, body: Body) -> None:
    known = radius_of(source.radius, source.shape, scope)
    if known is not None:
        _known_near(source, known, scope).each(scope.f, body)
        return
    found = _cells_near(source, scope)
    with scope.f.counting(integer(0), found.count) as place:
        body(found.at(place))


def _known_near(source: ir.CellsNear, radius: int, scope: Scope) -> Near:
    near = near_cell(scope, source.shape, radius, center(scope, source.center)[2])
    scope.fail_if(scope.f.compare("==", near.count, integer(0)), Failure.DOMAIN)
    return near


@listed.register
def _cells_near(source: ir.CellsNear, scope: Scope) -> Listed:
    f = scope.f
    known = radius_of(source.radius, source.shape, scope)
    if known is not None:
        return _known_near(source, known, scope).listed(f)
    _, _, cell = center(scope, source.center)
    radius = value(source.radius, scope)
    kept = around(scope, cell, radius, source.shape)
    nothing = f.both(f.compare("==", kept.count, integer(0)), f.compare(">", radius, integer(0)))
    scope.fail_if(nothing, Failure.DOMAIN)
    return kept.listed(f)


def neighbors(source: ir.Neighbors, scope: Scope, body: Body) -> None:
    """The agents of a type on the cells around an agent or a cell."""
    f, aids, shape = scope.f, scope.layout.aids, grid_of(scope).neighborhood
    assert source.of is not None
    of: str = source.of
    kind, row, cell = center(scope, source.center)
    known = radius_of(source.radius, shape, scope)
    if known is not None and (kind, of, known) in aids.around:
        near_agent(scope, kind, of, known, row).each(f, body)
    elif known is not None:
        near_cell(scope, shape, known, cell).each(f, lambda near: each_on(scope, of, near, body))
    else:
        assert source.radius is not None
        kept = around(scope, cell, value(source.radius, scope), shape)
        with f.counting(integer(0), kept.count) as place:
            each_on(scope, of, kept.at(f, place), body)


def in_table(source: ir.Neighbors, scope: Scope) -> bool:
    """Whether the neighbours of every agent stand in a table."""
    kind = source.center.type.of if isinstance(source.center.type, ir.Ref) else ""
    known = radius_of(source.radius, grid_of(scope).neighborhood, scope)
    return known is not None and (kind, source.of, known) in scope.layout.aids.around


def neighbors_listed(source: ir.Neighbors, scope: Scope) -> Listed | None:
    """The same by their place, where they stand in a table."""
    if not in_table(source, scope):
        return None
    assert source.of is not None
    kind, row, _ = center(scope, source.center)
    known = radius_of(source.radius, grid_of(scope).neighborhood, scope)
    assert known is not None
    return near_agent(scope, kind, source.of, known, row).listed(scope.f)


def each_perhaps(
    source: ir.Neighbors, scope: Scope, body: Callable[[Value, Value], None], nobody: Value
) -> bool:  # fmt: skip
    """As `space.each_perhaps`: where a cell holds one agent, and few cells are near. `nobody` is a row to look at."""
    f, aids, shape = scope.f, scope.layout.aids, grid_of(scope).neighborhood
    known = radius_of(source.radius, shape, scope)
    if known is None or not aids.single or reach(shape, known) > WRITTEN_OUT:
        return False
    kind, row, cell = center(scope, source.center)
    assert source.of is not None
    on, known_members = f"on:{source.of}", in_table(source, scope)

    def look(other: Value) -> None:
        if known_members:
            body(other, TRUE)
            return
        who = f.load(I32, scope.column(on), other)
        there = f.compare("!=", who, integer(NONE, I32))
        body(f.choose(there, f.convert("zext", who, I64), nobody), there)

    if not known_members:
        table, place, inner = f"near:{shape}:{known}", cell, _inner(scope, shape, known, cell)
    else:
        table, place = f"around:{kind}:{source.of}:{known}", row
        inner = _aligned(scope, kind, known, row) if kind == source.of else FALSE
    with f.choice(inner) as elsewhere:
        near = _near(scope, table, place, TRUE, (shape, known))
        for k in map(integer, range(near.most)):
            look(near.at(f, k))
        with elsewhere():
            near = _near(scope, table, place, FALSE, (shape, known))
            with f.counting(integer(0), near.count, short=True) as k:
                look(near.at(f, k))
    return True
