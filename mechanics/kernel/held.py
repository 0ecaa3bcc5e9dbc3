"""The columns of a snapshot that still has its live replicates behind it, so that going on needs no restoring.

The memory belongs to these very columns: whoever stores or changes them has a plain snapshot, which is restored. It
can be taken once, since running changes it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from sobremesa.mechanics.engine import Snapshot
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.batch import Batch

Columns = Mapping[str, NDArray[Any]]
_TAKING = threading.Lock()


class HeldColumns(dict[str, NDArray[Any]]):
    """Columns, and the batch that they were read from. Copies and pickles are plain columns."""

    batch: Batch | None = None
    told: object = None

    def __reduce__(self) -> tuple[type[dict[str, NDArray[Any]]], tuple[dict[str, NDArray[Any]]]]:
        return dict, (dict(self),)


def hold(snapshot: Snapshot, batch: Batch) -> None:
    """Keep the batch for as long as the snapshot's columns, which can't be written any more."""
    columns = snapshot.columns
    assert isinstance(columns, HeldColumns)
    for column in columns.values():
        column.flags.writeable = False
    columns.batch, columns.told = batch, _told(snapshot)


def taken_from(snapshot: Snapshot, program: Program) -> Batch | None:
    """The batch behind a snapshot, if it is as it was given, and of this program; nobody else gets it."""
    columns = snapshot.columns
    if not isinstance(columns, HeldColumns):
        return None
    with _TAKING:
        batch, told = columns.batch, columns.told
        if batch is None or told != _told(snapshot):
            return None
        columns.batch = columns.told = None
    known = batch.world.layout.program
    return batch if known is program or known == program else None


def _told(snapshot: Snapshot) -> object:
    """All of a snapshot that is not in its columns, and matters for going on."""
    errors = dict(snapshot.errors)
    return snapshot.seed, snapshot.arm, snapshot.replicates, snapshot.step, snapshot.stopped, snapshot.levers, errors
