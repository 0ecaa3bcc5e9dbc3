"""Sweeps: an outcome along one parameter with its interval and where it tips, or over two as a map of heat."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised
from sobremesa.report.figures.drawing import INK, MUTED, Drawn, canvas, colour, numbers, scale_axis, words


def figures(report: Report) -> Iterator[Drawn]:
    """Curves first, then maps."""
    yield from map(_curve, report.curves)
    yield from map(_heat, report.heats)


def _curve(curve: Curve) -> Drawn:
    parameter, measure = humanised(curve.parameter), humanised(curve.measure)
    title = f"{capitalised(measure)} against {parameter}"
    tips = f"; it tips at {curve.bend.value:.3g}" if curve.bend else ""
    says = f"{parameter} from {curve.values[0]:.3g} to {curve.values[-1]:.3g}{tips}"
    with canvas(title, says) as made:
        axes = made.axes[0]
        factor, along = scale_axis(axes, curve.unit), scale_axis(axes, curve.parameter_unit, "x")
        x = np.array(curve.values) * along
        mean, low, high = (numbers(values) * factor for values in (curve.mean, curve.low, curve.high))
        axes.fill_between(x, low, high, color=colour(0), alpha=0.2, linewidth=0)
        axes.plot(x, mean, marker="o", color=colour(0), ms=4)
        if curve.kind == "scale":
            axes.set_xscale("log")
            axes.set_xticks(x, [f"{value:,.0f}" for value in x], minor=False)
            axes.minorticks_off()
        if curve.bend:
            axes.axvspan(curve.bend.low * along, curve.bend.high * along, color=colour(1), alpha=0.18, linewidth=0)
            axes.axvline(curve.bend.value * along, color=colour(1), linestyle="--")
        axes.set_xlabel(words(parameter))
        axes.set_ylabel(words(measure))
    caption = f"Means of {curve.n} runs at each point, with their 95% interval."
    if curve.bend:
        caption += f" The dashed line is where it tips, the shade its 95% interval ({curve.bend.method})."
    return Drawn(made.drawn.svg, title, says, caption)


def _heat(heat: Heat) -> Drawn:
    first, second = map(humanised, heat.parameters)
    title = f"{capitalised(humanised(heat.measure))} over {first} and {second}"
    values = np.stack([numbers(row) for row in heat.mean])
    says = f"from {np.nanmin(values):.3g} to {np.nanmax(values):.3g}"
    with canvas(title, says, height=4.2) as made:
        axes = made.axes[0]
        image = axes.imshow(values, origin="lower", aspect="auto", cmap="cividis")
        axes.set_xticks(range(len(heat.columns)), [f"{value:.3g}" for value in heat.columns])
        axes.set_yticks(range(len(heat.rows)), [f"{value:.3g}" for value in heat.rows])
        axes.set_xlabel(words(second))
        axes.set_ylabel(words(first))
        axes.grid(visible=False)
        bar = image.axes.figure.colorbar(image, ax=axes)
        bar.ax.tick_params(color=MUTED, labelcolor=MUTED)
        bar.set_label(words(heat.unit or ""), color=INK)
    return Drawn(made.drawn.svg, title, says, f"Means of {heat.n} runs in each field; brighter is more.")
