"""Contestants in one process, one after another, again and again: medians, and what they share must be the same."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from benchmarks.kernel.asking import asked
from benchmarks.kernel.contestants import STEPS, Columns, Prepared, contestants, digest
from benchmarks.kernel.figures import Row

BUDGET = 4.0
"""Seconds that the repeated runs of one contestant on one model at one size may take together."""


@dataclass
class Lane:
    """A contestant at work on one model at one size: seconds of its set-ups and runs."""

    prepare: Callable[[], Prepared]
    setups: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)

    def once(self, steps: int) -> Columns | None:
        """Set up and run, both timed."""
        begun = time.perf_counter()
        prepared = self.prepare()
        ready = time.perf_counter()
        state = prepared.run(steps)
        self.setups.append(ready - begun)
        self.runs.append(time.perf_counter() - ready)
        return state

    @property
    def whole(self) -> float:
        """What one time more takes."""
        return self.setups[-1] + self.runs[-1]


class Races:
    """All races; what small ones took tells which contestants are left out of large ones."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._took: dict[tuple[str, str], tuple[int, float]] = {}
        self._compiled: dict[str, float] = {}

    def race(self, model: str, n: int) -> Iterator[Row]:
        """Every contestant on one model at one size. Raises SystemExit where ours and C end in different states."""
        steps, lanes, states = STEPS[model], {}, {}
        for name, prepare in contestants(model).items():
            expected = self._expected(model, n, name)
            if self._options.only and name not in self._options.only:
                continue
            if expected > self._options.patience:
                yield Row(model, n, steps, name, expected_s=round(expected, 1))
                continue
            lane = lanes[name] = Lane(lambda prepare=prepare: prepare(model, n))  # type: ignore[misc]
            if (model, name) not in self._took:
                lane.prepare().run(1)  # what is imported, compiled or worked out once is told apart
            states[name] = lane.once(steps)
            self._took[model, name] = n, lane.whole
        _hold_together(model, n, states)
        for turn in range(1, self._options.repeats):
            for lane in lanes.values():
                if (turn + 1) * lane.whole < BUDGET:
                    lane.once(steps)
        for name, lane in lanes.items():
            row = Row(
                model, n, steps, name, runs=len(lane.runs),
                setup_s=round(statistics.median(lane.setups), 4), run_s=round(statistics.median(lane.runs), 6),
            )  # fmt: skip
            yield self._with_what_is_asked(row)

    def _with_what_is_asked(self, row: Row) -> Row:
        """The row with what processes of their own tell: peak memory, and of ours what compiling costs."""
        if self._options.memory:
            row = replace(row, memory_mb=_told("memory", row.model, str(row.n), row.contestant))
        if row.contestant != "ours":
            return row
        if row.model not in self._compiled:
            self._compiled[row.model] = _told("compile", row.model)
        return replace(row, compile_s=self._compiled[row.model], once_s=_told("once", row.model, str(row.n)))

    def _expected(self, model: str, n: int, name: str) -> float:
        """Seconds that a set-up and a run will take, by the size before."""
        size, took = self._took.get((model, name), (n, 0.0))
        return took * n / size


def _hold_together(model: str, n: int, states: dict[str, Columns | None]) -> None:
    ours, theirs = states.get("ours"), states.get("C")
    if ours is not None and theirs is not None and digest(ours, theirs) != digest(theirs, theirs):
        raise SystemExit(f"{model} at {n}: ours and C end in different states")


def _told(*arguments: str) -> float:
    return float(json.loads(asked(*arguments)))
