"""Taking the dead out: rows close up in their order, and references follow. `moved` says where each row goes."""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.standing import FEW
from sobremesa.mechanics.kernel.supporting.words import I64s, U8s, U32s, apart

NOWHERE = 4294967295


@apart
def closing(alive: U8s, rows: int, moved: U32s) -> int:
    """Where rows go when the dead are taken out (the dead nowhere); how many are left."""
    left = 0
    for row in range(rows):
        if alive[row] != 0:
            moved[row] = left
            left = left + 1
        else:
            moved[row] = NOWHERE
    return left


@apart
def close_words(column: I64s, moved: U32s, rows: int, width: int) -> None:
    """Close up the rows of a column of 8-byte values."""
    for row in range(rows):
        new = moved[row]
        if new < row:
            for k in range(width):
                column[new * width + k] = column[row * width + k]


@apart
def close_halves(column: U32s, moved: U32s, rows: int, width: int) -> None:
    """Close up the rows of a column of 4-byte values."""
    for row in range(rows):
        new = moved[row]
        if new < row:
            for k in range(width):
                column[new * width + k] = column[row * width + k]


@apart
def close_bytes(column: U8s, moved: U32s, rows: int, width: int) -> None:
    """Close up the rows of a column; `width` in bytes."""
    for row in range(rows):
        new = moved[row]
        if new < row:
            for k in range(width):
                column[new * width + k] = column[row * width + k]


@apart
def follow(references: I64s, count: int, moved: U32s) -> None:
    """Let references go where rows went; those to the dead are to nobody."""
    for k in range(count):
        row = references[k]
        if row >= 0:
            references[k] = -1
            if moved[row] != NOWHERE:
                references[k] = moved[row]


@apart
def follow_halves(references: U32s, count: int, moved: U32s) -> None:
    """The same of references of 4 bytes, of which none is to the dead but those of the dead."""
    for k in range(count):
        if references[k] != NOWHERE:
            references[k] = moved[references[k]]


@apart
def close_pool(start: I64s, degree: I64s, pool: U32s, alive: U8s, moved: U32s, rows: int, spare: I64s) -> None:
    """Close up the rows of a network; places in the pool of the dead go to those who are born later."""
    left = 0
    freed = 0
    for row in range(rows):
        if alive[row] != 0:
            for k in range(start[row], start[row] + degree[row]):
                pool[k] = moved[pool[k]]
            here = start[row]
            start[left] = here
            degree[left] = degree[row]
            left = left + 1
        else:
            spare[freed] = start[row]
            freed = freed + 1
    for k in range(freed):
        start[left + k] = spare[k]
        degree[left + k] = 0


def row_of_id(ids: I64s, rows: int, number: int) -> int:
    """The row of an id among ascending ones, or -1."""
    low = 0
    high = rows
    while low < high:
        middle = (low + high) >> 1
        if ids[middle] < number:
            low = middle + 1
        else:
            high = middle
    if low < rows and ids[low] == number:
        return low
    return -1


@apart
def first_and_last(on: U32s, last: U32s, beside: U32s, cell: I64s, rows: int) -> None:
    """Who is first and last on each cell, after rows have closed up."""
    for row in range(rows):
        ends_of_list(on, last, beside, cell[row], row)


def ends_of_list(on: U32s, last: U32s, beside: U32s, cell: int, row: int) -> None:
    """The same of one row."""
    if beside[2 * row + 1] == NOWHERE:
        on[2 * cell] = row
    if beside[2 * row] == NOWHERE and on[2 * cell + 1] > FEW:
        last[cell] = row


def stand_alone(on: U32s, cell: I64s, rows: int) -> None:
    """Who stands on each cell of those on which somebody does, where a cell holds one agent."""
    for row in range(rows):
        on[cell[row]] = row


@apart
def zeroed(column: U8s, size: int) -> None:
    """So many bytes at 0."""
    for k in range(size):
        column[k] = 0


@apart
def renumbered(
    start: I64s, degree: I64s, ends: U32s, rows: int, directed: int, link: U32s, moved: U32s, links: int
) -> int:
    """Number the links that there are by a and then b; `moved` says where the row of each goes. How many there are."""
    for row in range(links):
        moved[row] = NOWHERE
    count = 0
    for a in range(rows):
        for place in range(start[a], start[a] + degree[a]):
            old = link[place]
            if directed != 0 or a < ends[place]:
                moved[old] = count
                count = count + 1
            link[place] = moved[old]
    return count


@apart
def rearranged(column: U8s, room: U8s, moved: U32s, links: int, left: int, width: int) -> None:
    """Put the rows of a column where `moved` says; `width` in bytes."""
    for row in range(links):
        if moved[row] != NOWHERE:
            for k in range(width):
                room[moved[row] * width + k] = column[row * width + k]
    for k in range(left * width):
        column[k] = room[k]
