"""What moves when rows do: networks in pools, links and their state, who stands where; against plain lists."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics.kernel.aids import NONE, reach
from sobremesa.mechanics.kernel.lowering.grid import SHAPES
from sobremesa.mechanics.kernel.supporting.standing import FEW
from sobremesa.mechanics.runtime.grid import around

Natively = Callable[..., Any]


def zeros(count: int, kind: type = np.int64) -> np.ndarray:
    return np.zeros(max(count, 1), dtype=kind)


class Pool:
    """A network in a pool, with the numbers of its links, and the same as sets of pairs."""

    def __init__(self, natively: Natively, rows: int, share: float, directed: bool, seed: int, spare: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.points = rng.random((rows, rows)) < share
        np.fill_diagonal(self.points, False)
        if not directed:
            self.points |= self.points.T
        self.rows, self.directed, self.capacity = rows, int(directed), rows + 3
        indptr = np.concatenate([[0], np.cumsum(self.points.sum(axis=1))]).astype(np.int64)
        indices = np.concatenate([np.flatnonzero(row) for row in self.points] or [[]]).astype(np.uint32)
        self.native = natively("into_pool", "widest", "degrees", "number_links", "cut_end", "close_pool", "renumbered",
                               "rearranged", "follow_halves", "closing", "link_ids")  # fmt: skip
        self.room = int(self.native.widest(indptr, rows, 1)) + spare
        self.start, self.degree = zeros(self.capacity), zeros(self.capacity)
        self.ends = zeros(self.capacity * self.room, np.uint32)
        self.native.into_pool(indptr, indices, rows, self.room, self.capacity, self.start, self.degree, self.ends)
        self.counted = zeros(rows)
        self.native.degrees(indptr, rows, self.counted)
        self.link = zeros(len(self.ends), np.uint32)
        self.a, self.b = zeros(len(self.ends), np.uint32), zeros(len(self.ends), np.uint32)
        told = self.start, self.degree, self.ends, rows, self.directed, self.link, self.a, self.b
        self.links = int(self.native.number_links(*told))

    def near(self, row: int) -> list[int]:
        first = int(self.start[row])
        return [int(end) for end in self.ends[first : first + int(self.degree[row])]]

    def beside(self, row: int) -> list[int]:
        first = int(self.start[row])
        return [int(number) for number in self.link[first : first + int(self.degree[row])]]

    def pairs(self) -> list[tuple[int, int]]:
        """Each link once, by a and then b."""
        points = self.points if self.directed else np.triu(self.points)
        return [(int(a), int(b)) for a, b in zip(*np.nonzero(points), strict=True)]


SHAPES_OF_NETWORKS = [(0, 0.0), (1, 0.0), (2, 1.0), (9, 0.3), (30, 0.1)]


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize(("rows", "share"), SHAPES_OF_NETWORKS)
def test_links_are_numbered_by_their_ends(natively: Natively, rows: int, share: float, directed: bool) -> None:
    pool = Pool(natively, rows, share, directed, seed=rows)
    assert pool.counted[:rows].tolist() == pool.degree[:rows].tolist() == pool.points.sum(axis=1).tolist()
    assert pool.degree[rows:].tolist() == [0] * 3
    pairs = pool.pairs()
    assert list(zip(pool.a[: pool.links].tolist(), pool.b[: pool.links].tolist(), strict=True)) == pairs
    numbers = {pair: number for number, pair in enumerate(pairs)}
    for row in range(rows):
        assert pool.near(row) == np.flatnonzero(pool.points[row]).tolist()
        told = [numbers.get((row, end), numbers.get((end, row))) for end in pool.near(row)]
        assert pool.beside(row) == told
    ids, agents = zeros(pool.links), 3 * np.arange(rows, dtype=np.int64)
    pool.native.link_ids(pool.a, pool.b, agents, ids, pool.links)
    assert ids[: pool.links].tolist() == [3 * a * 2**32 + 3 * b for a, b in pairs]


def test_a_pool_without_room_to_grow_lies_as_the_neighbours_do(natively: Natively) -> None:
    native = natively("into_pool")
    indptr, indices = np.array([0, 2, 2, 5], dtype=np.int64), np.array([4, 1, 0, 3, 2], dtype=np.uint32)
    start, degree, pool = zeros(3), zeros(3), zeros(5, np.uint32)
    native.into_pool(indptr, indices, 3, 0, 3, start, degree, pool)
    assert (start.tolist(), degree.tolist(), pool.tolist()) == ([0, 2, 2], [2, 0, 3], [4, 1, 0, 3, 2])


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize(("rows", "share"), SHAPES_OF_NETWORKS[1:])
def test_networks_close_up_when_agents_die(natively: Natively, rows: int, share: float, directed: bool) -> None:
    """The links of the dead are cut first; then rows move, and links are numbered anew with their state."""
    pool, rng = Pool(natively, rows, share, directed, seed=3 * rows), Random(rows)
    state = np.arange(100, 100 + max(pool.links, 1), dtype=np.int64)
    was = {pair: 100 + number for number, pair in enumerate(pool.pairs())}
    alive = np.array([rng.random() < 0.7 for _ in range(rows)], dtype=np.uint8)
    native_links = natively("cut_link")
    for row in range(rows):
        for other in range(rows):
            if pool.points[row, other] and not (alive[row] and alive[other]):
                native_links.cut_link(pool.start, pool.degree, pool.ends, pool.link, row, other)
    moved, kept = zeros(rows, np.uint32), np.flatnonzero(alive)
    assert pool.native.closing(alive, rows, moved) == len(kept)
    gone = set(range(rows)) - set(kept.tolist())
    freed = {int(pool.start[row]) for row in gone}
    pool.native.close_pool(pool.start, pool.degree, pool.ends, alive, moved, rows, zeros(rows))
    assert {int(place) for place in pool.start[len(kept) : rows]} == freed
    assert pool.degree[len(kept) : rows].tolist() == [0] * len(gone)
    left = pool.points[np.ix_(kept, kept)]
    assert [pool.near(row) for row in range(len(kept))] == [np.flatnonzero(row).tolist() for row in left]

    told = pool.start, pool.degree, pool.ends, len(kept), pool.directed, pool.link, zeros(pool.links, np.uint32)
    places = told[-1]
    count = int(pool.native.renumbered(*told, pool.links))
    pool.native.rearranged(state, zeros(len(state)), places, pool.links, count, 8)
    pairs = [(int(a), int(b)) for a, b in zip(*np.nonzero(left if directed else np.triu(left)), strict=True)]
    assert count == len(pairs)
    assert state[:count].tolist() == [was[int(kept[a]), int(kept[b])] for a, b in pairs]
    numbers = {pair: number for number, pair in enumerate(pairs)}
    for row in range(len(kept)):
        assert pool.beside(row) == [numbers.get((row, end), numbers.get((end, row))) for end in pool.near(row)]


def test_ends_without_links_are_cut_and_followed(natively: Natively) -> None:
    native = natively("put_end", "cut_end", "follow_halves")
    start, degree, ends = zeros(1), zeros(1), zeros(3, np.uint32)
    for end in (5, 7, 2):
        native.put_end(start, degree, ends, 0, end)
    assert (degree[0], ends.tolist()) == (3, [2, 5, 7])
    native.cut_end(start, degree, ends, 0, 6)
    assert (degree[0], ends.tolist()) == (3, [2, 5, 7])
    native.cut_end(start, degree, ends, 0, 5)
    assert (degree[0], ends[:2].tolist()) == (2, [2, 7])
    references = np.array([2, NONE, 7], dtype=np.uint32)
    native.follow_halves(references, 3, np.array([0, 0, 1, 0, 0, 0, 0, NONE], dtype=np.uint32))
    assert references.tolist() == [1, NONE, NONE]


def test_halves_close_up_like_words(natively: Natively) -> None:
    native, rng = natively("closing", "close_halves", "close_words"), np.random.default_rng(2)
    alive = (rng.random(40) < 0.5).astype(np.uint8)
    moved, halves = zeros(40, np.uint32), rng.integers(0, 2**32, (40, 3)).astype(np.uint32)
    left, expected = native.closing(alive, 40, moved), halves[alive == 1].tolist()
    native.close_halves(halves, moved, 40, 3)
    assert halves[:left].tolist() == expected


def test_an_id_is_found_among_ascending_ones(natively: Natively) -> None:
    native = natively("row_of_id")
    for ids in ([], [4], [0, 1, 2, 3], [2, 3, 5, 8, 13, 21, 34]):
        for number in range(-1, 36):
            expected = ids.index(number) if number in ids else -1
            assert native.row_of_id(np.array(ids or [0], dtype=np.int64), len(ids), number) == expected


def test_lists_know_their_ends_after_rows_close_up(natively: Natively) -> None:
    native = natively("nobody_stands", "enter", "closing", "leave", "close_halves", "follow_halves", "first_and_last")
    rng, rows, cells = Random(5), 90, 3
    on, last, beside = zeros(2 * cells, np.uint32), zeros(cells, np.uint32), zeros(2 * rows, np.uint32)
    native.nobody_stands(on, cells)
    cell = np.array([min(rng.randrange(2 * cells), cells - 1) for _ in range(rows)], dtype=np.int64)
    for row in range(rows):
        native.enter(on, last, beside, int(cell[row]), row)
    alive = np.array([rng.random() < 0.7 for _ in range(rows)], dtype=np.uint8)
    for row in np.flatnonzero(alive == 0):
        native.leave(on, last, beside, int(cell[row]), int(row))
    moved = zeros(rows, np.uint32)
    left = native.closing(alive, rows, moved)
    native.close_halves(beside, moved, rows, 2)
    native.follow_halves(beside, 2 * left, moved)
    native.first_and_last(on, last, beside, cell[alive == 1], left)
    for place in range(cells):
        here = np.flatnonzero(cell[alive == 1] == place).tolist()
        row, found = int(on[2 * place]), []
        while row != NONE:
            found.append(row)
            row = int(beside[2 * row])
        assert found == here
        assert len(here) <= FEW or last[place] == here[-1]
    assert max(np.bincount(cell[alive == 1])) > FEW


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("torus", [False, True])
def test_who_is_around_where_a_cell_holds_one(natively: Natively, shape: str, torus: bool) -> None:
    native = natively("nobody_lives", "stand_alone", "near_tables", "around_table", "is_aligned")
    rng = np.random.default_rng(6)
    for width, height, radius in ((1, 1, 1), (3, 4, 1), (7, 6, 1), (7, 6, 2), (4, 9, 3)):
        cells, most = width * height, reach(shape, radius)
        cell = np.sort(rng.permutation(cells)[: max(1, 2 * cells // 3)]).astype(np.int64)
        rows, on = len(cell), zeros(cells, np.uint32)
        native.nobody_lives(on, cells)
        native.stand_alone(on, cell, rows)
        table, inner = zeros(cells * (most + 1), np.uint32), zeros(cells // 64 + 1, np.uint64)
        delta, who = zeros(2 * (most + 1), np.uint32), zeros(rows * (most + 1), np.uint32)
        native.near_tables(table, inner, delta, width, height, int(torus), SHAPES[shape], radius, most)
        native.around_table(who, table, inner, delta, on, cell, rows, width, most)
        standing = {int(place): row for row, place in enumerate(cell)}
        for row in range(rows):
            near = around(int(cell[row]), radius, shape, width, height, torus)
            expected = [standing[other] for other in near if other in standing]
            base = row * (most + 1)
            assert who[base + 1 : base + 1 + who[base]].tolist() == expected
        assert native.is_aligned(cell, rows, cells) == int(cell.tolist() == list(range(cells)))
        everyone = np.arange(cells, dtype=np.int64)
        assert native.is_aligned(everyone, cells, cells) == 1
        assert native.is_aligned(everyone[::-1].copy(), cells, cells) == int(cells == 1)


def test_links_made_in_a_step_are_counted_until_the_next(natively: Natively) -> None:
    native, rng = natively("entry_of"), Random(9)
    entries, width = 17, 4
    table = zeros(entries * width)
    for step in range(4):
        numbers = [rng.randrange(2**40) for _ in range(entries)]
        found = [native.entry_of(table, entries, width, number, step) for number in numbers]
        assert sorted(found) == [width * place for place in range(entries)]
        for number, place in zip(numbers, found, strict=True):
            assert table[place : place + width].tolist() == [number, step + 1, 0, 0]
            table[place + 2] = 7
            assert native.entry_of(table, entries, width, number, step) == place
        assert native.entry_of(table, entries, width, 2**41, step) == -1


def test_arrays_that_hold_the_same(natively: Natively) -> None:
    native = natively("same_floats", "same_bytes", "copied", "zeroed")
    a, b = np.array([1.5, 0.0, -2.0]), np.array([1.5, -0.0, -2.0])
    assert native.same_floats(a, b, 3)
    assert not native.same_bytes(a, b, 24)
    assert native.same_bytes(a, b, 8)
    b[2] = 3.0
    assert not native.same_floats(a, b, 3)
    assert native.same_floats(a, b, 2)
    assert native.same_floats(a, b, 0)
    native.copied(a, b, 24)
    assert native.same_bytes(a, b, 24)
    native.zeroed(b, 16)
    assert b.tolist() == [0.0, 0.0, -2.0]
    nothing = np.array([np.nan])
    assert not native.same_floats(nothing, nothing, 1)
