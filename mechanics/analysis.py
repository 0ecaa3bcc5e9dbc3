"""What an ensemble shows, as findings: levels, differences between arms, change over time, split outcomes.

By statistics alone. A replicate that failed or has no value does not count, and the method says how many
did not. A difference whose interval holds 0 is the finding `nothing`. Read `statistics` for the intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.document import Outcome
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.ir import Cast, Program, Scalar
from sobremesa.mechanics.outcome import outcomes
from sobremesa.mechanics.statistics import (
    Estimate,
    Range,
    Sample,
    difference,
    effect_size,
    mean,
    proportion,
    two_groups,
)

ROUNDING = 1e-12
"""Relative to the largest value of a measure: smaller differences are the arithmetic's, not the model's."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One outcome: what is taken of which measure, in all arms."""

    outcome: Outcome
    unit: str | None
    headline: bool
    samples: dict[str, NDArray[np.float64]]
    noise: float
    yes_or_no: bool

    def level(self, sample: Sample) -> Estimate:
        """The mean of a sample; a share of replicates where each of them answers yes or no."""
        if self.yes_or_no and len(sample) > 1 and np.isin(sample, (0.0, 1.0)).all():
            return proportion(int(sample.sum()), len(sample))
        return mean(sample, self.within)

    @property
    def within(self) -> Range | None:
        bounded = self.unit == "share" or self.yes_or_no
        return (0, 1) if bounded and self.outcome.take in ("last", "mean", "max", "min") else None

    def finding(self, kind: Kind, arms: tuple[str, ...], estimate: Estimate, take: str | None = None) -> Finding:
        return Finding(
            id="",
            kind=kind,
            measure=self.outcome.measure,
            take=take or self.outcome.take,
            arms=arms,
            value=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n=estimate.n,
            method=estimate.method,
            unit=self.unit if self.outcome.take != "when" else None,
            headline=self.headline,
        )


def analyse(program: Program, ensemble: Ensemble) -> tuple[Finding, ...]:
    """All findings: for the headline first, then for each further outcome, in the order of the document.

    Per outcome: the level in each arm, each later arm against each earlier one, and for a headline that is taken
    at the end the change since the beginning; where replicates fall into two groups, their share and ranges. An
    arm of which no replicate has a value gives no finding.
    """
    experiment = program.document.experiment
    found: list[Finding] = []
    for outcome in dict.fromkeys((experiment.headline, *experiment.also)):
        question = _question(program, ensemble, outcome, headline=outcome == experiment.headline)
        found += _levels(question)
        found += _differences(question)
        found += _changes(question, ensemble)
        found += _groups(question)
    return tuple(finding.model_copy(update={"id": f"f{number}"}) for number, finding in enumerate(found, start=1))


def _question(program: Program, ensemble: Ensemble, outcome: Outcome, *, headline: bool) -> _Question:
    measure = program.document.measures[outcome.measure]
    largest = max(_largest(series.values[outcome.measure]) for series in ensemble.arms.values())
    samples = {name: outcomes(series, outcome) for name, series in ensemble.arms.items()}
    return _Question(outcome, measure.unit, headline, samples, ROUNDING * largest, _yes_or_no(program, outcome))


def _yes_or_no(program: Program, outcome: Outcome) -> bool:
    """Whether each replicate answers yes or no: the measure is a truth value, and not averaged over time."""
    values = [measure.value for measure in program.measures if measure.name == outcome.measure]
    truths = [value.value.type if isinstance(value, Cast) else value.type for value in values]
    return outcome.take in ("last", "max", "min") and truths == [Scalar.BOOL]


def _levels(question: _Question) -> Iterator[Finding]:
    for arm, sample in question.samples.items():
        there = sample[~np.isnan(sample)]
        if there.size:
            estimate = _telling(question.level(there), sample, question.outcome)
            yield question.finding("level", (arm,), estimate)


def _differences(question: _Question) -> Iterator[Finding]:
    for baseline, arm in combinations(question.samples, 2):
        first, second = question.samples[baseline], question.samples[arm]
        both = ~np.isnan(first) & ~np.isnan(second)
        if not both.any():
            continue
        estimate = difference(second[both], first[both], question.noise)
        kind: Kind = "nothing" if estimate.holds_zero else "difference"
        found = question.finding(kind, (baseline, arm), _telling(estimate, first + second, question.outcome))
        changes = second[both] - first[both]
        yield found.model_copy(
            update={
                "effect": effect_size(second[both], first[both], question.noise),
                "agreeing": int((np.sign(changes[np.abs(changes) > question.noise]) == np.sign(estimate.value)).sum()),
            }
        )


def _changes(question: _Question, ensemble: Ensemble) -> Iterator[Finding]:
    """From the first step with a value to the last, where the interval of the change leaves 0 out."""
    if question.outcome.take != "last" or not question.headline:
        return
    for arm, series in ensemble.arms.items():
        rows = _lived(series, question.outcome.measure)
        there = rows[~np.isnan(rows[:, -1])] if rows.size else rows
        begins = np.flatnonzero(~np.isnan(there).any(axis=0)) if there.size else there
        if begins.size == 0 or begins[0] == there.shape[1] - 1:
            continue
        estimate = difference(there[:, -1], there[:, begins[0]], question.noise)
        if estimate.low is not None and not estimate.holds_zero:
            yield question.finding("trend", (arm,), estimate, take="change")


def _groups(question: _Question) -> Iterator[Finding]:
    """Outcomes that fall into two groups: a mean of outbreaks and non-outbreaks describes neither."""
    for arm, sample in question.samples.items():
        groups = two_groups(sample[~np.isnan(sample)], question.noise)
        if groups is None:
            continue
        share = proportion(len(groups[1]), len(groups[0]) + len(groups[1]))
        yield question.finding("cluster", (arm,), share, take="share of replicates in the upper group").model_copy(
            update={"unit": "share"}
        )
        for name, group in zip(("lower", "upper"), groups, strict=True):
            yield question.finding("cluster", (arm,), _range(group), take=f"{name} group")


def _range(group: Sample) -> Estimate:
    return Estimate(
        float(group.mean()), float(group[0]), float(group[-1]), len(group), "mean and range of a group of replicates"
    )


def _telling(estimate: Estimate, sample: Sample, outcome: Outcome) -> Estimate:
    """The estimate, its method saying how many replicates did not count and why."""
    missing = int(np.isnan(sample).sum())
    if not missing:
        return estimate
    why = "it did not happen" if outcome.take == "when" else "without a value"
    return replace(estimate, method=f"{estimate.method}; {missing} of {len(sample)} left out ({why} or failed)")


def _lived(series: Series, measure: str) -> NDArray[np.float64]:
    """The series of the replicates that did not fail, shape (replicates left, steps + 1)."""
    return series.values[measure][[index not in series.errors for index in series.replicates]]


def _largest(values: NDArray[np.float64]) -> float:
    there: Iterable[float] = np.abs(values[np.isfinite(values)])
    return float(max(there, default=0.0))
