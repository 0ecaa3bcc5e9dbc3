"""From a snapshot's columns back into memory. Snapshots are untrusted: no row or cell is taken on trust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import columns as snapshots
from sobremesa.mechanics import ir
from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.column_names import degree_of, measure_of, neighbors_of, next_of, rows_of
from sobremesa.mechanics.engine import Snapshot, SnapshotMismatchError
from sobremesa.mechanics.held_values import check_values, steady
from sobremesa.mechanics.ir.facts import Facts, network_word, networks
from sobremesa.mechanics.kernel.columns import item_of
from sobremesa.mechanics.kernel.compiling import Kernel
from sobremesa.mechanics.kernel.layout import NOBODY, Column
from sobremesa.mechanics.kernel.linking import attach
from sobremesa.mechanics.kernel.world import World

Array = NDArray[Any]
RUNNING = -1
MOST_IDS = 2**32


def restore(kernel: Kernel, world: World, snapshot: Snapshot, facts: Facts) -> Array:
    """Put a snapshot into a world of as many replicates: what each measured when it stopped, NaN while it goes on.

    Shape (replicates, measures). `facts` are those of the arm's program. Raises SnapshotMismatchError where the
    snapshot does not fit.
    """
    try:
        for place, replicate in enumerate(snapshot.replicates):
            if replicate in snapshot.errors:
                world.get("stopped_at")[place] = snapshot.step  # it has failed: nothing happens in it any more
        _Restorer(world, snapshot, facts).restore()
        measures = [snapshot.columns[measure_of(measure.name)] for measure in world.layout.program.measures]
        last = np.stack([_column(measure, np.float64, world.count) for measure in measures], axis=1)
    except (LookupError, ValueError, TypeError, OverflowError) as error:
        raise SnapshotMismatchError("the snapshot does not hold the state that the document describes") from error
    for place, replicate in enumerate(snapshot.replicates):
        if replicate not in snapshot.errors:
            kernel.settle(world.header(place))
    return last


class _Restorer:
    def __init__(self, world: World, snapshot: Snapshot, facts: Facts) -> None:
        self._world, self._snapshot, self._facts = world, snapshot, facts
        self._columns: Mapping[str, Array] = snapshot.columns
        self._whole = np.array([replicate not in snapshot.errors for replicate in snapshot.replicates], dtype=bool)
        self._program = world.layout.program
        self._steady = steady(self._program, snapshot, arm_parameters(self._program, snapshot.arm))
        self._ids: dict[str, Array] = {}
        self._before: dict[str, Array] = {}

    def restore(self) -> None:
        self._run()
        for kind in self._program.agents:
            self._rows(kind)
        if isinstance(self._program.space, ir.Grid):
            self._owner("cell", np.where(self._whole, self._world.get("cell#rows"), 0))
        for kind in self._program.agents:
            self._agents(kind)
        for network in networks(self._program):
            self._network(network)
        for field in self._program.globals:
            self._model(field)

    def _run(self) -> None:
        """Steps, and which runs have stopped."""
        stopped = _column(self._columns["stopped_at"], np.int64, self._world.count)
        if np.any((stopped < RUNNING) | (stopped > self._snapshot.step)):
            raise ValueError("a run stopped before it began, or after now")
        over = self._whole & (stopped != RUNNING)
        self._world.get("stopped_at")[over] = stopped[over]
        self._world.get("step")[:] = np.where(over, stopped, self._snapshot.step)

    def _rows(self, kind: ir.Agents) -> None:
        rows = _column(self._columns[rows_of(kind.name)], np.int64, self._world.count)
        capacity = self._world.capacity.rows[kind.name]
        if np.any(rows < 0) or np.any(rows > capacity) or np.any(rows[~self._whole] != 0):
            raise ValueError(f"rows of {kind.name}")
        ids = _column(self._columns[f"{kind.name}.id"], np.int64, int(rows.sum()))
        self._before[kind.name] = np.cumsum(rows) - rows
        self._ids[kind.name] = ids
        numbers = self._next(kind.name, rows)
        for place, count in enumerate(rows.tolist()):
            own = self._part(ids, kind.name, place, count)
            if count and (own[0] < 0 or np.any(own[1:] <= own[:-1]) or own[-1] >= numbers[place]):
                raise ValueError(f"ids of {kind.name}")
            self._put(f"{kind.name}.id", place, own)
            if kind.name in self._world.layout.facts.mortal:
                self._put(f"{kind.name}#alive", place, np.ones(count, dtype=np.uint8))
        for word, values in (("rows", rows), ("living", rows), ("next", numbers)):
            self._world.get(f"{kind.name}#{word}")[:] = values

    def _next(self, kind: str, rows: Array) -> Array:
        if kind not in self._facts.born:  # nobody is born in this arm: any number will do
            return np.full(len(rows), MOST_IDS)
        numbers = _column(self._columns[next_of(kind)], np.int64, self._world.count)
        if np.any((numbers < 0) | (numbers > MOST_IDS)):
            raise ValueError(f"next ids of {kind}")
        return numbers

    def _agents(self, kind: ir.Agents) -> None:
        name, grid = kind.name, isinstance(self._program.space, ir.Grid)
        rows = self._world.get(f"{name}#rows").copy()
        if kind.place is not None and grid:
            cells = _column(self._columns[f"{name}.cell"], np.int64, int(rows.sum()))
            _check_within(cells, 0, self._world.capacity.rows["cell"])
            self._scatter(f"{name}.cell", cells, rows)
        elif kind.place is not None:
            for axis, size in (("x", self._world.capacity.width), ("y", self._world.capacity.height)):
                along = _column(self._columns[f"{name}.{axis}"], np.float64, int(rows.sum()))
                if not np.all((along >= 0) & (along <= size)):
                    raise ValueError(f"{axis} of {name}")
                self._scatter(f"{name}.{axis}", along, rows)
        self._owner(name, rows)

    def _owner(self, owner: str, rows: Array) -> None:
        for field in self._world.layout.fields(owner):
            self._scatter(f"{owner}.{field.name}", self._values(owner, field, rows), rows)

    def _values(self, owner: str, field: ir.Field, rows: Array) -> Array:
        """A field's values as they stand in memory, for so many members of each replicate."""
        name, item = f"{owner}.{field.name}", item_of(field.type)
        width = field.type.size if isinstance(field.type, ir.Vector) else None
        values = _column(self._columns[name], snapshots.dtype(item), int(rows.sum()), width)
        check_values(field, values, self._steady, name)
        if isinstance(item, ir.Ref):
            return self._references(values, item.of, rows)
        return (values.view(np.uint8) != 0).astype(np.uint8) if values.dtype == np.bool_ else values

    def _references(self, numbers: Array, of: str, rows: Array) -> Array:
        """References by id as rows; what is nobody's id is nobody."""
        if of == "cell":
            _check_within(numbers, NOBODY, self._world.capacity.rows["cell"])
            return numbers
        found = np.full(numbers.shape, NOBODY, dtype=np.int64)
        ends = np.cumsum(rows)
        for place, count in enumerate(rows.tolist()):
            part = slice(int(ends[place]) - count, int(ends[place]))
            own = self._part(self._ids[of], of, place, int(self._world.get(f"{of}#rows")[place]))
            if count and len(own):
                at = np.minimum(np.searchsorted(own, numbers[part]), len(own) - 1)
                found[part] = np.where(own[at] == numbers[part], at, NOBODY)
        return found

    def _network(self, network: ir.Network) -> None:
        of, link = network.of, network_word("link", network.layer)
        rows = self._world.get(f"{of}#rows")
        degrees = _column(self._columns[degree_of(network.layer)], np.int64, int(rows.sum()))
        _check_within(degrees, 0, MOST_IDS)
        ends, aids = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(degrees)]), self._world.layout.aids
        others = _column(self._columns[neighbors_of(network.layer)], np.uint32, int(ends[-1]))
        for place in np.flatnonzero(self._whole).tolist():
            first, count = int(self._before[of][place]), int(rows[place])
            part = slice(first, first + count)
            indptr = ends[first : first + count + 1] - ends[first]
            own = self._part(self._ids[of], of, place, count)
            at = _rows_of(others[ends[first] : ends[first + count]], own)
            if aids.changing & {network.layer} or aids.numbered & {network.layer}:
                self._check_ends(network, at.astype(np.int64), degrees[part])
            attach(self._world, place, network, (indptr, at))
        if network.links:
            counts = _column(self._columns[rows_of(link)], np.int64, self._world.count)
            if np.any(counts[~self._whole] != 0):  # there is no memory for them
                raise ValueError(f"rows of {link}")
            for place in np.flatnonzero(self._whole).tolist():
                self._check_links(network, place, int(counts[place]))
            self._world.get(f"{link}#rows")[:] = counts
            self._owner(link, counts)

    def _check_ends(self, network: ir.Network, at: Array, degrees: Array) -> None:
        """Neighbours ascend, nobody is their own, and an undirected link is known at both ends.

        Whoever cuts a link relies on that; where nobody does, it is enough that neighbours are there.
        """
        whose = np.repeat(np.arange(len(degrees)), degrees)
        pairs = whose << 32 | at
        if np.any(pairs[1:] <= pairs[:-1]) or np.any(whose == at):
            raise ValueError("neighbors are out of order")
        if not network.directed and not np.array_equal(np.sort(at << 32 | whose), pairs):
            raise ValueError("neighbors are not mutual")

    def _check_links(self, network: ir.Network, place: int, count: int) -> None:
        rows = int(self._world.get(f"{network.of}#rows")[place])
        first = int(self._before[network.of][place])
        ends = int(np.sum(self._columns[degree_of(network.layer)][first : first + rows]))
        if count != (ends if network.directed else ends // 2):
            raise ValueError("links are not as many as neighbors say")

    def _model(self, field: ir.Field) -> None:
        name, one = f"model.{field.name}", np.ones(self._world.count, dtype=np.int64)
        values = self._values("model", field, one)
        if isinstance(field.type, ir.Vector):
            self._scatter(name, values, one)
            return
        wide = values if values.dtype.itemsize == 8 else values.astype(np.int64)
        self._world.get(name)[:] = wide.view(np.int64)

    def _scatter(self, name: str, values: Array, rows: Array) -> None:
        """Give each replicate its part of a column."""
        ends = np.cumsum(rows)
        for place, count in enumerate(rows.tolist()):
            self._put(name, place, values[int(ends[place]) - count : int(ends[place])])

    def _put(self, name: str, place: int, values: Array) -> None:
        if len(values):
            column: Column = self._world.layout.column(name)
            self._world.rows(column, place, len(values))[:] = values

    def _part(self, values: Array, kind: str, place: int, count: int) -> Array:
        first = int(self._before[kind][place])
        return values[first : first + count]


def _rows_of(numbers: Array, ids: Array) -> Array:
    """Ids as rows among ascending `ids`. Raises ValueError where one is not there."""
    if len(ids) and ids[-1] == len(ids) - 1:  # everyone who was ever there
        _check_within(numbers, 0, len(ids))
        return np.ascontiguousarray(numbers, dtype=np.uint32)
    rows = np.searchsorted(ids, numbers)
    if np.any(rows >= len(ids)) or np.any(ids[rows] != numbers):
        raise ValueError("nobody has this id")
    return rows.astype(np.uint32)


def _column(values: Array, kind: Any, length: int, width: int | None = None) -> Array:
    """The column, if it has this type and size. Raises ValueError."""
    shape = (length,) if width is None else (length, width)
    if values.dtype != np.dtype(kind) or values.shape != shape:
        raise ValueError(f"a column is {values.dtype} {values.shape}, not {np.dtype(kind)} {shape}")
    return values


def _check_within(values: Array, low: int, high: int) -> None:
    """Raise ValueError unless all lie from low to below high."""
    if values.size and (values.min() < low or values.max() >= high):
        raise ValueError(f"numbers lie outside {low}..{high - 1}")
