"""Who stands on a cell: lists in the order of rows, and sets of cells of which the k-th is found fast.

Two words of a cell in `on`: the first row that stands there, and how many. Two of a row in `beside`: the next on the
same cell, and the one before. `NONE` is nobody. Where more than `FEW` stand, `last` holds the last of them, since
whoever comes is mostly the newest.

A set of cells is a bit for each, in `words`, and a Fenwick tree (Fenwick 1994) over how many bits each word has.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import I64s, U32s, U64s, apart, lowest_bit, unsigned

NONE = 4294967295
FEW = 16
ALL = 18446744073709551615


@apart
def nobody_stands(on: U32s, cells: int) -> None:
    """Empty the lists of all cells."""
    for cell in range(cells):
        on[2 * cell] = NONE
        on[2 * cell + 1] = 0


def nobody_lives(on: U32s, cells: int) -> None:
    """Empty the cells of a grid on which a cell holds one agent."""
    for cell in range(cells):
        on[cell] = NONE


def enter(on: U32s, last: U32s, beside: U32s, cell: int, row: int) -> None:
    """Put a row into the list of a cell."""
    many = on[2 * cell + 1]
    before: int = NONE
    after: int = NONE
    if many > FEW:
        before = last[cell]
        while before != NONE and before > row:
            after = before
            before = beside[2 * before + 1]
    else:
        after = on[2 * cell]
        while after < row:
            before = after
            after = beside[2 * after]
    on[2 * cell + 1] = many + 1
    beside[2 * row] = after
    beside[2 * row + 1] = before
    if after != NONE:
        beside[2 * after + 1] = row
    if before == NONE:
        on[2 * cell] = row
    else:
        beside[2 * before] = row
    if many >= FEW and (many == FEW or after == NONE):
        last[cell] = end_of(beside, row)


def end_of(beside: U32s, row: int) -> int:
    """The last row of the list in which a row is."""
    while beside[2 * row] != NONE:
        row = beside[2 * row]
    return row


def leave(on: U32s, last: U32s, beside: U32s, cell: int, row: int) -> None:
    """Take a row out of the list of a cell."""
    after = beside[2 * row]
    before = beside[2 * row + 1]
    many = on[2 * cell + 1]
    on[2 * cell + 1] = many - 1
    if after != NONE:
        beside[2 * after + 1] = before
    elif many > FEW:
        last[cell] = before
    if before == NONE:
        on[2 * cell] = after
    else:
        beside[2 * before] = after


def all_in(words: U64s, tree: I64s, cells: int) -> None:
    """The set of all cells."""
    count = (cells + 63) // 64
    left = cells
    for i in range(count):
        if left >= 64:
            words[i] = ALL
            tree[i + 1] = 64
        else:
            words[i] = (unsigned(1) << unsigned(left)) - unsigned(1)
            tree[i + 1] = left
        left = left - 64
    for i in range(1, count + 1):
        above = i + (i & -i)
        if above <= count:
            tree[above] = tree[above] + tree[i]


def put_in(words: U64s, tree: I64s, cells: int, cell: int) -> None:
    """Add a cell that is not in the set."""
    words[cell >> 6] = words[cell >> 6] | (unsigned(1) << unsigned(cell & 63))
    count = (cells + 63) >> 6
    i = (cell >> 6) + 1
    while i <= count:
        tree[i] = tree[i] + 1
        i = i + (i & -i)


def take_out(words: U64s, tree: I64s, cells: int, cell: int) -> None:
    """Remove a cell that is in the set."""
    words[cell >> 6] = words[cell >> 6] ^ (unsigned(1) << unsigned(cell & 63))
    count = (cells + 63) >> 6
    i = (cell >> 6) + 1
    while i <= count:
        tree[i] = tree[i] - 1
        i = i + (i & -i)


@apart
def kth_in(words: U64s, tree: I64s, cells: int, k: int) -> int:
    """The k-th cell of a set that has more than k."""
    count = (cells + 63) >> 6
    step = 1
    while step * 2 <= count:
        step = step * 2
    at = 0
    while step > 0:
        if at + step <= count and tree[at + step] <= k:
            at = at + step
            k = k - tree[at]
        step = step >> 1
    word = words[at]
    while k > 0:
        word = word & (word - unsigned(1))
        k = k - 1
    return 64 * at + lowest_bit(word)
