"""Where agents are drawn: laid out by their links, on the cells of a grid, or at their coordinates on a plane.

What is too large is drawn in part, and the same part at each moment: of a network those who are fewest links away from
the first agent, of a grid the cells around its middle, of a plane some agents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.document import Expression, Space
from sobremesa.mechanics.findings.distance import distances
from sobremesa.mechanics.findings.states import State, States, links

MOST_NODES = 200
MOST_ACROSS = 60
"""Cells of a grid, either way."""
NARROWEST = 2
"""A road one cell wide is a line, and shows nothing."""
LAYOUT_SEED = 1

Kind = Literal["network", "grid", "plane"]
Place = tuple[int | float, int | float]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment: `drawn` are positions of agents (of all types of the scenery, one after another); `of` them all."""

    drawn: Places
    places: tuple[Place, ...]
    links: tuple[tuple[int, int], ...] = ()
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Scenery:
    """The space of an arm. `layout` holds the places of a network's agents by their ids; `corner` is a grid's first
    cell that is drawn.
    """

    kind: Kind
    kinds: tuple[str, ...]
    extent: Place
    network: ir.Network | None = None
    layout: dict[int, Place] | None = None
    across: int = 0
    corner: tuple[int, int] = (0, 0)

    def scene(self, state: State) -> Scene:
        """Who is drawn of a state, and where."""
        if self.kind == "network":
            return self._networked(state)
        return self._on_grid(state) if self.kind == "grid" else self._on_plane(state)

    def _networked(self, state: State) -> Scene:
        assert self.network is not None
        assert self.layout is not None
        ids = state.columns[f"{self.network.of}.id"].astype(np.int64)
        drawn = np.flatnonzero([number in self.layout for number in ids.tolist()])
        position = np.full(len(ids), -1)
        position[drawn] = np.arange(len(drawn))
        ends = position[links(state, self.network)]
        once = np.unique(np.sort(ends[(ends >= 0).all(axis=1)], axis=1), axis=0)
        places = tuple(self.layout[number] for number in ids[drawn].tolist())
        of = len(ids) if len(drawn) < len(ids) else None
        return Scene(drawn, places, tuple((int(a), int(b)) for a, b in once), of)

    def _on_grid(self, state: State) -> Scene:
        cells = np.concatenate([state.columns[f"{kind}.cell"].astype(np.int64) for kind in self.kinds])
        x, y = cells % self.across - self.corner[0], cells // self.across - self.corner[1]
        drawn = np.flatnonzero((x >= 0) & (x < self.extent[0]) & (y >= 0) & (y < self.extent[1]))
        places = tuple(zip(x[drawn].tolist(), y[drawn].tolist(), strict=True))
        return Scene(drawn, places, of=len(cells) if len(drawn) < len(cells) else None)

    def _on_plane(self, state: State) -> Scene:
        x, y = (np.concatenate([state.columns[f"{kind}.{axis}"] for kind in self.kinds]) for axis in ("x", "y"))
        drawn = np.unique(np.linspace(0, max(len(x) - 1, 0), min(len(x), MOST_NODES)).astype(np.int64))
        places = tuple(zip(np.round(x[drawn], 3).tolist(), np.round(y[drawn], 3).tolist(), strict=True))
        return Scene(drawn, places, of=len(x) if len(drawn) < len(x) else None)


def scenery_of(states: States, arm: str, life: Sequence[State]) -> Scenery | None:
    """The scenery of an arm for these moments; None where nobody has a place in its space."""
    space = states.space(arm)
    if isinstance(space.space, ir.Network):
        return Scenery("network", (space.space.of,), (1, 1), space.space, _layout(space.space, life))
    kinds = tuple(agents.name for agents in space.agents if agents.place is not None)
    if space.space is None or not kinds:
        return None
    width, height = _size(states, arm)
    if min(width, height) < NARROWEST:
        return None
    if isinstance(space.space, ir.Plane):
        return Scenery("plane", kinds, (width, height))
    shown = min(width, MOST_ACROSS), min(height, MOST_ACROSS)
    corner = int(width - shown[0]) // 2, int(height - shown[1]) // 2
    return Scenery("grid", kinds, shown, across=int(width), corner=corner)


def _size(states: States, arm: str) -> Place:
    """Width and height of a grid or plane in an arm."""
    declared, changed = states.program.document.space, states.arm(arm)
    assert declared is not None
    space = Space.model_validate({**declared.model_dump(by_alias=True), **(changed.space or {})})
    values = arm_parameters(states.program, changed)
    return _number(space.width, values), _number(space.height, values)


def _number(expression: Expression | None, values: dict[str, bool | int | float]) -> float:
    assert expression is not None
    return float(evaluate(expression, values))


def _layout(network: ir.Network, life: Sequence[State]) -> dict[int, Place]:
    """Places in the unit square of those who are drawn, by all the links that there are at any of the moments."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(_near(network, life[0]))
    for state in life:
        ids = state.columns[f"{network.of}.id"].astype(np.int64)
        pairs = ids[links(state, network)].tolist()
        graph.add_edges_from((a, b) for a, b in pairs if a in graph and b in graph)
    found = nx.spring_layout(graph, seed=LAYOUT_SEED)
    at = np.array(list(found.values()), dtype=np.float64).reshape(-1, 2)
    low, high = at.min(axis=0, initial=0), at.max(axis=0, initial=0)
    scaled = np.round((at - low) / np.where(high > low, high - low, 1), 3).tolist()
    return {int(number): (x, y) for number, (x, y) in zip(found, scaled, strict=True)}


def _near(network: ir.Network, state: State) -> list[int]:
    """The ids of those who are drawn: all, or the first and those fewest links away."""
    ids = state.columns[f"{network.of}.id"].astype(np.int64)
    if len(ids) <= MOST_NODES:
        return [int(number) for number in ids]
    away = distances(links(state, network), np.arange(len(ids)) == 0)
    nearest = np.argsort(np.where(away < 0, len(ids), away), kind="stable")[:MOST_NODES]
    return [int(number) for number in np.sort(ids[nearest])]
