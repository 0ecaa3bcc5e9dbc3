"""From a replicate's series to one number: an outcome's `take`, from its first step on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.document import Outcome
from sobremesa.mechanics.engine import Series


def outcomes(series: Series, outcome: Outcome) -> NDArray[np.float64]:
    """The outcome of each replicate, shape (replicates,).

    NaN where there is none: the replicate failed, the measure was missing throughout (for `last`: at the end),
    or, for `when`, it stayed 0.
    """
    begin = min(max(outcome.start - series.first_step, 0), series.values[outcome.measure].shape[1] - 1)
    values = series.values[outcome.measure][:, begin:]
    taken = np.array([_take(row, outcome.take, series.first_step + begin) for row in values])
    failed = [index in series.errors for index in series.replicates]
    return np.where(failed, np.nan, taken)


def _take(row: NDArray[np.float64], take: str, first_step: int) -> float:
    if take == "last":
        return float(row[-1])
    if take == "when":
        happened = np.flatnonzero((row != 0) & ~np.isnan(row))
        return float(first_step + happened[0]) if happened.size else np.nan
    there = row[~np.isnan(row)]
    if there.size == 0:
        return np.nan
    match take:
        case "mean":
            return float(there.mean())
        case "max":
            return float(there.max())
        case "min":
            return float(there.min())
        case "sum":
            return float(there.sum())
        case _:
            return float(there.var())
