"""How the headline went over time, as a few points an arm: for a line of text, and later for a figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sobremesa.mechanics.document import ModelDocument
from sobremesa.nodes.report import Course

if TYPE_CHECKING:
    from sobremesa.mechanics.engine import Series
    from sobremesa.mechanics.ensemble import Ensemble

POINTS = 25


def courses(document: ModelDocument, ensemble: Ensemble) -> tuple[Course, ...]:
    """The mean of the headline's measure over the replicates that did not fail, arm by arm."""
    name = document.experiment.headline.measure
    measure = document.measures[name]
    if measure.at == "end":
        return ()
    return tuple(_course(name, measure.unit, arm, series) for arm, series in ensemble.arms.items())


def _course(measure: str, unit: str | None, arm: str, series: Series) -> Course:
    import numpy as np

    rows = series.values[measure][[index not in series.errors for index in series.replicates]]
    picked = _picked(series.values[measure].shape[1])
    means = [float(np.nanmean(rows[:, i])) if np.isfinite(rows[:, i]).any() else None for i in picked]
    steps = tuple(series.first_step + i for i in picked)
    return Course(measure=measure, arm=arm, unit=unit, steps=steps, values=tuple(means))


def _picked(length: int) -> list[int]:
    """Positions evenly spread, the first and the last among them."""
    amount = min(POINTS, length)
    return sorted(set(_spread(amount, length)))


def _spread(amount: int, length: int) -> Iterator[int]:
    if amount == 1:
        yield 0
        return
    yield from (round(i * (length - 1) / (amount - 1)) for i in range(amount))
