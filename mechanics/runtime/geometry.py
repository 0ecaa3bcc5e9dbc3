"""Which cells are near on a grid, by their numbers; and the shorter way on a torus. Cells are numbered row by row."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

CLOSE = 3
"""The radius up to which neighbourhoods are worked out once for all grids of a size."""


@functools.lru_cache(maxsize=1 << 14)
def around(number: int, radius: int, shape: str, width: int, height: int, torus: bool) -> tuple[int, ...]:
    """The numbers of the cells within a radius of a cell, by dy and then dx, without it; each once."""
    y, x = divmod(number, width)
    found: dict[int, None] = {}
    for dx, dy in offsets(min(radius, width + height), shape, y):
        if torus:
            found[(y + dy) % height * width + (x + dx) % width] = None
        elif 0 <= x + dx < width and 0 <= y + dy < height:
            found[(y + dy) * width + x + dx] = None
    found.pop(number, None)
    return tuple(found)


@functools.lru_cache(maxsize=1 << 14)
def steps_around(
    number: int, shape: str, width: int, height: int, torus: bool
) -> tuple[tuple[tuple[int, int], int], ...]:
    """Each (dx, dy) to a cell beside a cell, and its number, by dy and then dx; on a small torus some come twice."""
    y, x = divmod(number, width)
    steps = [(dx, dy) for dx, dy in offsets(1, shape, y) if dx or dy]
    inside = [(dx, dy) for dx, dy in steps if torus or (0 <= x + dx < width and 0 <= y + dy < height)]
    return tuple(((dx, dy), (y + dy) % height * width + (x + dx) % width) for dx, dy in inside)


def shorter(way: Any, size: Any, torus: bool) -> Any:
    """A way along one axis; on a torus the other way round, if that is shorter."""
    if torus and way * 2 > size:
        return way - size
    if torus and way * 2 < -size:
        return way + size
    return way


def offsets(radius: int, shape: str, row: int) -> Iterator[tuple[int, int]]:
    """The (dx, dy) within a radius, by dy and then dx."""
    reach = range(-radius, radius + 1)
    return ((dx, dy) for dy in reach for dx in reach if within(dx, dy, radius, shape, row))


def within(dx: int, dy: int, radius: int, shape: str, row: int) -> bool:
    """Whether a step from a row is no further than the radius."""
    if shape == "von_neumann":
        return abs(dx) + abs(dy) <= radius
    if shape == "cross":
        return dx == 0 or dy == 0
    if shape == "hex":
        along = dx - ((row + dy) // 2 - row // 2)
        return max(abs(along), abs(dy), abs(along + dy)) <= radius
    return True
