"""What is compared: an example of Mesa, a document of the library, and measures that both sides give.

A file in `models` holds `COMPARISONS`, a tuple of these. Both sides answer with series: a measure's values by step,
index 0 after setup. A value is a number, or (in an exact comparison) an array of them, such as all cells of a grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Series = Mapping[str, Sequence[Any] | Mapping[int, Any] | Values]
Side = Callable[[int], Series]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mesa's example and our document, with the same setting."""

    name: str
    """Of its own among all comparisons."""
    example: str
    """The class in `mesa.examples`."""
    document: str
    """The library's document."""
    setting: str
    """What both sides are set to, in words."""
    times: Mapping[str, Sequence[int]]
    """Measure → the steps at which it is compared."""
    theirs: Side
    """Run Mesa's own code with a seed."""
    ours: Side
    """Run our document's replicate of that number."""
    exact: bool = False
    """Both sides have the same start and draw nothing after it: every value must be equal."""
    seeds: int = 500
    """How many runs of either side, unless the command says otherwise."""
    differs: str = ""
    """Where it is known to differ: why."""

    def observed(self, side: str, seed: int) -> dict[str, Values]:
        """The measures of one run at the compared steps, each of shape (times, ...). `side`: `theirs` or `ours`."""
        series = self.theirs(seed) if side == "theirs" else self.ours(seed)
        return {
            measure: np.array([series[measure][step] for step in steps], float) for measure, steps in self.times.items()
        }


@cache
def catalogue() -> Mapping[str, Comparison]:
    """All comparisons by name, in alphabetical order."""
    found = {comparison.name: comparison for comparison in _all()}
    return dict(sorted(found.items()))


def _all() -> Iterator[Comparison]:
    models = import_module("benchmarks.mesa_examples.models")
    for module in iter_modules(models.__path__):
        yield from import_module(f"{models.__name__}.{module.name}").COMPARISONS
