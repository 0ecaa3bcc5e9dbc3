"""From a checked document to its first step, each time in a fresh process."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from benchmarks.kernel.asking import asked
from benchmarks.kernel.figures import FirstStep

from sobremesa.mechanics import library

BRIEF = ("interface_failure", "market", "opinion_dynamics", "sir_mixed")
"""The models that the project began with."""


def first_steps(repeats: int) -> list[FirstStep]:
    """Every library model: nothing compiled, then from a folder of compiled code."""
    with tempfile.TemporaryDirectory() as folder:
        return [_first_step(name, repeats, Path(folder) / name) for name in _names()]


def _names() -> list[str]:
    return [*BRIEF, *sorted(set(library.documents()) - set(BRIEF))]


def _first_step(name: str, repeats: int, folder: Path) -> FirstStep:
    fresh = [_told("first", name) for _ in range(repeats)]
    _told("again", name, str(folder))  # puts it there
    kept = [_told("again", name, str(folder)) for _ in range(repeats)]
    whole = [_told("first", name, str(folder)) for _ in range(repeats)]
    wall, work = (round(statistics.median(values), 1) for values in zip(*fresh, strict=True))
    from_folder, alone = (round(statistics.median(values[0] for values in each), 1) for each in (kept, whole))
    return FirstStep(name, wall, work, from_folder, alone)


def _told(*arguments: str) -> tuple[float, float]:
    wall, work = json.loads(asked(*arguments))
    return wall, work
