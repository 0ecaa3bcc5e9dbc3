"""The grid: cells, who stands on them, what is near, and how agents get from one cell to another.

Reading is inline, since it stands in the innermost loops; entering and leaving are calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.aids import LISTED, NONE, reach
from sobremesa.mechanics.kernel.building import FALSE, I1, I32, I64, TRUE, Function, Value, integer
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering.dispatch import Body, crowd_lists, crowds, each, listed, value
from sobremesa.mechanics.kernel.lowering.lists import Kept, Listed
from sobremesa.mechanics.kernel.lowering.scope import Scope

NO_LIMIT = 2**31
"""The room of a cell on a grid without a capacity, as on Mesa."""
WRITTEN_OUT = 8
"""The largest neighbourhood whose members are gone through without a loop."""
SHAPES = {"moore": 0, "von_neumann": 1, "cross": 2, "hex": 3}
"""Shapes as supporting functions know them."""


def grid_of(scope: Scope) -> ir.Grid:
    """The grid of the program."""
    space = scope.program.space
    assert isinstance(space, ir.Grid)
    return space


def size(scope: Scope) -> tuple[Value, Value]:
    """Width and height."""
    return scope.slot("grid.width"), scope.slot("grid.height")


def torus(scope: Scope) -> Value:
    """1 on a torus, else 0."""
    edge = grid_of(scope).torus
    return integer(int(bool(edge.value))) if isinstance(edge, ir.Const) else scope.slot("grid.torus")


def cell_of(scope: Scope, kind: str, row: Value) -> Value:
    """The cell of an agent, or the cell itself."""
    return row if kind == "cell" else scope.f.load(I64, scope.column(f"{kind}.cell"), row)


def center(scope: Scope, expr: ir.Expr) -> tuple[str, Value, Value]:
    """Of what something is near: the type, the row, and the cell."""
    assert isinstance(expr.type, ir.Ref)
    row = value(expr, scope)
    return expr.type.of, row, cell_of(scope, expr.type.of, row)


def column_of(scope: Scope, cell: Value) -> Value:
    """The x of a cell. Cells are fewer than 2**32, whose division is faster."""
    return _divided(scope, "urem", cell)


def line_of(scope: Scope, cell: Value) -> Value:
    """The y of a cell."""
    return _divided(scope, "udiv", cell)


def _divided(scope: Scope, word: str, cell: Value) -> Value:
    f = scope.f
    short = f.convert("trunc", cell, I32), f.convert("trunc", scope.slot("grid.width"), I32)
    return f.convert("zext", f.operate(word, *short), I64)


def cell_at(scope: Scope, x: Value, y: Value) -> Value:
    """The cell at a place; beyond the edge the other side on a torus, else nobody."""
    return scope.native("cell_at", x, y, *size(scope), torus(scope))


# ------------------------------------------------------------------------------------------- who stands there


def crowd(scope: Scope, cell: Value, kinds: Sequence[str] | None = None) -> Value:
    """How many stand on a cell, of these types or of all."""
    f, aids = scope.f, scope.layout.aids
    total = integer(0)
    for kind in aids.placed if kinds is None else kinds:
        if aids.single:
            who = f.load(I32, scope.column(f"on:{kind}"), cell)
            here = f.convert("zext", f.compare("!=", who, integer(NONE, I32)), I64)
        else:
            place = f.operate("add", f.operate("mul nsw", cell, integer(LISTED)), integer(1))
            here = f.convert("zext", f.load(I32, scope.column(f"on:{kind}"), place), I64)
        total = here if total.text == "0" else f.operate("add", total, here)
    return total


def free(scope: Scope, cell: Value) -> Value:
    """The room that is left on a cell."""
    capacity = grid_of(scope).capacity
    if capacity is None:
        most = integer(NO_LIMIT)
    else:
        most = integer(1) if scope.layout.aids.single else scope.slot("grid.capacity")
    return scope.f.operate("sub", most, crowd(scope, cell))


def each_on(scope: Scope, kind: str, cell: Value, body: Body) -> None:
    """Everyone of a type on a cell, by id."""
    f, on = scope.f, scope.column(f"on:{kind}")
    if scope.layout.aids.single:
        who = f.load(I32, on, cell)
        with f.when(f.compare("!=", who, integer(NONE, I32))):
            body(f.convert("zext", who, I64))
        return
    first = f.load(I32, on, f.operate("mul nsw", cell, integer(LISTED)))
    beside = scope.column(f"beside:{kind}")
    head, inside, after = f.block(), f.block(), f.block()
    current = f.variable(I32, first)
    f.place(head)
    who = f.get(current)
    f.branch(f.compare("!=", who, integer(NONE, I32)), inside, after)
    f.place(inside)
    row = f.convert("zext", who, I64)
    f.set(current, f.load(I32, beside, f.operate("shl", row, integer(1))))
    body(row)
    f.jump(head)
    f.place(after)


@each.register
def _on_cell(source: ir.OnCell, scope: Scope, body: Body) -> None:
    cell, me = _spot(source, scope)
    if me is None:
        each_on(scope, source.of, cell, body)
        return

    def other(row: Value) -> None:
        with scope.f.when(scope.f.compare("!=", row, me)):
            body(row)

    each_on(scope, source.of, cell, other)


def _spot(source: ir.OnCell, scope: Scope) -> tuple[Value, Value | None]:
    """The cell that is looked at, and who is left out: self, where it is of that type and on `here`."""
    if source.center is not None:
        return value(source.center, scope), None
    assert scope.me is not None
    assert scope.kind is not None
    return cell_of(scope, scope.kind, scope.me), scope.me if scope.kind == source.of else None


@listed.register
def _on_cell_listed(source: ir.OnCell, scope: Scope) -> Listed:
    f = scope.f
    cell, me = _spot(source, scope)
    count = crowd(scope, cell, [source.of])
    if me is not None:
        count = f.operate("sub", count, integer(1))

    def at(k: Value) -> Value:
        left, found, done = f.variable(I64, k), f.variable(I64, integer(0)), f.block()

        def look(row: Value) -> None:
            def matches() -> None:
                on = f.block()
                here = f.block()
                f.branch(f.compare("==", f.get(left), integer(0)), here, on)
                f.place(here)
                f.set(found, row)
                f.jump(done)
                f.place(on)
                f.set(left, f.operate("sub", f.get(left), integer(1)))

            if me is None:
                matches()
            else:
                with f.when(f.compare("!=", row, me)):
                    matches()

        each_on(scope, source.of, cell, look)
        f.place(done)
        return f.get(found)

    return Listed(count, at)


# ------------------------------------------------------------------------------------------- what is near


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
    cells = scope.slot("cell.rows")
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


def way(scope: Scope, one: Value, other: Value, axis: str) -> Value:
    """How far it is from one cell to another along an axis, the shorter way on a torus."""
    f = scope.f
    read = column_of if axis == "x" else line_of
    straight = f.operate("sub nsw", read(scope, other), read(scope, one))
    edge = torus(scope)
    if edge == integer(0):
        return straight
    length = scope.slot("grid.width" if axis == "x" else "grid.height")
    twice = f.operate("shl", straight, integer(1))
    back = f.operate("sub", integer(0), length)
    other_way = f.choose(f.compare("<", twice, back), f.operate("add", straight, length), straight)
    other_way = f.choose(f.compare(">", twice, length), f.operate("sub", straight, length), other_way)
    return other_way if edge == integer(1) else f.choose(f.compare("!=", edge, integer(0)), other_way, straight)


def _each_cell(_source: ir.Everyone, scope: Scope, body: Body) -> None:
    with scope.f.counting(integer(0), scope.slot("cell.rows")) as cell:
        body(cell)


def _each_empty(_source: ir.Everyone, scope: Scope, body: Body) -> None:
    """By words of 64 cells, and in each from the lowest bit up."""
    f = scope.f
    words = scope.column("set:empty.words")
    count = f.operate("lshr", f.operate("add", scope.slot("cell.rows"), integer(63)), integer(6))
    with f.counting(integer(0), count) as place:
        word = f.variable(I64, f.load(I64, words, place))
        head, inside, after = f.block(), f.block(), f.block()
        f.place(head)
        left = f.get(word)
        f.branch(f.compare("!=", left, integer(0)), inside, after)
        f.place(inside)
        f.set(word, f.operate("and", left, f.operate("sub", left, integer(1))))
        lowest = f.emit(f"call i64 @llvm.cttz.i64({left}, i1 true)", I64)
        body(f.operate("add", f.operate("shl", place, integer(6)), lowest))
        f.jump(head)
        f.place(after)


def kth_empty(scope: Scope) -> Listed:
    """The empty cells by their place, without going through them."""
    count = scope.live("set:empty.count") if scope.at_once else scope.slot("set:empty.count")
    return Listed(count, lambda k: kth(scope, "empty", k))


def kth(scope: Scope, name: str, k: Value) -> Value:
    """The k-th cell of a set that has more than k."""
    return scope.native("kth_in", *_set(scope, name), k)


def _set(scope: Scope, name: str) -> tuple[Value, Value, Value]:
    return scope.column(f"set:{name}.words"), scope.column(f"set:{name}.tree"), scope.slot("cell.rows")


crowds["cells"] = _each_cell
crowds["empty_cells"] = _each_empty
crowd_lists["cells"] = lambda scope: Listed(scope.slot("cell.rows"), lambda k: k)
crowd_lists["empty_cells"] = kth_empty


# ------------------------------------------------------------------------------------------- coming and going


def lists(scope: Scope, kind: str) -> tuple[Value, Value, Value]:
    """The lists of who stands where."""
    return scope.column(f"on:{kind}"), scope.column(f"last:{kind}"), scope.column(f"beside:{kind}")


def enter(scope: Scope, kind: str, row: Value, cell: Value, starting: bool = False) -> None:
    """Let an agent stand on a cell that has room; `starting` during set-up, when scattered agents look for room."""
    f, aids = scope.f, scope.layout.aids
    if "empty" in aids.sets:
        nobody = TRUE if aids.single else f.compare("==", crowd(scope, cell), integer(0))
        with f.when(nobody):
            _count_out(scope, "empty", cell)
    if starting and "roomy" in aids.sets:
        with f.when(f.compare("==", free(scope, cell), integer(1))):
            _count_out(scope, "roomy", cell)
    f.store(cell, scope.column(f"{kind}.cell"), row)
    if aids.single:
        f.store(f.convert("trunc", row, I32), scope.column(f"on:{kind}"), cell)
    else:
        scope.native("enter", *lists(scope, kind), cell, row)


def leave(scope: Scope, kind: str, row: Value) -> None:
    """The agent stands on its cell no more; it still knows where it was."""
    f, aids = scope.f, scope.layout.aids
    cell = cell_of(scope, kind, row)
    if aids.single:
        f.store(integer(NONE, I32), scope.column(f"on:{kind}"), cell)
    else:
        scope.native("leave", *lists(scope, kind), cell, row)
    if "empty" in aids.sets:
        nobody = TRUE if aids.single else f.compare("==", crowd(scope, cell), integer(0))
        with f.when(nobody):
            scope.native("put_in", *_set(scope, "empty"), cell)
            scope.set_live("set:empty.count", f.operate("add", scope.live("set:empty.count"), integer(1)))


def _count_out(scope: Scope, name: str, cell: Value) -> None:
    scope.native("take_out", *_set(scope, name), cell)
    left = scope.f.operate("sub", scope.live(f"set:{name}.count"), integer(1))
    scope.set_live(f"set:{name}.count", left)


def move(scope: Scope, kind: str, row: Value, cell: Value) -> None:
    """Let an agent go to a cell; it stays where it is if that one is full, or beyond the edge."""
    f, after = scope.f, scope.f.block()
    _unless(scope, f.compare(">=", cell, integer(0)), after)
    _unless(scope, f.compare("!=", cell, cell_of(scope, kind, row)), after)
    if grid_of(scope).capacity is not None:
        _unless(scope, f.compare(">", free(scope, cell), integer(0)), after)
    leave(scope, kind, row)
    enter(scope, kind, row, cell)
    f.place(after)


def _unless(scope: Scope, holds: Value, over: str) -> None:
    """Go on where it holds."""
    on = scope.f.block()
    scope.f.branch(holds, on, over)
    scope.f.place(on)
