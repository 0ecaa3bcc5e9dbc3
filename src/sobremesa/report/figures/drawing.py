"""From a Matplotlib figure to SVG in a page: text stays text, and every colour is a variable of the page's style."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.nodes.synthesis.figures import scale_of
from sobremesa.report.escape import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, MUTED, LINE, PAPER = "#010203", "#040506", "#070809", "#0a0b0c"
SERIES = ("#100001", "#100002", "#100003", "#100004", "#100005", "#100006")
"""Stand-ins, each of which becomes a variable of the page: `--ink`, …, `--s1` to `--s6`."""

_VARIABLES = {INK: "--ink", MUTED: "--muted", LINE: "--line", PAPER: "--paper"} | {
    stand_in: f"--s{number}" for number, stand_in in enumerate(SERIES, start=1)
}
LONGEST_LABEL = 600
_STYLES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1)), (0, (8, 3)))
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sobremesa",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "figure.facecolor": "none",
    "grid.color": LINE,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure: its SVG, its title, a sentence that says what it shows, and the words of a caption."""

    svg: str
    title: str
    says: str
    caption: str = ""


def colour(number: int) -> str:
    """The stand-in of the n-th series."""
    return SERIES[number % len(SERIES)]


def style(number: int) -> Any:
    """The dashes of the n-th series: told apart without colour too."""
    return _STYLES[number % len(_STYLES)]


@contextmanager
def canvas(title: str, says: str, width: float = 7.2, height: float = 3.4, columns: int = 1) -> Iterator[Canvas]:
    """Axes to draw on; when the block ends, `canvas.drawn` is the figure."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(1, columns, squeeze=False)[0]
        made = Canvas(list(axes))
        yield made
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        made.drawn = Drawn(_in_page(buffer.getvalue(), title, says), title, says)


class Canvas:
    """The axes of a figure that is being drawn, and the figure afterwards."""

    drawn: Drawn

    def __init__(self, axes: list[Axes]) -> None:
        self.axes = axes


def scale_axis(axes: Axes, unit: str | None, name: str = "y") -> float:
    """Write an axis as the report writes numbers of this unit; returns the factor for the values."""
    from matplotlib.ticker import FuncFormatter

    scale = scale_of(unit)
    axis = axes.yaxis if name == "y" else axes.xaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}{scale.mark}".replace("-", "−")))
    return scale.factor


def numbers(values: Iterable[float | None]) -> NDArray[np.float64]:
    """Values as an array, NaN for those that are missing: no line goes through them."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def words(text: str, most: int = 60) -> str:
    """Text of a model or a person as a label: one line, without what can't be seen, not too long."""
    flat = " ".join(visible(text).split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def _in_page(svg: str, title: str, says: str) -> str:
    """The `<svg>` element alone, scalable, named for screen readers, in the page's colours and font."""
    from html import escape

    start = svg.index("<svg")
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[start:], flags=re.DOTALL)
    svg = re.sub(r' (width|height)="[0-9.]+pt"', "", svg, count=2)
    svg = re.sub(r"font(-family|-size)?: [^;\"]*'[^;\"]*(?=[;\"])", _font, svg)
    for stand_in, variable in _VARIABLES.items():
        svg = svg.replace(stand_in, f"var({variable})")
    label = escape(words(f"{title}. {says}", LONGEST_LABEL), quote=True)
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def _font(match: re.Match[str]) -> str:
    size = re.search(r"[0-9.]+px", match[0])
    return f"font: {size[0]} var(--sans)" if size and match[1] is None else "font-family: var(--sans)"
