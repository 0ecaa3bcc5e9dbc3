"""A grid of cells: who stands where, what is near, how far it is. Cells are numbered row by row."""

from __future__ import annotations

import functools
import math
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from typing import Any

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.runtime.turns import by_id

NO_LIMIT = 2**31
"""The room of a cell on a grid without a capacity."""
REMEMBERED = 2**20
"""How many cells the neighbourhoods that a grid remembers may hold together."""
CLOSE = 3
"""The radius up to which neighbourhoods are worked out once for all grids of a size."""


class GridCell:
    """A cell: its number, its place, the agents on it by type (sorted by id), how many, and the room that is left."""

    alive = True

    def __init__(self, model: Any, number: int) -> None:
        self.model = model
        self.id = number
        self.y, self.x = divmod(number, model.grid.width)
        self.agents: dict[type, list[Any]] = {kind: [] for kind in model.grid.kinds}
        self.free = model.grid.capacity
        self.crowd = 0

    @functools.cached_property
    def neighborhood(self) -> list[Any]:
        """The cells around, by rows."""
        return self.get_neighborhood()

    def get_neighborhood(self, radius: int = 1, shape: str = "") -> list[Any]:
        """The cells within a radius, by rows, without this one. Raises ValueError on a grid of one cell."""
        found: list[Any] = self.model.grid.near(self, radius, shape)
        if not found and radius > 0:
            raise ValueError("a grid of one cell has no cells near it")
        return found

    def enter(self, agent: Any) -> None:
        """Let the agent stand here."""
        grid = self.model.grid
        if not self.crowd:
            del grid.empty[bisect_left(grid.empty, self.id, key=by_id)]
        if self.free == 1:
            del grid.roomy[bisect_left(grid.roomy, self.id, key=by_id)]
        insort(self.agents[type(agent)], agent, key=by_id)
        agent.cell = self
        self.crowd += 1
        self.free -= 1

    def leave(self, agent: Any) -> None:
        """The agent stands here no more; it still knows where it was."""
        grid = self.model.grid
        self.agents[type(agent)].remove(agent)
        self.crowd -= 1
        self.free += 1
        if not self.crowd:
            insort(grid.empty, self, key=by_id)
        if self.free == 1:
            insort(grid.roomy, self, key=by_id)


class Grid:
    """The geometry of a grid. `shape` is moore, von_neumann or hex (odd rows lie half a cell to the right)."""

    def __init__(
        self, width: int, height: int, torus: bool, shape: str, capacity: int | None, kinds: Sequence[type]
    ) -> None:
        self.width, self.height, self.torus, self.shape = width, height, torus, shape
        self.capacity = NO_LIMIT if capacity is None else capacity
        self.kinds = kinds
        self.cells: list[Any] = []
        self.empty: list[Any] = []
        self.roomy: list[Any] = []
        self._near: dict[tuple[int, int, str], list[Any]] = {}
        self._remembered = 0

    def fill(self, cells: list[Any]) -> list[Any]:
        """Take these for the cells; nobody is on them yet."""
        self.cells, self.empty, self.roomy = cells, list(cells), list(cells)
        return cells

    def at(self, x: int, y: int) -> Any:
        """The cell at a place; beyond the edge the other side on a torus, else None."""
        if self.torus:
            return self.cells[y % self.height * self.width + x % self.width]
        if 0 <= x < self.width and 0 <= y < self.height:
            return self.cells[y * self.width + x]
        return None

    def place_agent(self, agent: Any, x: int, y: int) -> None:
        """Put a new agent at a place. Raises ValueError where there is no such cell, or no room."""
        cell = self.at(x, y)
        if cell is None or cell.free <= 0:
            raise ValueError(f"there is no room for an agent at {x}, {y}")
        cell.enter(agent)

    def scatter(self, agent: Any, draws: Draws, site: str) -> None:
        """Put a new agent on a random cell that has room. Raises ValueError where none has."""
        if not self.roomy:
            raise ValueError("there is no room for another agent on the grid")
        self.roomy[int(draws.uniform01(site, agent.id) * len(self.roomy))].enter(agent)

    def move_agent(self, agent: Any, cell: Any) -> None:
        """Let an agent go to a cell; it stays where it is if that one is full, or beyond the edge."""
        if cell is not None and cell.free > 0 and cell is not agent.cell:
            agent.cell.leave(agent)
            cell.enter(agent)

    def near(self, cell: Any, radius: int = 1, shape: str = "") -> list[Any]:
        """The cells around a cell, without it: by rows, then within the row; each once."""
        key = cell.id, radius, shape or self.shape
        found = self._near.get(key)
        if found is None:
            look = around if radius <= CLOSE else around.__wrapped__
            numbers = look(cell.id, radius, key[2], self.width, self.height, self.torus)
            found = [self.cells[number] for number in numbers]
            if self._remembered + len(found) <= REMEMBERED:
                self._remembered += len(found)
                self._near[key] = found
        return found

    def neighbors(self, one: Any, radius: int, kind: type) -> list[Any]:
        """The agents of a type on the cells around an agent or a cell."""
        cell = one if isinstance(one, GridCell) else one.cell
        return [agent for each in self.near(cell, radius) for agent in each.agents[kind]]

    def dx(self, one: Any, other: Any) -> int:
        """How many columns from one to the other, the shorter way on a torus."""
        way: int = shorter(place_of(other).x - place_of(one).x, self.width, self.torus)
        return way

    def dy(self, one: Any, other: Any) -> int:
        """How many rows from one to the other, the shorter way on a torus."""
        way: int = shorter(place_of(other).y - place_of(one).y, self.height, self.torus)
        return way

    def distance(self, one: Any, other: Any) -> float:
        """How far it is in a straight line."""
        dx, dy = self.dx(one, other), self.dy(one, other)
        return math.sqrt(dx * dx + dy * dy)


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


def place_of(one: Any) -> Any:
    """The cell of an agent, or the cell itself."""
    return one if isinstance(one, GridCell) else one.cell


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
