"""How outcomes went over time and where they ended, as a few points an arm: for a line of text, and for figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.report import Course, Spread

if TYPE_CHECKING:
    from sobremesa.mechanics.engine import Series
    from sobremesa.mechanics.ensemble import Ensemble

POINTS = 60
MOST_DOTS = 200
BAND = (0.05, 0.95)


def courses(document: Document, ensemble: Ensemble, points: int = POINTS) -> tuple[Course, ...]:
    """Each outcome's measure, the headline's first: its mean over the replicates that did not fail, arm by arm.

    At so many points at most, the first and the last among them.
    """
    experiment = document.experiment
    names = dict.fromkeys(outcome.measure for outcome in (experiment.headline, *experiment.also))
    return tuple(
        _course(name, document.measures[name].unit, arm, series, points)
        for name in names
        if isinstance(document, ProcessDocument) or document.measures[name].at != "end"
        for arm, series in ensemble.arms.items()
    )


def spreads(document: Document, ensemble: Ensemble) -> tuple[Spread, ...]:
    """What each replicate gave for the headline, arm by arm; of many, evenly spaced quantiles."""
    import numpy as np

    from sobremesa.mechanics.outcome import outcomes

    headline = document.experiment.headline
    found = []
    for arm, series in ensemble.arms.items():
        sample = outcomes(series, headline)
        there = np.sort(sample[~np.isnan(sample)])
        if there.size > MOST_DOTS:
            there = np.quantile(there, (np.arange(MOST_DOTS) + 0.5) / MOST_DOTS)
        unit = document.measures[headline.measure].unit if headline.take != "when" else None
        found.append(
            Spread(measure=headline.measure, take=headline.take, arm=arm, unit=unit, values=tuple(there.tolist()))
        )
    return tuple(found)


def _course(measure: str, unit: str | None, arm: str, series: Series, points: int) -> Course:
    import numpy as np

    of_slices = series.values.get(f"{measure}.slice")  # of a process: over each stretch, not over all before it
    rows = (series.values[measure] if of_slices is None else of_slices)[
        [index not in series.errors for index in series.replicates]
    ]
    picked = evenly(series.values[measure].shape[1], points)
    columns = [column[np.isfinite(column)] for column in (rows[:, i] for i in picked)]
    low, mean, high = (
        tuple(float(take(column)) if column.size else None for column in columns)
        for take in (lambda c: np.quantile(c, BAND[0]), np.mean, lambda c: np.quantile(c, BAND[1]))
    )
    steps = tuple(series.first_step + i for i in picked)
    return Course(measure=measure, arm=arm, unit=unit, steps=steps, values=mean, low=low, high=high)


def evenly(length: int, most: int) -> list[int]:
    """Positions in something of this length, at most so many, evenly spread, the first and the last among them."""
    amount = min(most, length)
    if amount == 1:
        return [0]
    return sorted({round(i * (length - 1) / (amount - 1)) for i in range(amount)})
