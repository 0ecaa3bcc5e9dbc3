"""The columns of a network, whose sizes are known once it is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import network_word
from sobremesa.mechanics.kernel.aids import drawn, net
from sobremesa.mechanics.kernel.world import TYPES, World

Ends = tuple[NDArray[np.int64], NDArray[np.uint32]]
"""Neighbours by row: those of row a are `ends[indptr[a]:indptr[a + 1]]`, sorted."""


def attach(world: World, place: int, network: ir.Network, ends: Ends) -> None:
    """Give a replicate its network."""
    indptr, indices = ends
    layout, key = world.layout, net(network.layer)
    degrees = np.diff(indptr).tolist()
    incoming = np.bincount(indices, minlength=len(degrees)).tolist() if network.directed else degrees
    room = world.capacity.rows[network.of] * world.capacity.spare
    sizes = drawn(layout.aids, network, degrees, room, incoming)
    given: dict[str, NDArray[Any]] = {f"{key}.indptr": indptr, f"{key}.indices": indices}
    for column in layout.columns:
        if column.owner in sizes:
            array = given.get(column.name, np.zeros(0))
            if not array.size:
                array = np.zeros(max(sizes[column.owner], 1) * column.width, dtype=TYPES[column.kind])
            world.attach(column.name, place, array)
    link = network_word("link", network.layer)
    if f"capacity:{link}" in layout.slots:
        world.get(f"capacity:{link}")[place] = sizes[link]


def attached(world: World, place: int, network: ir.Network) -> Ends:
    """A replicate's network as it is now, to be read at once."""
    layout, key = world.layout, net(network.layer)
    count = int(world.get(f"{network.of}#rows")[place])
    if network.layer not in layout.aids.changing:
        indptr = world.rows(layout.column(f"{key}.indptr"), place, count + 1)
        return indptr, world.rows(layout.column(f"{key}.indices"), place, int(indptr[-1]))
    start, degree = (world.rows(layout.column(f"{key}.{word}"), place, count) for word in ("start", "degree"))
    indptr = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(degree, out=indptr[1:])
    where: NDArray[Any] = np.repeat(start - indptr[:-1], degree) + np.arange(indptr[-1])
    pool = world.rows(layout.column(f"{key}.pool"), place, int(where.max()) + 1 if where.size else 0)
    return indptr, pool[where]
