"""Grids are Mesa's: what Mesa says of them holds, with cells by rows, agents by id, and neighbourhoods remembered."""

from __future__ import annotations

from random import Random
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid, OrthogonalVonNeumannGrid

from sobremesa.mechanics.runtime import geometry
from sobremesa.mechanics.runtime.geometry import CLOSE, around
from sobremesa.mechanics.runtime.grid import (
    REMEMBERED,
    GridByRows,
    GridCell,
    HexagonalGrid,
    MooreGrid,
    VonNeumannGrid,
    cells_near,
)

GRIDS = {"moore": MooreGrid, "von_neumann": VonNeumannGrid, "hex": HexagonalGrid}
SIDES = st.integers(1, 7)
SHAPES = st.sampled_from(["moore", "von_neumann", "hex"])


class Walker(CellAgent):  # type: ignore[misc]
    """Somebody with a number."""

    def __init__(self, model: mesa.Model, number: int) -> None:
        super().__init__(model)
        self.id = number


def grid(width: int, height: int, torus: bool = False, shape: str = "moore", capacity: int | None = None) -> GridByRows:
    return GRIDS[shape]((width, height), torus=torus, capacity=capacity, random=Random(1), cell_klass=GridCell)


def numbers(cells: Any) -> list[int]:
    return [cell.id for cell in cells]


def held(world: GridByRows) -> int:
    return sum(len(cells) for cells in world._near.values())


def test_small_neighbourhoods_are_looked_up_and_large_ones_do_not_pile_up() -> None:
    world = grid(64, 64)
    for cell in world.cells:
        assert cell.neighborhood is cell.neighborhood
        assert cell.get_neighborhood(2) is cell.get_neighborhood(2)
    for cell in world.cells:
        cell.get_neighborhood(10)
    assert REMEMBERED / 2 < held(world) <= REMEMBERED


def test_what_all_grids_share_is_bounded() -> None:
    most = geometry.around.cache_info().maxsize
    assert most is not None
    assert most * (2 * CLOSE + 1) ** 2 < 2**20
    before = around.cache_info().currsize
    grid(9, 9).cells[40].get_neighborhood(CLOSE + 1)
    assert around.cache_info().currsize == before


@given(SIDES, SIDES, st.booleans(), SHAPES, st.booleans(), st.integers(0, 9), st.integers(0, 48))
def test_a_neighbourhood_is_the_same_whether_remembered_or_not(
    width: int, height: int, torus: bool, shape: str, cross: bool, radius: int, number: int
) -> None:
    world = grid(width, height, torus, shape)
    cell = world.cells[number % len(world.cells)]

    def looked() -> list[int]:
        return numbers(cell.get_neighborhood(radius, shape="cross" if cross else ""))

    first = looked()
    assert looked() == first
    assert cell.id not in first
    assert len(set(first)) == len(first)
    world._remembered = REMEMBERED
    world._near.clear()
    assert looked() == first
    assert len(world._near) == (not first and (cross or radius != 1))


@given(SIDES, SIDES, st.booleans(), SHAPES)
def test_connections_lead_to_the_neighbourhood(width: int, height: int, torus: bool, shape: str) -> None:
    for cell in grid(width, height, torus, shape).cells:
        before = numbers(cell.get_neighborhood())
        there = [other for other in cell.connections.values() if other is not cell]
        assert numbers(dict.fromkeys(there)) == before == numbers(cell.get_neighborhood())
        for (dx, dy), other in cell.connections.items():
            assert ((other.x - cell.x - dx) % width, (other.y - cell.y - dy) % height) == (0, 0)


@given(st.integers(3, 7), st.integers(3, 7), st.booleans(), st.integers(1, 3), st.booleans())
def test_the_same_cells_are_near_as_in_mesa(width: int, height: int, torus: bool, radius: int, moore: bool) -> None:
    kind = OrthogonalMooreGrid if moore else OrthogonalVonNeumannGrid
    theirs = kind((width, height), torus=torus, random=Random(1))
    ours = grid(width, height, torus, "moore" if moore else "von_neumann")
    assert isinstance(ours, kind)
    for cell in ours.cells:
        other = theirs[cell.coordinate]
        found = {each.coordinate for each in cell.get_neighborhood(radius)}
        assert found == {each.coordinate for each in other.get_neighborhood(radius)}
        assert {step: each.coordinate for step, each in cell.connections.items()} == {
            step: each.coordinate for step, each in other.connections.items()
        }


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8)), max_size=40), st.sampled_from([None, 1, 2]))
def test_whoever_moves_stands_by_id_and_empty_cells_are_known(
    moves: list[tuple[int, int]], capacity: int | None
) -> None:
    world, model = grid(3, 3, capacity=capacity), mesa.Model(rng=1)
    walkers = [Walker(model, number) for number in range(6)]
    for walker in walkers:
        walker.cell = world.cells[walker.id]
    assert numbers(world.cells_with_room) == (numbers(world.cells) if capacity != 1 else [6, 7, 8])
    for number, place in moves:
        world.move_agent(walkers[number], world.cells[place])
        empty = [cell for cell in world.cells if not cell.agents]
        assert world.empty_cells == empty
        assert {cell.id for cell in world.empties} == {cell.id for cell in empty}
        assert np.argwhere(world.empty.data).tolist() == sorted([cell.x, cell.y] for cell in empty)
        assert world.cells_with_room == [cell for cell in world.cells if not cell.is_full]
        for cell in world.cells:
            assert [each.id for each in cell.agents] == sorted(each.id for each in walkers if each.cell is cell)
            assert capacity is None or cell.free == capacity - len(cell.agents) >= 0


def test_a_full_cell_takes_nobody_in() -> None:
    world, model = grid(2, 1, capacity=1), mesa.Model(rng=1)
    first, second = Walker(model, 0), Walker(model, 1)
    first.cell, second.cell = world.cells
    world.move_agent(first, world.cells[1])
    assert first.cell is world.cells[0]
    with pytest.raises(ValueError, match="no room for an agent at 1, 0"):
        world.cells[1].add_agent(first)
    with pytest.raises(ValueError, match="no room for an agent at 5, 0"):
        world.place_agent(first, 5, 0)


def test_connections_that_are_changed_count() -> None:
    world = grid(5, 5)
    one, far = world.cells[0], world.cells[24]
    assert numbers(one.neighborhood) == [1, 5, 6]
    one.connect(far)
    assert numbers(one.neighborhood) == [1, 5, 6, 24]
    one.disconnect(far)
    assert numbers(one.neighborhood) == [1, 5, 6]
    assert numbers(one.get_neighborhood(include_center=True)) == [1, 5, 6, 0]


def test_a_grid_of_one_cell_has_none_near() -> None:
    (cell,) = grid(1, 1, torus=True).cells
    assert not list(cell.neighborhood)
    assert cells_near(cell, 0) == []
    with pytest.raises(ValueError, match="no cells near"):
        cells_near(cell)
