"""An outcome at given values of parameters: the arm as it is, but for these, over the same replicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import typed
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm, Outcome
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import Engine, Pause, Series, unpaused
from sobremesa.mechanics.findings.question import answers_yes_or_no, bounds_of, level_of
from sobremesa.mechanics.ir.taken import taken
from sobremesa.mechanics.limits import RanTooLongError, TooLargeError
from sobremesa.mechanics.living import Schedule, batches, live
from sobremesa.mechanics.outcome import outcomes
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.settled import unsettled
from sobremesa.mechanics.statistics import Estimate, Sample

Values = Mapping[str, float]

MOST_NOTES = 5


@dataclass(slots=True)
class Mishaps:
    """Which points could not be run and why, and how many runs ended with an error."""

    refused: dict[str, None] = field(default_factory=dict)
    runs: int = 0
    failed: int = 0
    first: str = ""

    def refuse(self, arm: Arm, values: Values, why: Exception) -> None:
        """Keep a point that could not be run."""
        at = ", ".join(f"{name} = {value:g}" for name, value in values.items())
        told = why.diagnostics[0].message if isinstance(why, DocumentError) else str(why)
        self.refused.setdefault(f"“{arm.name}” could not be run at {at}: {told}")

    def count(self, series: Series) -> None:
        """Count the runs, and those that ended with an error."""
        self.runs += len(series.replicates)
        self.failed += len(series.errors)
        if series.errors and not self.first:
            self.first = next(iter(series.errors.values())).message

    def notes(self) -> tuple[str, ...]:
        """What a reader must know of it, in sentences."""
        told = list(self.refused)[:MOST_NOTES]
        if len(self.refused) > MOST_NOTES:
            told.append(f"So it was at {len(self.refused) - MOST_NOTES:,} more points.")
        if self.failed:
            told.append(
                f"{self.failed:,} of the {self.runs:,} runs along parameters ended with an error and count nowhere "
                f"(the first: {self.first})."
            )
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Bench:
    """What points are run with: a program on an engine, the public seed, what talks decided, whether to go on.

    `mishaps` fills with what goes wrong on the way.
    """

    program: AnyProgram
    engine: Engine
    seed: int
    schedule: Schedule = ()
    pause: Pause = unpaused
    mishaps: Mishaps = field(default_factory=Mishaps)

    @property
    def headline(self) -> Outcome:
        """The outcome that answers the question."""
        return self.program.document.experiment.headline

    @property
    def unit(self) -> str | None:
        """The headline's unit; none where it is a time."""
        return None if self.headline.take == "when" else self.program.document.measures[self.headline.measure].unit

    def level(self, sample: Sample) -> Estimate:
        """The headline's level in a sample, shape (n,), n ≥ 1, told as in an arm of the experiment."""
        yes_or_no = answers_yes_or_no(self.program, self.headline)
        return level_of(sample, bounds_of(self.headline, self.unit, yes_or_no=yes_or_no), yes_or_no=yes_or_no)

    def held(self, arm: Arm, name: str, value: float) -> float:
        """What a run at a value really has: the nearest whole number of an int, and what the model makes of it."""
        whole = self.program.document.parameters[name].type == "int"
        return self._taken(arm, name, round(value) if whole else value)

    def _taken(self, arm: Arm, name: str, value: float) -> float:
        """What a run makes of a value: a process takes it as it is."""
        return float(value) if isinstance(self.program, ProcessProgram) else taken(self.program, arm, name, value)

    def arm_at(self, arm: Arm, values: Values) -> Arm:
        """The arm at other values, each of its parameter's type, and as it is held."""
        settings = dict(arm.set)
        for name, value in values.items():
            whole = self.program.document.parameters[name].type == "int"
            settings[name] = typed(self.program, name, round(value) if whole else value)
        point = arm.model_copy(update={"set": settings})
        own = {name: typed(self.program, name, self._taken(point, name, settings[name])) for name in values}
        return point.model_copy(update={"set": {**settings, **own}})

    def sample(self, arm: Arm, values: Values, replicates: Sequence[int]) -> NDArray[np.float64]:
        """The headline of each replicate at these values, shape (replicates,); NaN where there is none."""
        sample: NDArray[np.float64] = self.samples(arm, values, replicates, (self.headline,))[0]
        return sample

    def samples(
        self, arm: Arm, values: Values, replicates: Sequence[int], wanted: Sequence[Outcome]
    ) -> NDArray[np.float64]:
        """Outcomes at these values, shape (wanted, replicates); NaN where the model can't be run at them."""
        point = self.arm_at(arm, values)
        parts = []
        grows = unsettled(self.program, point) if isinstance(self.program, ProcessProgram) else frozenset()
        if all(outcome.measure in grows for outcome in wanted):
            return np.full((len(wanted), len(replicates)), np.nan)
        try:
            for batch in batches(self.program, self.engine, point, replicates, self.schedule):
                series = live(self.program, self.engine, point, self.seed, batch, self.schedule, pause=self.pause)
                self.mishaps.count(series)
                parts.append(np.stack([outcomes(series, outcome) for outcome in wanted]))
        except (DocumentError, TooLargeError, RanTooLongError) as why:
            self.mishaps.refuse(arm, values, why)
            return np.full((len(wanted), len(replicates)), np.nan)
        return np.concatenate(parts, axis=1)
