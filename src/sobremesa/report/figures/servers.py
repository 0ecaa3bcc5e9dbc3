"""How busy servers are: a bar for each resource and arm, and the line that none can pass."""

from __future__ import annotations

from sobremesa.mechanics.processes.analysis import IN_USE
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.report.figures.drawing import INK, Drawn, canvas, colour, words

MOST_ARMS = 4


def figure(report: Report) -> Drawn | None:
    """Bars by resource, the arms beside each other; None where no resource is measured so."""
    found = {(one.measure, one.arms[0]): one for one in report.findings if (one.kind, one.take) == ("load", IN_USE)}
    resources = list(dict.fromkeys(resource for resource, _ in found))
    arms = list(dict.fromkeys(arm for _, arm in found))[:MOST_ARMS]
    if not resources:
        return None
    title = "How busy servers are"
    busiest = max(found.values(), key=lambda one: one.value)
    says = f"{humanised(busiest.measure)} is in use {busiest.value:.0%} of the time in {busiest.arms[0]}"
    with canvas(title, says, height=1.4 + 0.3 * len(resources) * len(arms)) as made:
        axes = made.axes[0]
        thick = 0.8 / len(arms)
        for number, arm in enumerate(arms):
            there = [(row, found[resource, arm]) for row, resource in enumerate(resources) if (resource, arm) in found]
            rows = [row - 0.4 + thick * (number + 0.5) for row, _ in there]
            values = [100 * one.value for _, one in there]
            axes.barh(rows, values, height=0.9 * thick, color=colour(number), alpha=0.85, label=words(arm, 36))
        axes.axvline(100, color=INK, linewidth=1)
        axes.set_yticks(range(len(resources)), [words(humanised(resource), 28) for resource in resources])
        axes.set_ylim(len(resources) - 0.5, -0.5)
        axes.set_xlim(0, 105)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("% of the time in use")
        axes.figure.legend(loc="outside upper right", ncols=2, fontsize=10)
    caption = "Each bar: the share of the time in which a resource's servers are in use, mean of the runs."
    return Drawn(made.drawn.svg, title, says, caption)
