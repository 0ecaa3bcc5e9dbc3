"""Sweeps: an outcome along one parameter with its interval and where it tips, or over two as a map of heat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, listed
from sobremesa.report.figures.drawing import INK, MUTED, Drawn, canvas, colour, numbers, scale_axis, style, words


def figures(report: Report) -> Iterator[Drawn]:
    """Curves first, then maps."""
    along: dict[tuple[str, ...], list[Curve]] = {}
    for curve in report.curves:
        along.setdefault((curve.parameter, curve.measure, curve.take, curve.kind), []).append(curve)
    arms = list(dict.fromkeys(course.arm for course in report.courses))
    yield from (_curves(curves, arms) for curves in along.values())
    yield from map(_heat, report.heats)


def _curves(curves: Sequence[Curve], arms: Sequence[str]) -> Drawn:
    """One outcome along one parameter, a line for each arm that leaves it free; arms look as in other figures."""
    first = curves[0]
    parameter, measure = humanised(first.parameter), humanised(first.measure)
    title = f"{capitalised(measure)} against {parameter}"
    says = f"{parameter} from {first.values[0]:.3g} to {first.values[-1]:.3g}{''.join(map(_tips, curves))}"
    with canvas(title, says) as made:
        axes = made.axes[0]
        factor, along = scale_axis(axes, first.unit), scale_axis(axes, first.parameter_unit, "x")
        for place, curve in enumerate(curves):
            number = arms.index(curve.arm) if curve.arm in arms else place
            x = np.array(curve.values) * along
            mean, low, high = (numbers(values) * factor for values in (curve.mean, curve.low, curve.high))
            axes.fill_between(x, low, high, color=colour(number), alpha=0.2, linewidth=0)
            axes.plot(
                x, mean, marker="o", color=colour(number), linestyle=style(number), ms=4, label=words(curve.arm, 40)
            )
            if curve.bend:
                ends = curve.bend.low * along, curve.bend.high * along
                axes.axvspan(*ends, color=colour(number), alpha=0.15, linewidth=0)
                axes.axvline(curve.bend.value * along, color=colour(number), linestyle="--", linewidth=1.2)
        if first.kind in ("scale", "servers"):
            axes.set_xscale("log")
            axes.set_xticks(np.array(first.values) * along, [f"{value:,.0f}" for value in first.values], minor=False)
            axes.minorticks_off()
        axes.set_xlabel(words(parameter))
        axes.set_ylabel(words(measure))
        if len(curves) > 1:
            axes.figure.legend(loc="outside upper left", ncols=3, fontsize=10)
    return Drawn(made.drawn.svg, title, says, _caption(curves))


def _tips(curve: Curve) -> str:
    return f"; {words(curve.arm)} tips at {curve.bend.value:.3g}" if curve.bend else ""


def _caption(curves: Sequence[Curve]) -> str:
    caption = f"Means of {curves[0].n} runs at each point, with their 95% interval."
    bends = [curve for curve in curves if curve.bend is not None]
    if bends and bends[0].bend is not None:
        one = "upright line is where it tips, the shade its 95% interval"
        several = "upright lines are where they tip, the shades their 95% intervals"
        caption += f" The {one if len(bends) == 1 else several} ({bends[0].bend.method})."
    none = [f"“{words(curve.arm)}”" for curve in curves if curve.bend is None and curve.tells]
    if bends and none:
        caption += f" {listed(none)} {'tips' if len(none) == 1 else 'tip'} nowhere."
    return caption


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
