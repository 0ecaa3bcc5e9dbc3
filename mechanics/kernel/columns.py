"""Between the kernel's memory and the columns of snapshots: the same names, order and types as from live models.

In memory a reference is a row and a truth value a byte; in snapshots a reference is an id. Where nobody of a type is
born or dies, rows are ids.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import columns as snapshots
from sobremesa.mechanics import ir
from sobremesa.mechanics.column_names import degree_of, neighbors_of, next_of, rows_of
from sobremesa.mechanics.columns import Columns
from sobremesa.mechanics.ir.facts import Facts, network_word, networks
from sobremesa.mechanics.kernel.layout import NOBODY
from sobremesa.mechanics.kernel.linking import attached
from sobremesa.mechanics.kernel.world import SLOT, World


def read(world: World, facts: Facts, whole: Sequence[bool]) -> Columns:
    """The columns of a world; a replicate that is not whole has failed, and has no rows.

    `facts` are those of the arm's program, which says who may be born there.
    """
    reader = _Reader(world, np.array(whole, dtype=bool))
    columns: Columns = {}
    for kind in world.layout.program.agents:
        columns |= reader.agents(kind, kind.name in facts.born)
    if isinstance(world.layout.program.space, ir.Grid):
        columns |= reader.fields("cell", world.layout.program.space.cells)
    for network in networks(world.layout.program):
        columns |= reader.network(network)
    for field in world.layout.program.globals:
        columns[f"model.{field.name}"] = reader.model(field)
    return columns


class _Reader:
    def __init__(self, world: World, whole: NDArray[np.bool_]) -> None:
        self._world, self._whole = world, whole
        self._layout = world.layout

    def agents(self, kind: ir.Agents, born: bool) -> Columns:
        columns: Columns = {
            rows_of(kind.name): self._counts(kind.name),
            f"{kind.name}.id": self._column(f"{kind.name}.id", kind.name),
        }
        if born:
            columns[next_of(kind.name)] = np.where(self._whole, self._world.get(f"{kind.name}#next"), 0)
        if kind.place is not None:
            axes = ("cell",) if isinstance(self._layout.program.space, ir.Grid) else ("x", "y")
            columns |= {f"{kind.name}.{axis}": self._column(f"{kind.name}.{axis}", kind.name) for axis in axes}
        return columns | self.fields(kind.name, kind.fields)

    def fields(self, owner: str, fields: Sequence[ir.Field]) -> Columns:
        return {f"{owner}.{field.name}": self._field(owner, field) for field in fields}

    def network(self, network: ir.Network) -> Columns:
        owner = network_word("link", network.layer)
        whole = np.flatnonzero(self._whole).tolist()
        ends = [attached(self._world, place, network) for place in whole]
        counts = np.zeros(self._world.count, dtype=np.int64)
        counts[whole] = [len(indices) for _, indices in ends]
        rows = np.concatenate([np.zeros(0, dtype=np.uint32), *(indices for _, indices in ends)])
        columns: Columns = {
            degree_of(network.layer): _degrees([indptr for indptr, _ in ends]),
            neighbors_of(network.layer): rows
            if self._rows_are_ids(network.of)
            else self._numbers(rows, network.of, counts),
        }
        if network.links:
            columns[rows_of(owner)] = self._counts(owner)
            columns |= self.fields(owner, network.links)
        return columns

    def model(self, field: ir.Field) -> NDArray[np.generic]:
        item, slot, one = item_of(field.type), f"model.{field.name}", np.ones(self._world.count, dtype=np.int64)
        kind = snapshots.dtype(item)
        if isinstance(field.type, ir.Vector):
            values = self._world.everyone(self._layout.column(slot), one).view(kind)
        else:
            raw = self._world.get(slot).copy().view(np.uint8).reshape(self._world.count, SLOT)
            values = np.ascontiguousarray(raw[:, : kind.itemsize]).view(kind).reshape(-1)
        values = values.copy()
        values[~self._whole] = NOBODY if isinstance(item, ir.Ref) else 0
        return self._ids(values, item.of, one) if isinstance(item, ir.Ref) else values

    def _field(self, owner: str, field: ir.Field) -> NDArray[np.generic]:
        values, item = self._column(f"{owner}.{field.name}", owner), item_of(field.type)
        if isinstance(item, ir.Ref):
            return self._ids(values.astype(np.int64, copy=False), item.of, self._counts(owner))
        return values.view(snapshots.dtype(item))

    def _counts(self, owner: str) -> NDArray[np.int64]:
        return np.where(self._whole, self._world.get(f"{owner}#rows"), 0)

    def _column(self, name: str, owner: str) -> NDArray[np.generic]:
        return self._world.everyone(self._layout.column(name), self._counts(owner))

    def _rows_are_ids(self, of: str) -> bool:
        return of == "cell" or not (of in self._layout.facts.mortal or of in self._layout.facts.born)

    def _numbers(self, rows: NDArray[np.uint32], of: str, counts: NDArray[np.int64]) -> NDArray[np.uint32]:
        return self._ids(rows.astype(np.int64), of, counts).astype(np.uint32)

    def _ids(self, rows: NDArray[np.int64], of: str, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """References by id: `rows` holds those of `counts` members of each replicate, one replicate after another."""
        if self._rows_are_ids(of):
            return rows
        held = self._counts(of)
        before = np.repeat(np.cumsum(held) - held, counts)
        before = before[:, None] if rows.ndim > 1 else before
        ids = np.append(self._column(f"{of}.id", of).astype(np.int64), NOBODY)
        found: NDArray[np.int64] = ids[np.where(rows == NOBODY, len(ids) - 1, rows + before)]
        return found


def _degrees(starts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """How many neighbours everyone has, one replicate after another; `starts` say where those of each begin."""
    if not starts:
        return np.zeros(0, dtype=np.int64)
    between = np.cumsum([len(each) for each in starts])[:-1] - 1  # from the last of one to the first of the next
    return np.delete(np.diff(np.concatenate(starts)), between)


def item_of(kind: ir.Type) -> ir.Type:
    """The type of a field's value, or of the values of a vector."""
    return kind.item if isinstance(kind, ir.Vector) else kind
