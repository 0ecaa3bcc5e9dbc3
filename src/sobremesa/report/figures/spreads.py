"""Where each run of each arm ended: a dot a run, so that two groups are seen as two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.nodes.report import Report, Spread
from sobremesa.nodes.synthesis.phrases import noun
from sobremesa.personas.english import capitalised
from sobremesa.report.figures.drawing import Drawn, canvas, colour, scale_axis, words

BINS = 60


def figure(report: Report) -> Drawn | None:
    """Dots in rows, one row an arm; None where no run gave a number."""
    spreads = [spread for spread in report.spreads if spread.values]
    if not spreads:
        return None
    name = noun(spreads[0].measure, spreads[0].take)
    title = f"{capitalised(name)}, run by run"
    with canvas(title, _says(spreads), height=1.1 + 0.62 * len(spreads)) as made:
        axes = made.axes[0]
        factor = scale_axis(axes, spreads[0].unit, "x")
        low, high = min(s.values[0] for s in spreads), max(s.values[-1] for s in spreads)
        for row, spread in enumerate(spreads):
            values = np.array(spread.values)
            axes.plot(
                values * factor, row + _stacked(values, low, high), "o", color=colour(row), ms=4, alpha=0.75, mew=0
            )
            axes.plot([values.mean() * factor] * 2, [row - 0.12, row + 0.5], color=colour(row), lw=2)
        axes.set_yticks(range(len(spreads)), [words(spread.arm, 34) for spread in spreads])
        axes.set_ylim(len(spreads) - 0.35, -0.3)
        axes.grid(visible=False, axis="y")
        if spreads[0].unit and factor == 1:
            axes.set_xlabel(words(spreads[0].unit))
    return Drawn(made.drawn.svg, title, _says(spreads), "Each dot is one run; the stroke is the mean of its arm.")


def _stacked(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Heights that keep dots of nearly equal values apart, at most half a row."""
    places = (
        np.zeros(len(values), dtype=np.int64) if high <= low else ((values - low) / (high - low) * BINS).astype(int)
    )
    heights = np.array([np.count_nonzero(places[:i] == place) for i, place in enumerate(places)])
    return np.asarray(heights / max(8, heights.max() * 2), dtype=np.float64)


def _says(spreads: Sequence[Spread]) -> str:
    return "; ".join(f"{s.arm}: {len(s.values)} runs from {s.values[0]:.3g} to {s.values[-1]:.3g}" for s in spreads)
