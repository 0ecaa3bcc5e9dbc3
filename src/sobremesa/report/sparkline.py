"""A series in one line of text: how a measure went, at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.nodes.synthesis.courses import evenly

BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float | None], low: float, high: float) -> str:
    """One block a value, on a scale from `low` to `high`; a gap where a value is missing."""
    return "".join(" " if value is None else BLOCKS[_height(value, low, high)] for value in values)


def thinned(values: Sequence[float | None], most: int) -> Sequence[float | None]:
    """At most so many of the values, evenly spread, the first and the last among them."""
    return [values[place] for place in evenly(len(values), most)]


def _height(value: float, low: float, high: float) -> int:
    if high <= low:
        return 0
    return min(len(BLOCKS) - 1, max(0, int((value - low) / (high - low) * len(BLOCKS))))
