"""What is near: the cells around a cell, and who stands within a distance on a plane.

Shapes are numbers here: 0 moore, 1 von_neumann, 2 cross, 3 hex (odd rows lie half a cell to the right).
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.standing import NONE
from sobremesa.mechanics.kernel.supporting.words import F64s, I64s, U32s, U64s, apart, lowest_bit, sqrt, unsigned

FEW = 24
"""Up to how many numbers are sorted by insertion."""


def is_within(dx: int, dy: int, radius: int, shape: int, row: int) -> bool:
    """Whether a step from a row is no further than the radius, which |dx| and |dy| are."""
    if shape == 1:
        return abs(dx) + abs(dy) <= radius
    if shape == 2:
        return dx == 0 or dy == 0
    if shape == 3:
        along = dx - (((row + dy) >> 1) - (row >> 1))
        return abs(along) <= radius and abs(along + dy) <= radius
    return True


@apart
def near_tables(
    table: U32s, inner: U64s, delta: U32s, width: int, height: int, torus: int, shape: int, radius: int, most: int
) -> None:  # fmt: skip
    """For every cell how many cells are within a radius, and which: `most` + 1 words each.

    Cells that are further than that from every edge have a bit in `inner` instead, and their neighbours' numbers are
    their own plus what `delta` says: first of even rows, then of odd ones.
    """
    radius = min(radius, width + height)
    for row in range(2):
        delta[row * (most + 1)] = near_row(delta, row * (most + 1), 0, row, width, 0, 2, shape, radius)
    for i in range((width * height + 63) // 64):
        inner[i] = 0
    for y in range(height):
        within_lines = y >= radius and y + radius < height
        for x in range(width):
            cell = y * width + x
            if within_lines and x >= radius and x + radius < width:
                inner[cell >> 6] = inner[cell >> 6] | (unsigned(1) << unsigned(cell & 63))
            else:
                base = cell * (most + 1)
                table[base] = near_row(table, base, x, y, width, height, torus, shape, radius)


def near_row(
    table: U32s, base: int, x: int, y: int, width: int, height: int, torus: int, shape: int, radius: int
) -> int:  # fmt: skip
    """The cells within a radius of a cell, by dy and then dx, each once, behind the word at `base`; how many.

    A `torus` of 2 is a grid without edges, on which numbers count from the cell's own (modulo 2**32).
    """
    twice = torus == 1 and (2 * radius + 1 > width or 2 * radius + 1 > height)
    count = 0
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if is_within(dx, dy, radius, shape, y) and (dx != 0 or dy != 0):
                other = dy * width + dx
                if torus != 2:
                    other = cell_at(x + dx, y + dy, width, height, torus)
                    if other < 0 or other == y * width + x or (twice and is_among(table, base + 1, count, other)):
                        continue
                count = count + 1
                table[base + count] = other & 4294967295
    return count


def is_among(table: U32s, base: int, count: int, other: int) -> bool:
    """Whether a number is among `count` in a table."""
    found = False
    for i in range(count):
        found = found or table[base + i] == other
    return found


def cell_at(x: int, y: int, width: int, height: int, torus: int) -> int:
    """The cell at a place; beyond the edge the other side on a torus, else -1."""
    if torus != 0:
        if x < 0 or x >= width:
            x = x % width
        if y < 0 or y >= height:
            y = y % height
        return y * width + x
    if x < 0 or x >= width or y < 0 or y >= height:
        return -1
    return y * width + x


@apart
def surroundings(out: I64s, seen: U64s, cell: int, radius: int, shape: int, width: int, height: int, torus: int) -> int:
    """The cells within a radius of a cell, by dy and then dx, each once, into `out`; how many. `seen`: a bit a cell."""
    y = cell // width
    x = cell - y * width
    twice = torus != 0 and (2 * radius + 1 > width or 2 * radius + 1 > height)
    if twice:
        for i in range((width * height + 63) // 64):
            seen[i] = unsigned(0)
    count = 0
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if is_within(dx, dy, radius, shape, y):
                other = cell_at(x + dx, y + dy, width, height, torus)
                if other >= 0 and other != cell:
                    fresh = True
                    if twice:
                        bit = unsigned(1) << unsigned(other & 63)
                        fresh = seen[other >> 6] & bit == unsigned(0)
                        seen[other >> 6] = seen[other >> 6] | bit
                    if fresh:
                        out[count] = other
                        count = count + 1
    return count


@apart
def is_aligned(cell: I64s, rows: int, cells: int) -> int:
    """1 where everyone's row is the number of their cell, and nobody is missing, else 0."""
    row = 0
    while row < rows and cell[row] == row:
        row = row + 1
    return int(row == cells)


