"""Who stands where, what is near, who is linked: the kernel's structures against plain lists and Mesa's geometry."""

from __future__ import annotations

from bisect import insort
from random import Random

import numpy as np
import pytest

from sobremesa.mechanics.kernel.aids import NONE, reach
from sobremesa.mechanics.kernel.lowering.grid import SHAPES
from sobremesa.mechanics.kernel.supporting.standing import FEW
from sobremesa.mechanics.runtime.grid import around
from sobremesa.mechanics.runtime.groups import clusters, region_sizes


def zeros(count: int, kind: type = np.int64) -> np.ndarray:
    return np.zeros(max(count, 1), dtype=kind)


def listed(on: np.ndarray, beside: np.ndarray, cell: int) -> list[int]:
    """The rows on a cell, both ways."""
    row, found = int(on[2 * cell]), []
    while row != NONE:
        found.append(row)
        row = int(beside[2 * row])
    if found:
        back = [found[-1]]
        while beside[2 * back[-1] + 1] != NONE:
            back.append(int(beside[2 * back[-1] + 1]))
        assert back == found[::-1]
    return found


def test_lists_stay_sorted_in_crowds_and_out_of_them(natively):
    native = natively("nobody_stands", "enter", "leave")
    rng, rows, cells = Random(3), 120, 3
    on, last, beside = zeros(2 * cells, np.uint32), zeros(cells, np.uint32), zeros(2 * rows, np.uint32)
    native.nobody_stands(on, cells)
    where: dict[int, int] = {}
    plain: list[list[int]] = [[] for _ in range(cells)]
    most = 0
    for _ in range(6000):
        row = rng.randrange(rows)
        if row in where:
            cell = where.pop(row)
            plain[cell].remove(row)
            native.leave(on, last, beside, cell, row)
        if rng.random() < 0.6:
            cell = where[row] = min(rng.randrange(2 * cells), cells - 1)
            insort(plain[cell], row)
            native.enter(on, last, beside, cell, row)
        most = max(most, len(plain[-1]))
        assert listed(on, beside, cell) == plain[cell]
        assert on[2 * cell + 1] == len(plain[cell])
    assert most > 2 * FEW


