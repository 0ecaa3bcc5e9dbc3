"""A rectangle of real coordinates: places, distances, and who is near."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.runtime.geometry import shorter


class Plane:
    """The geometry of a plane: x from 0 to width, y from 0 to height; a torus has no edges."""

    def __init__(self, width: float, height: float, torus: bool) -> None:
        self.width, self.height, self.torus = width, height, torus

    def move_agent(self, agent: Any, x: float, y: float) -> None:
        """Put an agent at a place; beyond the edge it wraps on a torus, else it stops at the edge."""
        agent.x, agent.y = self.inside(x, self.width), self.inside(y, self.height)

    def inside(self, along: float, size: float) -> float:
        """A coordinate within the plane. Raises OverflowError where it is no finite number."""
        if not math.isfinite(along):
            raise OverflowError("a coordinate is not finite")
        if not self.torus:
            return min(max(along, 0.0), size)
        wrapped = along % size
        return 0.0 if wrapped >= size else wrapped

    def scatter(self, agent: Any, draws: Draws, site: str) -> None:
        """Put a new agent at a random place."""
        agent.x = self.width * draws.uniform01(f"{site}.x#0", agent.id)
        agent.y = self.height * draws.uniform01(f"{site}.y#0", agent.id)

    def dx(self, one: Any, other: Any) -> float:
        """How far it is along x, the shorter way on a torus."""
        return float(shorter(other.x - one.x, self.width, self.torus))

    def dy(self, one: Any, other: Any) -> float:
        """How far it is along y, the shorter way on a torus."""
        return float(shorter(other.y - one.y, self.height, self.torus))

    def distance(self, one: Any, other: Any) -> float:
        """How far it is in a straight line."""
        dx, dy = self.dx(one, other), self.dy(one, other)
        return math.sqrt(dx * dx + dy * dy)

    def neighbors(self, one: Any, radius: float, agents: Sequence[Any]) -> list[Any]:
        """The others within a radius, by id."""
        return [other for other in agents if other is not one and self.distance(one, other) <= radius]
