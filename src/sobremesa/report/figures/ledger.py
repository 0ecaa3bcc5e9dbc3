"""The tornado: how far each assumption moves the headline between the ends of its range."""

from __future__ import annotations

from sobremesa.mechanics.finding import headline_level
from sobremesa.mechanics.verdict import Bearing
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.report.figures.drawing import INK, Drawn, canvas, colour, scale_axis, words
from sobremesa.report.judged import taken_as

MOST = 12
ENDS = ("at its lowest", "at its highest")


def figure(report: Report) -> Drawn | None:
    """Bars from the widest to the narrowest; None where nothing was assumed."""
    entries = sorted(
        (entry for entry in report.ledger if entry.at_low is not None and entry.at_high is not None),
        key=lambda entry: -(entry.swing or 0.0),
    )[:MOST]
    headline = headline_level(report.findings, report.arm)
    if not entries or headline is None:
        return None
    title = "What the assumptions do to the answer"
    says = f"the most by {humanised(entries[0].parameter)}, the least by {humanised(entries[-1].parameter)}"
    with canvas(title, says, height=1.2 + 0.42 * len(entries)) as made:
        axes = made.axes[0]
        factor, middle = scale_axis(axes, headline.unit, "x"), headline.value
        for row, entry in enumerate(entries):
            assert entry.at_low is not None and entry.at_high is not None
            for number, end in enumerate((entry.at_low, entry.at_high)):
                label = ENDS[number] if row == 0 else None
                width = (end - middle) * factor
                axes.barh(row, width, left=middle * factor, height=0.55, color=colour(number), alpha=0.85, label=label)
        axes.axvline(middle * factor, color=INK, linewidth=1)
        names = [f"{words(humanised(e.parameter), 28)}  {_range(e)}" for e in entries]
        axes.set_yticks(range(len(entries)), names)
        axes.set_ylim(len(entries) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(words(humanised(headline.measure)))
        axes.figure.legend(loc="outside upper right", ncols=2, fontsize=10)
    caption = "Each bar: the headline when one assumption takes the ends of its range; the line is the answer as given."
    return Drawn(made.drawn.svg, title, says, caption)


def _range(entry: Bearing) -> str:
    """`5% to 20%`."""
    low, high = (taken_as(entry, end) for end in (entry.low, entry.high))
    return words(f"{low} to {high}", 40)
