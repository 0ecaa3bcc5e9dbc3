"""How many rows each owner of columns needs, and so how much memory: known before anything runs.

A type of which nobody is ever born has as many rows as agents; another has room for twice as many as may live at a
time, since the dead keep their row until the end of a rule and newborns come behind everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.sizes import value_of
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.kernel.layout import Column, Layout

LINE = 64
"""Bytes of a cache line: where columns begin."""
BYTES = {"double": 8, "i64": 8, "i32": 4, "i16": 2, "i8": 1, "ptr": 8}
NO_LIMIT = 2**62
"""What stands for a capacity of cells, or a most of agents, that the document does not bound."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """The sizes of one arm. `counts` are agents at the start, `most` how many of a type may live at a time.

    `rows` is by owner: a type, `cell`, `model`. `width` and `height` are those of the space, 0 without one.
    """

    counts: Mapping[str, int]
    most: Mapping[str, int]
    rows: Mapping[str, int]
    width: float
    height: float
    room: int
    """How many agents a cell takes."""

    def bytes_of(self, column: Column) -> int:
        """What the column takes, up to where the next may begin."""
        return lines(self.rows[column.owner] * column.width * BYTES[column.kind])


def lines(size: int) -> int:
    """A size in bytes, rounded up to whole cache lines."""
    return -(-size // LINE) * LINE


def capacity_of(layout: Layout, parameters: Mapping[str, bool | int | float]) -> Capacity:
    """The sizes that these parameters give. Raises DocumentError where one of them has no value."""
    values = {word: float(value) for word, value in parameters.items()}

    def size(expr: ir.Expr, path: str) -> float:
        value = value_of(expr, values)
        if value is None:
            raise DocumentError([Diagnostic("not_supported_yet", Place(path), "a size that is no plain arithmetic")])
        return value

    space = layout.program.space
    counts, most, rows = {}, {}, {"model": 1}
    for kind in layout.program.agents:
        count = max(0, int(size(kind.count, f"agents.{kind.name}.count")))
        bounded = kind.maximum is not None and kind.name in layout.facts.born
        limit = int(size(kind.maximum, f"agents.{kind.name}.max")) if bounded and kind.maximum is not None else NO_LIMIT
        counts[kind.name], most[kind.name] = count, limit
        rows[kind.name] = max(count, 2 * limit + LINE) if bounded else count
    width = height = 0.0
    if isinstance(space, ir.Grid | ir.Plane):
        width, height = size(space.width, "space.width"), size(space.height, "space.height")
    room = NO_LIMIT
    if isinstance(space, ir.Grid):
        rows["cell"] = int(width) * int(height)
        room = NO_LIMIT if space.capacity is None else int(size(space.capacity, "space.capacity"))
    return Capacity(counts, most, rows, width, height, room)
