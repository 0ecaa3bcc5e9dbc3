"""The model at a few moments, side by side: a network, a grid or a plane, everyone coloured by one variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sobremesa.mechanics.picture import Picture
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised
from sobremesa.report.figures.drawing import LINE, Drawn, canvas, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = "cividis"


def figures(report: Report) -> Iterator[Drawn]:
    """One figure an arm, its moments from left to right; the colours mean the same in all of them."""
    for arm in dict.fromkeys(picture.arm for picture in report.pictures):
        row = [picture for picture in report.pictures if picture.arm == arm]
        yield _row(row, *_scale(row[0], report.pictures))


def _scale(first: Picture, pictures: Sequence[Picture]) -> tuple[float, float]:
    if first.labels:
        return 0.0, len(first.labels) - 1.0
    values = [float(value) for picture in pictures if picture.variable == first.variable for value in picture.values]
    return min(values, default=0.0), max(values, default=0.0)


def _row(pictures: Sequence[Picture], low: float, high: float) -> Drawn:
    first = pictures[0]
    title = f"{capitalised(humanised(first.variable))} at a few moments: {words(first.arm)}"
    says = f"a {first.kind} at steps {', '.join(str(picture.step) for picture in pictures)}"
    with canvas(title, says, height=7.2 / len(pictures) + 0.7, columns=len(pictures)) as made:
        for axes, picture in zip(made.axes, pictures, strict=True):
            _draw(axes, picture, low, high if high > low else low + 1)
    return Drawn(made.drawn.svg, title, says, _legend(first, low, high))


def _draw(axes: Axes, picture: Picture, low: float, high: float) -> None:
    places = np.array(picture.places, dtype=float).reshape(-1, 2)
    width, height = picture.extent
    axes.set_title(f"step {picture.step}", fontsize=11)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines[:].set_visible(picture.kind != "network")
    if picture.kind == "grid":
        field = np.full((int(height), int(width)), np.nan)
        field[places[:, 1].astype(int), places[:, 0].astype(int)] = picture.values
        axes.imshow(field, cmap=COLOURS, vmin=low, vmax=high, interpolation="nearest")
        return
    if picture.links:
        ends = places[np.array(picture.links)]
        broken = np.concatenate([ends, np.full((len(ends), 1, 2), np.nan)], axis=1).reshape(-1, 2)
        axes.plot(broken[:, 0], broken[:, 1], color=LINE, linewidth=0.6)  # one path: a third of the bytes
    size = max(4.0, min(40.0, 1600.0 / max(len(places), 1)))
    axes.scatter(places[:, 0], places[:, 1], c=picture.values, cmap=COLOURS, vmin=low, vmax=high, s=size, zorder=2,
                 edgecolors=LINE, linewidths=0.5)  # fmt: skip
    axes.set_xlim(-0.04 * width, 1.04 * width)
    axes.set_ylim(-0.04 * height, 1.04 * height)
    axes.set_aspect("equal")


def _legend(picture: Picture, low: float, high: float) -> str:
    part = f" {len(picture.places):,} of {picture.of:,} are drawn." if picture.of is not None else ""
    if picture.labels:
        return f"From dark to bright: {', '.join(map(words, picture.labels))}. One run.{part}"
    dark, bright = (f"{bound:.3g}".replace("-", "−") for bound in (low, high))
    return f"From dark ({dark}) to bright ({bright}). One run.{part}"
