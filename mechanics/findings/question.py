"""One outcome in all arms: the samples that findings are about, and what counts as the arithmetic's noise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.document import Outcome
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.ir import Cast, Program, Scalar
from sobremesa.mechanics.ir.certain import is_certain
from sobremesa.mechanics.outcome import outcomes
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.statistics import Estimate, Range, Sample, chance_of, mean, proportion

ROUNDING = 1e-12
"""Relative to the largest value of a measure: smaller differences are the arithmetic's, not the model's."""


HOLDING = "a run that stops holds to the last step what it had"
"""The language's own rule: what is cut off there instead would be taken to go on like the runs that did not stop."""


@dataclass(frozen=True, slots=True)
class Question:
    """One outcome: what is taken of which measure, in all arms. `series` and `samples` are by the arm's name.

    `certain`: the program leaves nothing to chance.
    """

    outcome: Outcome
    unit: str | None
    headline: bool
    series: dict[str, Series]
    samples: dict[str, NDArray[np.float64]]
    noise: float
    yes_or_no: bool
    certain: bool = False

    def level(self, sample: Sample) -> Estimate:
        """The mean of a sample; a share of replicates where each of them answers yes or no."""
        return level_of(sample, self.within, yes_or_no=self.yes_or_no)

    @property
    def within(self) -> Range | None:
        """What the outcome can be at all."""
        return bounds_of(self.outcome, self.unit, yes_or_no=self.yes_or_no)

    def lived(self, arm: str) -> NDArray[np.float64]:
        """The measure's course in the replicates of an arm that did not fail, shape (replicates left, steps + 1)."""
        series = self.series[arm]
        return series.values[self.outcome.measure][[index not in series.errors for index in series.replicates]]

    def chance(self, changes: Sample) -> float | None:
        """The p-value of changes of shape (n,), n ≥ 1; None of a single one. What nothing is drawn for is no chance."""
        if self.certain and len(changes) > 1 and np.ptp(changes) <= self.noise:
            return float(np.abs(changes).max() <= self.noise)
        return chance_of(changes, self.noise)

    def finding(self, kind: Kind, arms: tuple[str, ...], estimate: Estimate, take: str | None = None) -> Finding:
        """A finding about the outcome, or about something else (`take`) of its measure."""
        unit = self.unit if self.outcome.take != "when" else None
        found = finding(kind, self.outcome.measure, take or self.outcome.take, arms, estimate, unit)
        return found.model_copy(update={"headline": self.headline})


def level_of(sample: Sample, within: Range | None, *, yes_or_no: bool) -> Estimate:
    """The mean of a sample, shape (n,), n ≥ 1; a share of replicates where each of them answers yes or no."""
    if yes_or_no and len(sample) > 1 and np.isin(sample, (0.0, 1.0)).all():
        return proportion(int(sample.sum()), len(sample))
    return mean(sample, within)


def bounds_of(outcome: Outcome, unit: str | None, *, yes_or_no: bool) -> Range | None:
    """What an outcome can be at all: shares, and answers of yes or no, lie in 0..1."""
    return (0, 1) if (unit == "share" or yes_or_no) and outcome.take in ("last", "mean", "max", "min") else None


def finding(
    kind: Kind, measure: str, take: str, arms: tuple[str, ...], estimate: Estimate, unit: str | None
) -> Finding:
    """A finding as yet without a number among the others."""
    return Finding(
        id="",
        kind=kind,
        measure=measure,
        take=take,
        arms=arms,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        method=estimate.method,
        unit=unit,
    )


def questions(program: AnyProgram, ensemble: Ensemble) -> tuple[Question, ...]:
    """The headline and each further outcome, each once, in the order of the document."""
    experiment = program.document.experiment
    asked = dict.fromkeys((experiment.headline, *experiment.also))
    return tuple(_question(program, ensemble, one, headline=one == experiment.headline) for one in asked)


def leaving_out(estimate: Estimate, missing: int, among: int, why: str = "without a value at some step") -> Estimate:
    """The estimate, its method saying how many of so many replicates did not count and why."""
    if not missing:
        return estimate
    return replace(estimate, method=f"{estimate.method}; {missing} of {among} left out ({why})")


def holding(program: Program, estimate: Estimate) -> Estimate:
    """The estimate of what lasts, its method saying what counts of runs that may stop before the last step."""
    if program.stop is None:
        return estimate
    return replace(estimate, method=f"{estimate.method}; {HOLDING}")


def telling(estimate: Estimate, sample: Sample, outcome: Outcome) -> Estimate:
    """The estimate, its method saying how many replicates did not count and why."""
    why = "it did not happen" if outcome.take == "when" else "without a value"
    return leaving_out(estimate, int(np.isnan(sample).sum()), len(sample), f"{why} or failed")


def _question(program: AnyProgram, ensemble: Ensemble, outcome: Outcome, *, headline: bool) -> Question:
    measure = program.document.measures[outcome.measure]
    largest = max(_largest(series.values[outcome.measure]) for series in ensemble.arms.values())
    samples = {name: outcomes(series, outcome) for name, series in ensemble.arms.items()}
    return Question(
        outcome,
        measure.unit,
        headline,
        dict(ensemble.arms),
        samples,
        ROUNDING * largest,
        answers_yes_or_no(program, outcome),
        not isinstance(program, ProcessProgram) and is_certain(program),
    )


def answers_yes_or_no(program: AnyProgram, outcome: Outcome) -> bool:
    """Whether each replicate answers yes or no: the measure is a truth value, and not averaged over time."""
    if isinstance(program, ProcessProgram):
        return False
    values = [measure.value for measure in program.measures if measure.name == outcome.measure]
    truths = [value.value.type if isinstance(value, Cast) else value.type for value in values]
    return outcome.take in ("last", "max", "min") and truths == [Scalar.BOOL]


def _largest(values: NDArray[np.float64]) -> float:
    there: Iterable[float] = np.abs(values[np.isfinite(values)])
    return float(max(there, default=0.0))
