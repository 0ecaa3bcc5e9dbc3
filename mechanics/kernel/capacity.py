"""How many rows each owner of columns needs, and so how much memory: known before anything runs.

A type of which nobody is ever born has as many rows as agents; another has room for twice as many as may live at a
time, since the dead keep their row until the end of a rule and newborns come behind everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, sqrt

from sobremesa.mechanics import ir
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.ir.sizes import Sizes, constants, value_of
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.kernel.aids import drawn
from sobremesa.mechanics.kernel.layout import Column, Layout

LINE = 64
"""Bytes of a cache line: where columns begin."""
BYTES = {"double": 8, "i64": 8, "i32": 4, "i16": 2, "i8": 1, "ptr": 8}
NO_LIMIT = 2**62
"""What stands for a capacity of cells, or a most of agents, that the document does not bound."""
PER_BUCKET = 2.0
"""How many agents a bucket of a plane holds on average, at least."""

Parameters = Mapping[str, bool | int | float]


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
    link_bytes: int = 0
    """About what the columns of networks take, whose sizes are known once they are drawn."""
    buckets: tuple[int, int] = (1, 1)
    """Into how many columns and lines a plane is cut, to find who is near."""
    spare: int = 1
    """How many times as many rows there are as should do, for those who come and go within one rule."""

    def bytes_of(self, column: Column) -> int:
        """What the column takes, up to where the next may begin."""
        return lines(self.rows[column.owner] * column.width * BYTES[column.kind])


def lines(size: int) -> int:
    """A size in bytes, rounded up to whole cache lines."""
    return -(-size // LINE) * LINE


def capacity_of(layout: Layout, parameters: Parameters, spare: int = 1) -> Capacity:
    """The sizes that these parameters give. Raises DocumentError where one of them has no value."""
    values = constants(layout.program.document, parameters)

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
        rows[kind.name] = max(count, spare * (2 * limit + LINE)) if bounded else count
    width = height = 0.0
    if isinstance(space, ir.Grid | ir.Plane):
        width, height = size(space.width, "space.width"), size(space.height, "space.height")
    room = NO_LIMIT
    if isinstance(space, ir.Grid):
        rows["cell"] = int(width) * int(height)
        rows["cell.words"] = rows["cell"] // 64 + 2
        room = NO_LIMIT if space.capacity is None else int(size(space.capacity, "space.capacity"))
    buckets = (1, 1)
    if isinstance(space, ir.Plane):
        buckets = _buckets(layout, width, height, max(rows.values()))
        rows["bucket"] = buckets[0] * buckets[1]
    links = spare * _link_bytes(layout, values, counts, rows)
    return Capacity(counts, most, rows, width, height, room, links, buckets, spare)


def _link_bytes(layout: Layout, values: Mapping[str, float], counts: Mapping[str, int], rows: Mapping[str, int]) -> int:
    program, taken = replace(layout.program, arm_spaces={}), 0
    guess = Sizes(program, Arm(name="sizes"), values, values, counts, 0.0)
    for network in networks(program):
        degree = ceil(guess.degree(network))
        sizes = drawn(layout.aids, network, [degree], 1, [degree])
        owned = (column for column in layout.columns if column.owner in sizes)
        each = sum(sizes[column.owner] * column.width * BYTES[column.kind] for column in owned)
        taken += each * max(counts[network.of], rows[network.of])
    return taken


def _buckets(layout: Layout, width: float, height: float, agents: int) -> tuple[int, int]:
    """Squares of half the largest radius that is looked around, or larger where agents are few."""
    sought = [near.radius for near in every(ir.Neighbors, layout.program, *layout.program.personas.values())]
    values = [radius.value for radius in sought if isinstance(radius, ir.Const)]
    radii = [float(value) for value in values if isinstance(value, int | float)]
    side = max(max(radii, default=0.0) / 2, sqrt(PER_BUCKET * width * height / max(agents, 1)))
    across, down = (max(1, min(agents, int(length / side))) if side > 0 else 1 for length in (width, height))
    return across, down
