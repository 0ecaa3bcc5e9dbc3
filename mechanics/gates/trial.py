"""Short runs of small variants of a model: what gates that have to see it run look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import horizon
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.checking.cost import operations
from sobremesa.mechanics.column_names import rows_of
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine, Pause, RunError, Series, Snapshot, unpaused
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.ir.sizes import sizes_of
from sobremesa.mechanics.smaller import smaller

AGENTS, STEPS, REPLICATES = 200, 40, 4
SEED = 20
MOST_OPERATIONS = 2e8
"""What one trial may take, by the checker's estimate: some tenths of a second on the kernel."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a short run shows: the state at both ends and the measures between."""

    first: Snapshot
    last: Snapshot
    series: Series

    @property
    def error(self) -> RunError | None:
        """The first replicate's error that there is."""
        return next(iter(self.last.errors.values()), None)

    def total(self, kind: str, name: str, *, end: bool) -> NDArray[np.float64]:
        """The sum of a field over the agents of a type in each replicate."""
        snapshot = self.last if end else self.first
        rows = snapshot.columns[rows_of(kind)].astype(np.int64)
        values = np.asarray(snapshot.columns[f"{kind}.{name}"], dtype=np.float64)
        return np.array([part.sum() for part in np.split(values, np.cumsum(rows)[:-1])])


@dataclass(slots=True)
class Trials:
    """The trials of one program; each arm is tried once at most."""

    program: Program
    engine: Engine
    pause: Pause = unpaused
    _seen: dict[str, Seen | None] = field(default_factory=dict)

    @property
    def arm(self) -> Arm:
        """The arm that stands for the question as asked."""
        return scenario_arm(self.program.document)

    def small(self, values: Mapping[str, bool | int | float] | None = None, *, arm: Arm | None = None) -> Arm:
        """An arm, with fewer agents where it is too large to be tried, with these values; none is set later."""
        own = self.arm if arm is None else arm
        own = own.model_copy(update={"at": ()})
        less = own if self._cost(own, STEPS) * REPLICATES <= MOST_OPERATIONS else smaller(self.program, own, AGENTS)
        return less.model_copy(update={"set": {**less.set, **(values or {})}})

    def seen(self, arm: Arm, steps: int = STEPS, replicates: int = REPLICATES) -> Seen | None:
        """What a run of the arm shows; None where it can't be set up, or is too large to be tried."""
        key = f"{arm.model_dump_json()} {steps} {replicates}"
        if key not in self._seen:
            self._seen[key] = self._run(arm, steps, replicates)
        return self._seen[key]

    def _run(self, arm: Arm, steps: int, replicates: int) -> Seen | None:
        steps = min(steps, max(horizon(self.program, arm), 1))
        if self._cost(arm, steps) * replicates > MOST_OPERATIONS:
            return None
        try:
            first = self.engine.start(self.program, arm, SEED, range(replicates), pause=self.pause)
        except DocumentError:
            return None
        last, series = self.engine.advance(self.program, first, steps, pause=self.pause)
        return Seen(first, last, series)

    def _cost(self, arm: Arm, steps: int) -> float:
        """What some steps of an arm may take, by the checker's estimate; setting it up counts as a step."""
        return operations(sizes_of(self.program, arm)) * (steps + 1) / max(horizon(self.program, arm), 1)
