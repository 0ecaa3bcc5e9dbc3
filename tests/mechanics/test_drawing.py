"""What an app draws of a space: everyone at their place, cells by their value, links once each way."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics.runtime.drawing import (
    MANY,
    draw_agents,
    draw_cells,
    draw_links,
    draw_plane,
    finish,
    places_on_grid,
    places_on_network,
    places_on_plane,
)
from sobremesa.mechanics.runtime.grid import GridByRows, GridCell, HexagonalGrid, MooreGrid


def axes() -> Any:
    from matplotlib.figure import Figure

    return Figure().add_subplot()


def grid(shape: str) -> GridByRows:
    kind = HexagonalGrid if shape == "hex" else MooreGrid
    return kind((4, 3), random=Random(1), cell_klass=GridCell)


class Walker:
    """Somebody on a cell."""

    def __init__(self, number: int, cell: GridCell) -> None:
        self.id, self.cell = number, cell


def people(links: list[tuple[int, int]], count: int) -> list[Any]:
    found = [SimpleNamespace(id=number, neighbors=[]) for number in range(count)]
    for a, b in links:
        found[a].neighbors.append(found[b])
        found[b].neighbors.append(found[a])
    return found


@pytest.mark.parametrize(("shape", "shift"), [("moore", 0.0), ("hex", 0.5)])
def test_odd_rows_of_hexagons_lie_half_a_cell_to_the_right(shape: str, shift: float) -> None:
    on = grid(shape)
    agents = [Walker(0, on.cells[2]), Walker(7, on.cells[5])]
    places = places_on_grid(agents, on)
    assert places == {0: (2.0, 0.0), 7: (1.0 + shift, 1.0)}
    drawing = axes()
    draw_cells(drawing, on, lambda cell: cell.id / 12)
    draw_agents(drawing, agents, places, lambda agent: float(agent.id), "walker", {})
    finish(drawing)
    dots = drawing.collections[-1]
    assert dots.get_offsets().tolist() == [list(place) for place in places.values()]
    assert dots.get_array().tolist() == [0.0, 7.0]
    shades = drawing.collections[0].get_array() if shape == "hex" else drawing.images[0].get_array()
    assert np.asarray(shades).ravel().tolist() == [number / 12 for number in range(12)]


@pytest.mark.parametrize("shape", ["moore", "hex"])
def test_cells_without_a_value_are_an_empty_ground(shape: str) -> None:
    drawing = axes()
    draw_cells(drawing, grid(shape))
    draw_agents(drawing, [], {}, str, "walker", {"": "tab:blue"})
    finish(drawing)
    assert not drawing.images
    assert [text.get_text() for text in drawing.get_legend().get_texts()] == ["walker"]


def test_on_a_plane_everyone_is_where_they_are() -> None:
    birds = [SimpleNamespace(id=3, x=1.5, y=2.5)]
    drawing = axes()
    draw_plane(drawing, SimpleNamespace(width=10.0, height=4.0))
    draw_agents(drawing, birds, places_on_plane(birds), lambda _: "red", "bird", {"calm": "red", "wild": "blue"})
    finish(drawing)
    assert drawing.get_xlim() == (0.0, 10.0)
    assert drawing.get_ylim() == (0.0, 4.0)
    assert drawing.collections[0].get_offsets().tolist() == [[1.5, 2.5]]
    assert [text.get_text() for text in drawing.get_legend().get_texts()] == ["bird: calm", "bird: wild"]


def test_on_a_network_the_linked_are_joined_and_the_newborn_stand_in_the_middle() -> None:
    agents = people([(0, 1), (1, 2)], 4)
    places = places_on_network(agents[:3], "neighbors")
    assert set(places) == {0, 1, 2}
    assert places == places_on_network(agents[:3], "neighbors")
    drawing = axes()
    draw_links(drawing, agents, "neighbors", places)
    draw_agents(drawing, agents, places, lambda _: "red", "person", {"": "red"})
    finish(drawing)
    xs, ys = drawing.lines[0].get_data()
    ends = {((xs[i], ys[i]), (xs[i + 1], ys[i + 1])) for i in range(0, len(xs), 3)}
    assert ends == {(places[a], places[b]) for a, b in [(0, 1), (1, 0), (1, 2), (2, 1)]}
    assert drawing.collections[0].get_offsets().tolist()[3] == [0.0, 0.0]


def test_a_lattice_has_rows_and_a_crowd_stands_in_a_circle() -> None:
    assert places_on_network(people([], 6), "neighbors", 3)[4] == (1.0, 1.0)
    circle = places_on_network(people([], MANY + 1), "neighbors")
    assert np.hypot(*np.array(list(circle.values())).T) == pytest.approx(1.0)
    assert len(set(circle.values())) == MANY + 1
