"""An outcome at given values of parameters: the arm as it is, but for these, over the same replicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import typed
from sobremesa.mechanics.document import Arm, Outcome
from sobremesa.mechanics.engine import Engine, Pause, unpaused
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.living import Schedule, batches, live
from sobremesa.mechanics.outcome import outcomes
from sobremesa.mechanics.statistics import Range

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bench:
    """What points are run with: a program on an engine, the public seed, what talks decided, whether to go on."""

    program: Program
    engine: Engine
    seed: int
    schedule: Schedule = ()
    pause: Pause = unpaused

    @property
    def headline(self) -> Outcome:
        """The outcome that answers the question."""
        return self.program.document.experiment.headline

    @property
    def unit(self) -> str | None:
        """The headline's unit; none where it is a time."""
        return None if self.headline.take == "when" else self.program.document.measures[self.headline.measure].unit

    @property
    def bounds(self) -> Range | None:
        """What the headline can be at all: a share lies in 0..1."""
        bounded = self.unit == "share" and self.headline.take in ("last", "mean", "max", "min")
        return (0, 1) if bounded else None

    def arm_at(self, arm: Arm, values: Values) -> Arm:
        """The arm at other values, each of its parameter's type; a whole number is the nearest one."""
        settings = dict(arm.set)
        for name, value in values.items():
            whole = self.program.document.parameters[name].type == "int"
            settings[name] = typed(self.program, name, round(value) if whole else value)
        return arm.model_copy(update={"set": settings})

    def sample(self, arm: Arm, values: Values, replicates: Sequence[int]) -> NDArray[np.float64]:
        """The headline of each replicate at these values, shape (replicates,); NaN where there is none."""
        sample: NDArray[np.float64] = self.samples(arm, values, replicates, (self.headline,))[0]
        return sample

    def samples(
        self, arm: Arm, values: Values, replicates: Sequence[int], wanted: Sequence[Outcome]
    ) -> NDArray[np.float64]:
        """Outcomes at these values, shape (wanted, replicates).

        Raises DocumentError where the values don't fit the model.
        """
        point = self.arm_at(arm, values)
        parts = []
        for batch in batches(self.program, self.engine, point, replicates, self.schedule):
            series = live(self.program, self.engine, point, self.seed, batch, self.schedule, pause=self.pause)
            parts.append(np.stack([outcomes(series, outcome) for outcome in wanted]))
        return np.concatenate(parts, axis=1)
