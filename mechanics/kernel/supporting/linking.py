"""Networks as arrays: neighbours sorted by row, in one array for all (`indptr` says where each begins) or in a pool.

In a pool each row has a place of its own (`start`) and a number of neighbours (`degree`), so that links come and go.
`link` holds the row of the link beside each neighbour.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import I64s, U32s, apart


def place_in(ends: U32s, start: int, count: int, other: int) -> int:
    """The first place among `count` ascending neighbours whose row is not below another."""
    low = start
    high = start + count
    while low < high:
        middle = (low + high) >> 1
        if ends[middle] < other:
            low = middle + 1
        else:
            high = middle
    return low


def found_in(ends: U32s, start: int, count: int, other: int) -> int:
    """The place of a neighbour among `count` ascending ones, or -1."""
    place = place_in(ends, start, count, other)
    if place < start + count and ends[place] == other:
        return place
    return -1


@apart
def turn_round(indptr: I64s, indices: U32s, rows: int, in_indptr: I64s, in_indices: U32s) -> None:
    """Who points to whom, from who is pointed to by whom; sorted like it."""
    for row in range(rows + 1):
        in_indptr[row] = 0
    for place in range(indptr[rows]):
        in_indptr[indices[place] + 1] = in_indptr[indices[place] + 1] + 1
    for row in range(rows):
        in_indptr[row + 1] = in_indptr[row + 1] + in_indptr[row]
    for row in range(rows):
        for place in range(indptr[row], indptr[row + 1]):
            other = indices[place]
            in_indices[in_indptr[other]] = row
            in_indptr[other] = in_indptr[other] + 1
    row = rows
    while row > 0:
        in_indptr[row] = in_indptr[row - 1]
        row = row - 1
    in_indptr[0] = 0


@apart
def into_pool(
    indptr: I64s, indices: U32s, rows: int, room: int, capacity: int, start: I64s, degree: I64s, pool: U32s
) -> None:
    """Copy neighbours into a pool where every row has `room`; with a room of 0, no more than it has now."""
    for row in range(capacity):
        start[row] = row * room
        degree[row] = 0
    for row in range(rows):
        degree[row] = indptr[row + 1] - indptr[row]
        if room == 0:
            start[row] = indptr[row]
        for k in range(degree[row]):
            pool[start[row] + k] = indices[indptr[row] + k]


@apart
def widest(indptr: I64s, rows: int, least: int) -> int:
    """The largest number of neighbours, or `least`."""
    most = least
    for row in range(rows):
        most = max(most, indptr[row + 1] - indptr[row])
    return most


@apart
def number_links(
    start: I64s, degree: I64s, ends: U32s, rows: int, directed: int, link: U32s, link_a: U32s, link_b: U32s
) -> int:
    """Give every link a row, by a and then b; how many there are."""
    count = 0
    for a in range(rows):
        for place in range(start[a], start[a] + degree[a]):
            b = ends[place]
            if directed != 0 or a < b:
                link[place] = count
                link_a[count] = a
                link_b[count] = b
                count = count + 1
            else:
                link[place] = link[found_in(ends, start[b], degree[b], a)]
    return count


@apart
def degrees(indptr: I64s, rows: int, degree: I64s) -> None:
    """How many neighbours each row has."""
    for row in range(rows):
        degree[row] = indptr[row + 1] - indptr[row]


@apart
def put_link(start: I64s, degree: I64s, ends: U32s, link: U32s, a: int, b: int, number: int) -> None:
    """Put b among the neighbours of a, which has room, and the link's row beside it."""
    last = start[a] + degree[a]
    place = place_in(ends, start[a], degree[a], b)
    while last > place:
        ends[last] = ends[last - 1]
        link[last] = link[last - 1]
        last = last - 1
    ends[place] = b
    link[place] = number
    degree[a] = degree[a] + 1


@apart
def put_end(start: I64s, degree: I64s, ends: U32s, a: int, b: int) -> None:
    """Put b among the neighbours of a, which has room."""
    last = start[a] + degree[a]
    place = place_in(ends, start[a], degree[a], b)
    while last > place:
        ends[last] = ends[last - 1]
        last = last - 1
    ends[place] = b
    degree[a] = degree[a] + 1


@apart
def cut_link(start: I64s, degree: I64s, ends: U32s, link: U32s, a: int, b: int) -> None:
    """Take b out of the neighbours of a, if it is one."""
    place = found_in(ends, start[a], degree[a], b)
    if place < 0:
        return
    degree[a] = degree[a] - 1
    for k in range(place, start[a] + degree[a]):
        ends[k] = ends[k + 1]
        link[k] = link[k + 1]


@apart
def cut_end(start: I64s, degree: I64s, ends: U32s, a: int, b: int) -> None:
    """Take b out of the neighbours of a, if it is one."""
    place = found_in(ends, start[a], degree[a], b)
    if place < 0:
        return
    degree[a] = degree[a] - 1
    for k in range(place, start[a] + degree[a]):
        ends[k] = ends[k + 1]


@apart
def link_ids(link_a: U32s, link_b: U32s, agents: I64s, ids: I64s, count: int) -> None:
    """What links are known by to draws: the id of a times 2**32, plus the id of b."""
    for row in range(count):
        ids[row] = (agents[link_a[row]] << 32) + agents[link_b[row]]
