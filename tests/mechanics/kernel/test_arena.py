"""The arena in machine code and in Python: pieces never overlap, marks give back what came after them."""

from __future__ import annotations

import ctypes
import random

import numpy as np
import pytest

from sobremesa.mechanics.kernel.supporting import arena, words


class Plain:
    """The same text in Python, with real memory."""

    def __init__(self) -> None:
        self._slot = [0]

    def take(self, size: int) -> int:
        return words.address(arena.arena_take(self._slot, size))

    def mark(self) -> int:
        return arena.arena_mark(self._slot)

    def rewind(self, mark: int) -> None:
        arena.arena_rewind(self._slot, mark)

    def free(self) -> int:
        arena.arena_free(self._slot)
        return self._slot[0]


class Compiled:
    """Machine code."""

    def __init__(self, natively) -> None:
        self._native = natively("arena_take", "arena_mark", "arena_rewind", "arena_free")
        self._slot = np.zeros(1, dtype=np.int64)

    def take(self, size: int) -> int:
        return self._native.arena_take(self._slot, size)

    def mark(self) -> int:
        return self._native.arena_mark(self._slot)

    def rewind(self, mark: int) -> None:
        self._native.arena_rewind(self._slot, mark)

    def free(self) -> int:
        self._native.arena_free(self._slot)
        return int(self._slot[0])


@pytest.fixture(params=["python", "machine code"])
def place(request, natively):
    made = Plain() if request.param == "python" else Compiled(natively)
    yield made
    assert made.free() == 0


def test_pieces_hold_what_is_put_into_them(place):
    """Through many blocks, with marks that are taken back in the middle."""
    chance, held, marks = random.Random(4), [], []
    for turn in range(400):
        if chance.random() < 0.15:
            marks.append((place.mark(), len(held)))
        elif marks and chance.random() < 0.15:
            mark, count = marks.pop()
            place.rewind(mark)
            held = held[:count]
        size = chance.choice([0, 1, 8, 100, 5000, 100_000])
        start = place.take(size)
        assert start % 16 == 0 and start > 0
        ctypes.memset(start, turn % 256, size)
        held.append((start, size, turn % 256))
    for start, size, byte in held:
        assert ctypes.string_at(start, size) == bytes([byte]) * size


def test_what_is_given_back_is_taken_again(place):
    before = place.mark()
    first = [place.take(50_000) for _ in range(20)]
    place.rewind(before)
    assert [place.take(50_000) for _ in range(20)] == first
    middle = place.mark()
    after = place.take(64)
    place.rewind(middle)
    assert place.take(64) == after


def test_more_than_there_is_gives_nothing(place):
    assert place.take(2**60) in (0, None)
    assert place.take(16) > 0


def test_an_arena_that_was_never_used_can_be_marked_and_freed(place):
    mark = place.mark()
    place.rewind(mark)
    assert place.free() == 0
