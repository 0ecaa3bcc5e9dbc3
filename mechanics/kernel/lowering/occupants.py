"""Who stands on which cell, which cells are empty, and how agents get from one cell to another.

Reading is inline, since it stands in the innermost loops; entering and leaving are calls.
"""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.aids import LISTED, NONE
from sobremesa.mechanics.kernel.lowering.dispatch import Body, crowd_lists, crowds, each, listed, value
from sobremesa.mechanics.kernel.lowering.grid import cell_of, grid_of
from sobremesa.mechanics.kernel.lowering.lists import Listed
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import I32, I64, TRUE, Value, integer

NO_LIMIT = 2**31
"""The room of a cell on a grid without a capacity, as on Mesa."""


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
        most = integer(1) if scope.layout.aids.single else scope.slot("grid#capacity")
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


def _each_cell(_source: ir.Everyone, scope: Scope, body: Body) -> None:
    with scope.f.counting(integer(0), scope.slot("cell#rows")) as cell:
        body(cell)


def _each_empty(_source: ir.Everyone, scope: Scope, body: Body) -> None:
    """By words of 64 cells, and in each from the lowest bit up."""
    f = scope.f
    words = scope.column("set:empty.words")
    count = f.operate("lshr", f.operate("add", scope.slot("cell#rows"), integer(63)), integer(6))
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
    return scope.column(f"set:{name}.words"), scope.column(f"set:{name}.tree"), scope.slot("cell#rows")


crowds["cells"] = _each_cell
crowds["empty_cells"] = _each_empty
crowd_lists["cells"] = lambda scope: Listed(scope.slot("cell#rows"), lambda k: k)
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
