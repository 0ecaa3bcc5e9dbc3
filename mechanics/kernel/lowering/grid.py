"""The grid: its cells, where they lie, and how far it is from one to another."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.lowering.dispatch import value
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import I32, I64, Value, integer

SHAPES = {"moore": 0, "von_neumann": 1, "cross": 2, "hex": 3}
"""Shapes as supporting functions know them."""


def grid_of(scope: Scope) -> ir.Grid:
    """The grid of the program."""
    space = scope.program.space
    assert isinstance(space, ir.Grid)
    return space


def size(scope: Scope) -> tuple[Value, Value]:
    """Width and height."""
    return scope.slot("grid#width"), scope.slot("grid#height")


def torus(scope: Scope) -> Value:
    """1 on a torus, else 0."""
    edge = grid_of(scope).torus
    return integer(int(bool(edge.value))) if isinstance(edge, ir.Const) else scope.slot("grid#torus")


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
    short = f.convert("trunc", cell, I32), f.convert("trunc", scope.slot("grid#width"), I32)
    return f.convert("zext", f.operate(word, *short), I64)


def cell_at(scope: Scope, x: Value, y: Value) -> Value:
    """The cell at a place; beyond the edge the other side on a torus, else nobody."""
    return scope.native("cell_at", x, y, *size(scope), torus(scope))


def way(scope: Scope, one: Value, other: Value, axis: str) -> Value:
    """How far it is from one cell to another along an axis, the shorter way on a torus."""
    f = scope.f
    read = column_of if axis == "x" else line_of
    straight = f.operate("sub nsw", read(scope, other), read(scope, one))
    edge = torus(scope)
    if edge == integer(0):
        return straight
    length = scope.slot("grid#width" if axis == "x" else "grid#height")
    twice = f.operate("shl", straight, integer(1))
    back = f.operate("sub", integer(0), length)
    other_way = f.choose(f.compare("<", twice, back), f.operate("add", straight, length), straight)
    other_way = f.choose(f.compare(">", twice, length), f.operate("sub", straight, length), other_way)
    return other_way if edge == integer(1) else f.choose(f.compare("!=", edge, integer(0)), other_way, straight)
