"""The state of a batch of replicates in memory: one header and one block of columns each.

All of it is one buffer of NumPy's, so it is freed with the world. Rules may exchange two columns of a kind by their
addresses in the header; whoever reads a column therefore looks its address up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.kernel.capacity import LINE, Capacity, lines
from sobremesa.mechanics.kernel.layout import Column, Layout
from sobremesa.mechanics.kernel.scratch import scratch_bytes
from sobremesa.mechanics.kernel.values import DOUBLE, I8, I16, I32, I64

Array = NDArray[Any]

TYPES: Mapping[str, np.dtype[Any]] = {
    DOUBLE: np.dtype("<f8"),
    I64: np.dtype("<i8"),
    I32: np.dtype("<u4"),
    I16: np.dtype("<i2"),
    I8: np.dtype("u1"),
}
SLOT = 8
LINKS = 4
"""How many times links are in memory at most: live, in two snapshots, and as they are drawn."""
OBJECTS = 1_000
"""Bytes of Python's objects around a replicate, about."""


class World:
    """Headers and columns of `count` replicates, all zero at first but for the addresses and capacities of columns."""

    def __init__(self, layout: Layout, capacity: Capacity, count: int) -> None:
        self.layout, self.capacity, self.count = layout, capacity, count
        header, block = header_bytes(layout), block_bytes(layout, capacity)
        self._raw = np.zeros(count * (header + block) + LINE, dtype=np.uint8)
        start = -self._raw.ctypes.data % LINE
        self._memory = self._raw[start : start + count * (header + block)]
        self.stride = header
        self.base = self._memory.ctypes.data
        self._block = block
        self._apart: dict[int, Array] = {}
        self._headers = self._memory[: count * header].view(np.int64).reshape(count, header // SLOT)
        self._blocks = self.base + count * header + block * np.arange(count, dtype=np.int64)
        offset = 0
        for column in layout.columns:
            if column.owner in capacity.rows:
                self._headers[:, layout.slots[column.name]] = self._blocks + offset
                offset += capacity.bytes_of(column)

    def header(self, place: int) -> int:
        """The address of a replicate's header."""
        return self.base + place * self.stride

    def get(self, slot: str) -> NDArray[np.int64]:
        """A slot of whole numbers in every replicate: a view that can be written."""
        return self._headers[:, self.layout.slots[slot]]

    def get_float(self, slot: str) -> NDArray[np.float64]:
        """A slot of floats in every replicate: a view that can be written."""
        return self._headers.view(np.float64)[:, self.layout.slots[slot]]

    def attach(self, column: str, place: int, array: Array) -> None:
        """Let a replicate's column lie in an array of its own, which is kept as long as the world."""
        address = array.__array_interface__["data"][0]
        self._apart[address] = array
        self._headers[place, self.layout.slots[column]] = address

    def rows(self, column: Column, place: int, count: int) -> Array:
        """The first rows of a replicate's column, wherever it lies now: a view that can be written."""
        address = int(self._headers[place, self.layout.slots[column.name]])
        if address in self._apart:
            array = self._apart[address].reshape(-1)[: count * column.width]
        else:
            size = count * column.width * TYPES[column.kind].itemsize
            array = self._memory[address - self.base :][:size].view(TYPES[column.kind])
        return array.reshape(count, column.width) if column.width > 1 else array

    def everyone(self, column: Column, counts: NDArray[np.int64]) -> Array:
        """The rows of a column in all replicates, one after another: `counts` of each. A copy."""
        offsets = self._headers[:, self.layout.slots[column.name]] - self._blocks
        kind, alike = TYPES[column.kind], column.owner in self.capacity.rows and self.count > 0
        if alike and np.all(counts == counts[0]) and np.all(offsets == offsets[0]):
            first, size = int(offsets[0]), int(counts[0]) * column.width * kind.itemsize
            blocks = self._memory[self.count * self.stride :].reshape(self.count, self._block)
            array = blocks[:, first : first + size].copy().view(kind).reshape(-1)
        else:
            parts = [self.rows(column, place, int(count)).reshape(-1) for place, count in enumerate(counts)]
            array = np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
        return array.reshape(-1, column.width) if column.width > 1 else array


def header_bytes(layout: Layout) -> int:
    """What the header of a replicate takes."""
    return lines(len(layout.slots) * SLOT)


def block_bytes(layout: Layout, capacity: Capacity) -> int:
    """What the columns of a replicate take, those of links apart, whose number is known once they are drawn."""
    return sum(capacity.bytes_of(column) for column in layout.columns if column.owner in capacity.rows)


def snapshot_bytes(layout: Layout, capacity: Capacity) -> int:
    """About what the columns of a replicate take in a snapshot, with its links."""
    return sum(capacity.bytes_of(column) for column in layout.state if column.owner in capacity.rows)


def world_bytes(layout: Layout, capacity: Capacity, replicates: int) -> int:
    """About what replicates take while they run: their state, the snapshots at both ends, and what turns take.

    Of those who are born as many as may live at a time: memory that nobody touches the system does not give.
    """
    rows = {of: min(count, capacity.most.get(of, count)) for of, count in capacity.rows.items()}
    full = replace(capacity, rows=rows)
    live = header_bytes(layout) + block_bytes(layout, full) + scratch_bytes(layout.scratch, rows)
    return replicates * (live + 2 * snapshot_bytes(layout, full) + LINKS * full.link_bytes + OBJECTS)