@pytest.mark.parametrize("cells", [1, 63, 64, 65, 1000])
def test_the_kth_cell_of_a_set(natively, cells):
    native = natively("all_in", "put_in", "take_out", "kth_in")
    words, tree = zeros(cells // 64 + 2, np.uint64), zeros(cells // 64 + 2)
    native.all_in(words, tree, cells)
    inside, rng = list(range(cells)), Random(cells)
    for _ in range(400):
        cell = rng.randrange(cells)
        if cell in inside:
            inside.remove(cell)
            native.take_out(words, tree, cells, cell)
        else:
            insort(inside, cell)
            native.put_in(words, tree, cells, cell)
        for k in {0, len(inside) // 2, len(inside) - 1} if inside else ():
            assert native.kth_in(words, tree, cells, k) == inside[k]


SIZES = [(1, 1), (1, 5), (2, 2), (3, 3), (4, 3), (7, 6), (9, 8), (5, 12)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("torus", [False, True])
def test_cells_are_near_in_the_order_of_the_grid(natively, shape, torus):
    """From the tables, by differences where a cell is inner, and one by one, for any radius."""
    native = natively("near_tables", "surroundings")
    for width, height in SIZES:
        cells = width * height
        out, seen = zeros(cells), zeros(cells // 64 + 1, np.uint64)
        for radius in (0, 1, 2, 3, 4, 7):
            most = reach(shape, radius)
            table, inner = zeros(cells * (most + 1), np.uint32), zeros(cells // 64 + 1, np.uint64)
            delta = zeros(2 * (most + 1), np.uint32)
            native.near_tables(table, inner, delta, width, height, int(torus), SHAPES[shape], radius, most)
            for cell in range(cells):
                expected = list(around(cell, radius, shape, width, height, torus))
                reached = min(radius, width + height)
                count = native.surroundings(out, seen, cell, reached, SHAPES[shape], width, height, int(torus))
                assert out[:count].tolist() == expected
                if inner[cell >> 6] >> np.uint64(cell & 63) & np.uint64(1):
                    place = cell // width % 2 * (most + 1)
                    near = (delta[place + 1 : place + 1 + most].astype(np.int64) + cell) % 2**32
                    assert near.tolist() == expected
                    assert delta[place] == most
                else:
                    base = cell * (most + 1)
                    assert table[base + 1 : base + 1 + table[base]].tolist() == expected


@pytest.mark.parametrize("torus", [False, True])
def test_who_is_near_on_a_plane_is_who_is_close(natively, torus):
    """Against everyone's distance, also at the very edge of a radius and over the seam of a torus."""
    ends = ("first_bucket", "last_bucket")
    native = natively("nobody_stands", "enter", "bucket", *ends, "nearby_most", "nearby", "ascending", "shorter_way")
    rng = np.random.default_rng(4)
    for size in (1.0, 10.0, 1e-3):
        for columns, lines in ((1, 1), (2, 3), (7, 5)):
            rows = 60
            xs, ys = rng.integers(0, 11, rows) * size / 10, rng.random(rows) * size
            on, last = zeros(2 * columns * lines, np.uint32), zeros(columns * lines, np.uint32)
            beside, out, seen = zeros(2 * rows, np.uint32), zeros(rows), zeros(2, np.uint64)
            native.nobody_stands(on, columns * lines)
            for row in range(rows):
                cell = native.bucket(ys[row], size, lines) * columns + native.bucket(xs[row], size, columns)
                native.enter(on, last, beside, cell, row)
            for radius in (0.0, size / 10, size / 5, size / 2, size, 3 * size, float("inf"), -1.0, float("nan")):
                for me in (0, 7):
                    x, y = float(xs[me]), float(ys[me])
                    reached = [
                        getattr(native, end)(along, radius, size, count, int(torus))
                        for along, count in ((x, columns), (y, lines))
                        for end in ends
                    ]
                    most = native.nearby_most(on, *reached, columns, lines)
                    count = native.nearby(
                        out, on, beside, xs, ys, me, x, y, radius, *reached, columns, lines, size, size, int(torus)
                    )
                    native.ascending(out, count, seen, rows)
                    dx = np.array([native.shorter_way(a - x, size, int(torus)) for a in xs])
                    dy = np.array([native.shorter_way(b - y, size, int(torus)) for b in ys])
                    close = np.sqrt(dx * dx + dy * dy) <= radius
                    close[me] = False
                    assert out[:count].tolist() == np.flatnonzero(close).tolist()
                    assert count <= most


def test_links_come_and_go_in_order(natively):
    native = natively("put_link", "cut_link", "put_end", "cut_end", "found_in")
    rng, rows, room = Random(6), 9, 9
    start, degree = np.arange(rows, dtype=np.int64) * room, zeros(rows)
    ends, link = zeros(rows * room, np.uint32), zeros(rows * room, np.uint32)
    plain: list[dict[int, int]] = [{} for _ in range(rows)]
    for number in range(3000):
        a, b = rng.randrange(rows), rng.randrange(rows)
        if b in plain[a]:
            del plain[a][b]
            native.cut_link(start, degree, ends, link, a, b)
        else:
            plain[a][b] = number
            native.put_link(start, degree, ends, link, a, b, number)
        row = slice(a * room, a * room + int(degree[a]))
        assert ends[row].tolist() == sorted(plain[a])
        assert link[row].tolist() == [plain[a][end] for end in sorted(plain[a])]
        c = rng.randrange(rows)
        place = native.found_in(ends, int(start[a]), int(degree[a]), c)
        assert place == (a * room + sorted(plain[a]).index(c) if c in plain[a] else -1)


def test_arrows_turn_round(natively):
    native, rng = natively("turn_round"), np.random.default_rng(7)
    for rows in (1, 2, 17):
        points = rng.random((rows, rows)) < 0.3
        indptr = np.concatenate([[0], np.cumsum(points.sum(axis=1))]).astype(np.int64)
        indices = np.flatnonzero(points.ravel()).astype(np.uint32) % np.uint32(rows)
        back, sources = zeros(rows + 1), zeros(len(indices), np.uint32)
        native.turn_round(indptr, indices, rows, back, sources)
        for row in range(rows):
            assert sources[back[row] : back[row + 1]].tolist() == np.flatnonzero(points[:, row]).tolist()


def test_regions_and_clusters_are_those_of_mesa(natively):
    native, rng = natively("apart_from_all", "join_regions", "regions_among", "clusters_among"), Random(8)
    for rows in (1, 5, 40):
        members = sorted(rng.sample(range(rows), rng.randint(1, rows)))
        joined = {(a, b) for a in members for b in members if rng.random() < 1.5 / rows}
        parent, sizes = zeros(rows, np.uint32), zeros(rows, np.uint32)
        native.apart_from_all(parent, rows)
        parent[members] = members
        for a, b in joined:
            native.join_regions(parent, a, b)
        things = {row: [row] for row in members}
        near = {id(things[row]): [things[b] for a, b in sorted(joined) if a == row] for row in members}
        found = region_sizes(list(things.values()), lambda one, near=near: near[id(one)], lambda _one, _other: True)
        kept = np.array(members, dtype=np.int64)
        assert native.regions_among(parent, kept, len(kept), sizes, 0) == len(found)
        assert native.regions_among(parent, kept, len(kept), sizes, 1) == max(found)
        numbers = np.sort(np.array([rng.randrange(30) * 0.5 for _ in range(rows)]))
        for gap, least in ((0.0, 1), (0.5, 2), (2.0, 0), (-1.0, 1)):
            expected = clusters(numbers.tolist(), gap, least)
            assert native.clusters_among(numbers, rows, gap, least, 0) == len(expected)
            assert native.clusters_among(numbers, rows, gap, least, 1) == max(expected, default=0)


def test_rows_close_up_and_references_follow(natively):
    native, rng = natively("closing", "close_words", "close_bytes", "follow"), np.random.default_rng(9)
    for rows in (1, 8, 300):
        alive = (rng.random(rows) < 0.6).astype(np.uint8)
        moved, column = zeros(rows, np.uint32), rng.random((rows, 2))
        small, refs = rng.integers(0, 100, rows).astype(np.int16), rng.integers(-1, rows, 50)
        left = native.closing(alive, rows, moved)
        kept = np.flatnonzero(alive)
        expected = column[kept].copy(), small[kept].copy()
        old = refs.copy()
        native.close_words(column, moved, rows, 2)
        native.close_bytes(small, moved, rows, 2)
        native.follow(refs, len(refs), moved)
        assert left == len(kept)
        assert column[:left].tolist() == expected[0].tolist()
        assert small[:left].tolist() == expected[1].tolist()
        new = {int(row): place for place, row in enumerate(kept)}
        assert refs.tolist() == [new.get(int(row), -1) for row in old]
