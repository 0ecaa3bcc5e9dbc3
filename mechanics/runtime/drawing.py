"""Drawing a model's space on Matplotlib's axes: cells, links and agents. Only exported apps call these."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MANY = 400
"""Agents on a network beyond which a circle is drawn: working out a layout would take seconds."""

Places = Mapping[int, tuple[float, float]]


def draw_cells(axes: Any, grid: Any, value: Callable[[Any], float] | None = None) -> None:
    """The grid, its cells shaded by a value; on a hexagonal one odd rows lie half a cell to the right."""
    if grid.shape == "hex":
        shades = (
            {"color": "0.93"}
            if value is None
            else {"c": [value(cell) for cell in grid.cells], "cmap": "YlGn", "alpha": 0.6}
        )
        size = (200.0 / max(grid.width, grid.height)) ** 2
        places = [cell_place(cell, grid) for cell in grid.cells]
        axes.scatter([x for x, _ in places], [y for _, y in places], s=size, marker="h", zorder=0, **shades)
    elif value is not None:
        rows = [[value(grid.cells[y * grid.width + x]) for x in range(grid.width)] for y in range(grid.height)]
        axes.imshow(rows, origin="lower", cmap="YlGn", alpha=0.6, zorder=0)
    axes.set_xlim(-1, grid.width)
    axes.set_ylim(-1, grid.height)


def draw_plane(axes: Any, plane: Any) -> None:
    """The edges of a plane."""
    axes.set_xlim(0.0, plane.width)
    axes.set_ylim(0.0, plane.height)


def cell_place(cell: Any, grid: Any) -> tuple[float, float]:
    """Where a cell is drawn."""
    return cell.x + (0.5 if grid.shape == "hex" and cell.y % 2 else 0.0), float(cell.y)


def places_on_grid(agents: Sequence[Any], grid: Any) -> Places:
    """Where agents are drawn on a grid, by id."""
    return {agent.id: cell_place(agent.cell, grid) for agent in agents}


def places_on_plane(agents: Sequence[Any]) -> Places:
    """Where agents are drawn on a plane, by id."""
    return {agent.id: (agent.x, agent.y) for agent in agents}


def places_on_network(agents: Sequence[Any], near: str, width: int | None = None) -> Places:
    """Where agents are drawn, by id: in rows of a width, or where springs between the linked pull them."""
    if width is not None:
        return {agent.id: (float(agent.id % width), float(agent.id // width)) for agent in agents}
    if len(agents) > MANY:
        turns = {agent.id: 2.0 * math.pi * place / len(agents) for place, agent in enumerate(agents)}
        return {number: (math.cos(turn), math.sin(turn)) for number, turn in turns.items()}
    import networkx as nx

    graph: Any = nx.Graph()
    graph.add_nodes_from(agent.id for agent in agents)
    graph.add_edges_from((agent.id, other.id) for agent in agents for other in getattr(agent, near))
    found = nx.spring_layout(graph, seed=1)
    return {number: (float(x), float(y)) for number, (x, y) in found.items()}


def draw_links(axes: Any, agents: Sequence[Any], near: str, places: Places) -> None:
    """The links of a network."""
    xs: list[float] = []
    ys: list[float] = []
    for agent in agents:
        for other in getattr(agent, near):
            ends = [places.get(one.id, (0.0, 0.0)) for one in (agent, other)]
            xs += [ends[0][0], ends[1][0], math.nan]
            ys += [ends[0][1], ends[1][1], math.nan]
    axes.plot(xs, ys, color="0.85", linewidth=0.5, zorder=1)


def draw_agents(
    axes: Any, agents: Sequence[Any], places: Places, color: Callable[[Any], Any], label: str, legend: Mapping[str, str]
) -> None:
    """Agents as dots; those who were born since the places were worked out stand in the middle."""
    size = max(4.0, min(60.0, 8000.0 / max(1, len(agents))))
    found = [places.get(agent.id, (0.0, 0.0)) for agent in agents]
    colors = [color(agent) for agent in agents]
    shades = {"cmap": "viridis"} if colors and not isinstance(colors[0], str) else {}
    axes.scatter([x for x, _ in found], [y for _, y in found], c=colors, s=size, zorder=2, **shades)
    for word, shade in legend.items():
        axes.scatter([], [], c=shade, label=f"{label}: {word}" if word else label)


def finish(axes: Any) -> None:
    """What the space is drawn with has no scales, and says what colours mean."""
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
