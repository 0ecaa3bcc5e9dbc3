"""Which values a field can hold at all: what no run leaves behind is refused where a snapshot is read.

Numbers are finite, labels are there, and what has bounds keeps them, since every write is clamped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.engine import Snapshot
from sobremesa.mechanics.ir.sizes import constants, value_of

ROUNDING = 1e-9
"""Relative to a bound: it may be computed in another order here than in the run."""


def steady(program: ir.Program, snapshot: Snapshot, parameters: Mapping[str, bool | int | float]) -> dict[str, float]:
    """The parameters that hold one value throughout a run: bounds that read others may have been others before."""
    moving = {lever.moves for lever in program.levers} | {lever.moves for lever in snapshot.levers}
    moving |= {name for change in snapshot.arm.at for name in change.set}
    return constants(program.document, {name: value for name, value in parameters.items() if name not in moving})


def check_values(field: ir.Field, column: NDArray[Any], values: Mapping[str, float], name: str) -> None:
    """Raise ValueError where a field's column holds what no run leaves behind; `values` are the `steady` ones."""
    item = field.type.item if isinstance(field.type, ir.Vector) else field.type
    if not column.size:
        return
    if isinstance(item, ir.Label) and not 0 <= int(column.min()) <= int(column.max()) < len(item.labels):
        raise ValueError(f"{name} holds labels that there are not")
    if item is ir.Scalar.FLOAT and not np.all(np.isfinite(column)):
        raise ValueError(f"{name} holds what is no finite number")
    if item in (ir.Scalar.FLOAT, ir.Scalar.INT):
        low, high = value_of(field.low, values), value_of(field.high, values)
        if low is not None and float(column.min()) < low - ROUNDING * max(1.0, abs(low)):
            raise ValueError(f"{name} holds less than it can")
        if high is not None and float(column.max()) > high + ROUNDING * max(1.0, abs(high)):
            raise ValueError(f"{name} holds more than it can")
