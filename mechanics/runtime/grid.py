"""Mesa's cells and grids, with what Mesa leaves open settled: agents on a cell stand by id, cells come by rows, and
those that are empty or have room are known without a search. Whatever Mesa says of its grids holds for these too.
"""

from __future__ import annotations

import math
from bisect import insort
from typing import Any

import mesa

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.runtime.geometry import CLOSE, around, shorter, steps_around
from sobremesa.mechanics.runtime.order import by_id, leave_out, take_in

REMEMBERED = 2**19
"""How many cells the wider neighbourhoods that a grid remembers may hold together."""


class GridCell(mesa.discrete_space.Cell):  # type: ignore[misc]
    """Mesa's cell, numbered row by row; its agents stand by id, and the cells around it by rows."""

    _connections: dict[tuple[int, int], Any] | None
    _around: Any

    @property
    def connections(self) -> Any:
        """The cells beside this one by the steps that lead there, worked out when they are first asked for."""
        if self._connections is None:
            self._connections = self.grid.links_of(self)
        return self._connections

    @connections.setter
    def connections(self, connections: Any) -> None:
        self._connections = connections or None

    @property
    def neighborhood(self) -> Any:
        """The cells around."""
        if self._around is None:
            self._around = self.get_neighborhood()
        return self._around

    def get_neighborhood(self, radius: int = 1, include_center: bool = False, shape: str = "") -> Any:
        """The cells within a radius, of the grid's shape or another."""
        return self.grid.near(self, radius, include_center, shape)

    @property
    def free(self) -> int:
        """The room that is left, on a grid with a capacity."""
        return int(self.capacity - len(self._agents))

    def add_agent(self, agent: Any) -> None:
        """Let an agent stand here. Raises ValueError where the cell is full."""
        if len(self._agents) == self.capacity:
            raise ValueError(f"there is no room for an agent at {self.x}, {self.y}")
        if self._agents:
            insort(self._agents, agent, key=by_id)
        else:
            self._agents.append(agent)
            self.empty = False
            leave_out(self.grid.vacant, self)
        if len(self._agents) == self.capacity:
            leave_out(self.grid.open, self)

    def remove_agent(self, agent: Any) -> None:
        """The agent stands here no more."""
        if len(self._agents) == self.capacity:
            take_in(self.grid.open, self)
        self._agents.remove(agent)
        if not self._agents:
            self.empty = True
            take_in(self.grid.vacant, self)

    def _clear_cache(self) -> None:
        self._around = None
        self.grid.forget()


class GridByRows(mesa.discrete_space.Grid):  # type: ignore[misc]
    """Mesa's grid, its cells by rows. `shape` is moore, von_neumann or hex (odd rows lie half a cell to the right)."""

    shape = ""

    def _connect_cells_2d(self) -> None:
        width, height = self.dimensions
        self.cells = [self._cells[x, y] for y in range(height) for x in range(width)]
        self.vacant: list[Any] | None = None
        self.open: list[Any] | None = None
        self._near: dict[tuple[int, int, str], Any] = {}
        self._remembered = 0
        for number, cell in enumerate(self.cells):
            cell.grid, cell.id = self, number
            cell.x, cell.y = cell.coordinate
            cell._around = None

    def at(self, x: int, y: int) -> Any:
        """The cell at a place; beyond the edge the other side on a torus, else None."""
        width, height = self.dimensions
        if self.torus:
            return self.cells[y % height * width + x % width]
        if 0 <= x < width and 0 <= y < height:
            return self.cells[y * width + x]
        return None

    @property
    def empty_cells(self) -> list[Any]:
        """The cells without agents, by rows; from when they are first asked for, they are kept up to date."""
        if self.vacant is None:
            self.vacant = [cell for cell in self.cells if not cell._agents]
        return self.vacant

    @property
    def cells_with_room(self) -> list[Any]:
        """The cells that are not full, likewise."""
        if self.open is None:
            self.open = [cell for cell in self.cells if not cell.is_full]
        return self.open

    def links_of(self, cell: Any) -> dict[tuple[int, int], Any]:
        """The cells beside a cell, by the steps that lead there."""
        found, cells = steps_around(cell.id, self.shape, *self.dimensions, self.torus), self.cells
        return {step: cells[number] for step, number in found}

    def place_agent(self, agent: Any, x: int, y: int) -> None:
        """Put a new agent at a place. Raises ValueError where there is no such cell, or no room."""
        cell = self.at(x, y)
        if cell is None:
            raise ValueError(f"there is no room for an agent at {x}, {y}")
        agent.cell = cell

    def scatter(self, agent: Any, draws: Draws, site: str) -> None:
        """Put a new agent on a random cell that has room. Raises ValueError where none has."""
        cells = self.cells_with_room
        if not cells:
            raise ValueError("there is no room for another agent on the grid")
        agent.cell = cells[int(draws.uniform01(site, agent.id) * len(cells))]

    def move_agent(self, agent: Any, cell: Any) -> None:
        """Let an agent go to a cell; it stays where it is if that one is full, or beyond the edge."""
        if cell is not None and not cell.is_full and cell is not agent.cell:
            agent.move_to(cell)

    def forget(self) -> None:
        """Look for neighbourhoods again, since connections have changed."""
        self._near.clear()
        self._remembered = 0

    def near(self, cell: Any, radius: int, include_center: bool, shape: str) -> Any:
        """The cells around a cell as Mesa's collection: by rows, each once, the cell itself last."""
        if include_center:
            return self._collected([*self.near(cell, radius, False, shape), cell])
        shape = shape or self.shape
        if radius == 1 and shape == self.shape:
            return self._collected(self._beside(cell))
        key = cell.id, radius, shape
        found = self._near.get(key)
        if found is None:
            look, cells = around if radius <= CLOSE else around.__wrapped__, self.cells
            found = self._collected([cells[each] for each in look(*key, *self.dimensions, self.torus)])
            if self._remembered + len(found) <= REMEMBERED:
                self._remembered += len(found)
                self._near[key] = found
        return found

    def _beside(self, cell: Any) -> list[Any]:
        if cell._connections is not None:  # they may have been changed
            return [each for each in dict.fromkeys(cell.connections.values()) if each is not cell]
        cells = self.cells
        return [cells[each] for each in around(cell.id, 1, self.shape, *self.dimensions, self.torus)]

    def _collected(self, cells: list[Any]) -> Any:
        return mesa.discrete_space.CellCollection({cell: cell._agents for cell in cells}, random=self.random)

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


class MooreGrid(GridByRows, mesa.discrete_space.OrthogonalMooreGrid):  # type: ignore[misc]
    """Each cell has eight around it."""

    shape = "moore"


class VonNeumannGrid(GridByRows, mesa.discrete_space.OrthogonalVonNeumannGrid):  # type: ignore[misc]
    """Each cell has four around it."""

    shape = "von_neumann"


class HexagonalGrid(GridByRows):
    """Each cell has six around it. Not Mesa's HexGrid, in which even rows lie further to the right."""

    shape = "hex"


def place_of(one: Any) -> Any:
    """The cell of an agent, or the cell itself."""
    return one if isinstance(one, GridCell) else one.cell


def cells_near(cell: Any, radius: int = 1, shape: str = "") -> list[Any]:
    """The cells around one on a grid that may have no other. Raises ValueError where it has none."""
    found: list[Any] = cell.get_neighborhood(radius, shape=shape).cells
    if not found and radius > 0:
        raise ValueError("a grid of one cell has no cells near it")
    return found
