"""Memory for the length of a turn: taken piece by piece, given back all at once.

A chain of blocks. `slot[0]` holds the address of the block in use, 0 before the first. Each begins with four words:
the block before, the block after, the address of the first byte that is free, the address behind the last.
Blocks stay when they are given back, and are used again.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import I64s, address, allocated, apart, located, released

BEFORE, AFTER, FREE, END = 0, 1, 2, 3
HEAD = 32
SMALLEST = 1 << 14


def arena_take(slot: I64s, size: int) -> I64s:
    """`size` bytes (0 or more), aligned to 16; at address 0 where there is no memory."""
    size = (size + 15) >> 4 << 4
    if slot[0] != 0:
        block = located(slot[0])
        place = block[FREE]
        if size <= block[END] - place:
            block[FREE] = place + size
            return located(place)
    return located(_in_another(slot, size))


@apart
def _in_another(slot: I64s, size: int) -> int:
    """The same where the block in use is full, or there is none."""
    now = slot[0]
    after = 0
    room = SMALLEST
    if now != 0:
        block = located(now)
        after = block[AFTER]
        room = 2 * (block[END] - now)
    if after == 0 or located(after)[END] - after < size + HEAD:
        after = _inserted(now, after, max(room, size + HEAD))
    if after == 0:
        return 0
    slot[0] = after
    block = located(after)
    block[FREE] = after + HEAD + size
    return after + HEAD


def _inserted(before: int, after: int, size: int) -> int:
    """A new block between two: its address, or 0."""
    block = allocated(size)
    place = address(block)
    if place == 0:
        return 0
    block[BEFORE] = before
    block[AFTER] = after
    block[END] = place + size
    if before != 0:
        located(before)[AFTER] = place
    if after != 0:
        located(after)[BEFORE] = place
    return place


def arena_mark(slot: I64s) -> int:
    """Where the free memory begins, for `arena_rewind`."""
    return located(slot[0])[FREE] if slot[0] != 0 else 0


def arena_rewind(slot: I64s, mark: int) -> None:
    """Give back what was taken since the mark."""
    if slot[0] == 0:
        return
    block = located(slot[0])
    if slot[0] < mark <= block[END]:
        block[FREE] = mark
        return
    _rewound(slot, mark)


@apart
def _rewound(slot: I64s, mark: int) -> None:
    """The same where the mark is in an earlier block, or is from before the first."""
    block = located(slot[0])
    while block[BEFORE] != 0 and not (slot[0] < mark <= block[END]):
        slot[0] = block[BEFORE]
        block = located(slot[0])
    block[FREE] = max(mark, slot[0] + HEAD)


@apart
def arena_free(slot: I64s) -> None:
    """Give all blocks back to the system."""
    place = slot[0]
    while place != 0 and located(place)[AFTER] != 0:
        place = located(place)[AFTER]
    while place != 0:
        block = located(place)
        place = block[BEFORE]
        released(block)
    slot[0] = 0
