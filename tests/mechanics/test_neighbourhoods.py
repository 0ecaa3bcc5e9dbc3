"""Neighbourhoods on grids are remembered, but never more of them than fit."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sobremesa.mechanics.runtime import grid as geometry
from sobremesa.mechanics.runtime.grid import CLOSE, REMEMBERED, Grid, GridCell, around


class World:
    """A model that is nothing but a grid."""

    def __init__(self, width: int, height: int, torus: bool = False, shape: str = "moore") -> None:
        self.grid = Grid(width, height, torus, shape, None, ())
        self.cells = self.grid.fill([GridCell(self, number) for number in range(width * height)])


def held(grid: Grid) -> int:
    return sum(len(cells) for cells in grid._near.values())


def test_small_neighbourhoods_are_looked_up_and_large_ones_do_not_pile_up() -> None:
    world = World(64, 64)
    for cell in world.cells:
        assert world.grid.near(cell) is world.grid.near(cell)
    for cell in world.cells:
        world.grid.near(cell, 20)
    assert REMEMBERED / 2 < held(world.grid) <= REMEMBERED


def test_what_all_grids_share_is_bounded() -> None:
    most = geometry.around.cache_info().maxsize
    assert most is not None
    assert most * (2 * CLOSE + 1) ** 2 < 2**20
    before = around.cache_info().currsize
    world = World(9, 9)
    world.grid.near(world.cells[40], CLOSE + 1)
    assert around.cache_info().currsize == before


@given(
    st.integers(1, 7), st.integers(1, 7), st.booleans(), st.sampled_from(["moore", "von_neumann", "hex", "cross"]),
    st.integers(0, 9), st.integers(0, 48),
)  # fmt: skip
def test_a_neighbourhood_is_the_same_whether_remembered_or_not(
    width: int, height: int, torus: bool, shape: str, radius: int, number: int
) -> None:
    world = World(width, height, torus, "moore" if shape == "cross" else shape)
    cell = world.cells[number % len(world.cells)]

    def looked(grid: Any) -> list[int]:
        return [each.id for each in grid.near(cell, radius, shape)]

    first = looked(world.grid)
    assert looked(world.grid) == first
    assert cell.id not in first
    assert len(set(first)) == len(first)
    world.grid._remembered = REMEMBERED
    world.grid._near.clear()
    assert looked(world.grid) == first
    assert len(world.grid._near) == (not first)