def around_table(
    table: U32s, near: U32s, inner: U64s, delta: U32s, on: U32s, cell: I64s, rows: int, width: int, most: int
) -> None:  # fmt: skip
    """For every row its neighbours on a grid where a cell holds one agent: how many, and which."""
    for row in range(rows):
        base = row * (most + 1)
        here = cell[row]
        count = 0
        if inner[here >> 6] >> unsigned(here & 63) & 1 == 1:
            place = here // width % 2 * (most + 1)
            for j in range(most):
                other = on[here + delta[place + 1 + j] & 4294967295]
                if other != NONE:
                    count = count + 1
                    table[base + count] = other
        else:
            for j in range(near[here * (most + 1)]):
                other = on[near[here * (most + 1) + 1 + j]]
                if other != NONE:
                    count = count + 1
                    table[base + count] = other
        table[base] = count


def bucket(along: float, size: float, count: int) -> int:
    """Which of so many buckets along an axis holds a coordinate."""
    place = int(along * (float(count) / size))
    if place >= count:
        return count - 1
    return place


def first_bucket(along: float, radius: float, size: float, count: int, torus: int) -> int:
    """The first bucket, which may lie beyond the edge of a torus, that may hold someone within a radius."""
    margin = radius + (radius + size) * 1e-9
    if not margin < size or (torus != 0 and 2.0 * margin >= size):
        return 0
    low = along - margin
    if low < 0.0:
        if torus == 0:
            return 0
        return bucket(low + size, size, count) - count
    return bucket(low, size, count)


def last_bucket(along: float, radius: float, size: float, count: int, torus: int) -> int:
    """The last bucket, which may lie beyond the edge of a torus, that may hold someone within a radius."""
    margin = radius + (radius + size) * 1e-9
    if not margin < size or (torus != 0 and 2.0 * margin >= size):
        return count - 1
    high = along + margin
    if high >= size:
        if torus == 0:
            return count - 1
        return bucket(high - size, size, count) + count
    return bucket(high, size, count)


def nearby_most(on: U32s, first: int, last: int, top: int, bottom: int, columns: int, lines: int) -> int:
    """How many stand in the buckets from `first` to `last` along x and from `top` to `bottom` along y."""
    count = 0
    for line in range(top, min(bottom, top + lines - 1) + 1):
        for column in range(first, min(last, first + columns - 1) + 1):
            count = count + on[2 * (line % lines * columns + column % columns) + 1]
    return count


@apart
def nearby(
    out: I64s, on: U32s, beside: U32s, xs: F64s, ys: F64s, me: int, x: float, y: float, radius: float,
    first: int, last: int, top: int, bottom: int, columns: int, lines: int, width: float, height: float, torus: int,
) -> int:  # fmt: skip
    """The rows but `me` in these buckets within a radius, into `out` in no order; how many."""
    count = 0
    for line in range(top, min(bottom, top + lines - 1) + 1):
        for column in range(first, min(last, first + columns - 1) + 1):
            row = on[2 * (line % lines * columns + column % columns)]
            while row != NONE:
                dx = shorter_way(xs[row] - x, width, torus)
                dy = shorter_way(ys[row] - y, height, torus)
                if row != me and sqrt(dx * dx + dy * dy) <= radius:
                    out[count] = row
                    count = count + 1
                row = beside[2 * row]
    return count


def shorter_way(way: float, size: float, torus: int) -> float:
    """A way along one axis; on a torus the other way round, if that is shorter."""
    if torus != 0:
        if way * 2.0 > size:
            return way - size
        if way * 2.0 < -size:
            return way + size
    return way


@apart
def ascending(rows: I64s, count: int, seen: U64s, most: int) -> None:
    """Sort different numbers below `most`; `seen` has room for a bit of each."""
    if count <= FEW:
        for i in range(1, count):
            row = rows[i]
            j = i
            while j > 0 and rows[j - 1] > row:
                rows[j] = rows[j - 1]
                j = j - 1
            rows[j] = row
        return
    words = (most + 63) // 64
    for i in range(words):
        seen[i] = 0
    for i in range(count):
        row = rows[i]
        seen[row >> 6] = seen[row >> 6] | (unsigned(1) << unsigned(row & 63))
    place = 0
    for i in range(words):
        word = seen[i]
        while word != 0:
            rows[place] = 64 * i + lowest_bit(word)
            place = place + 1
            word = word & (word - 1)
