"""What an ensemble of a process shows: how loaded each resource is, whether it is stable, where the bottleneck is.

Levels and differences are those of models, by the same statistics over replicates, each of which counts as one number:
so no interval is fooled by one waiting time resembling the next. What has no long-run value (the queue before a
resource that gets more work than it can do) gets none: its growth is told instead.

    load         ρ: the work that comes in, over what the servers can do; from the document, exactly, before any run
    unstable     ρ where it is 1 or more and nobody is turned away: the queue grows for as long as one looks
    growth       how fast that queue grows
    load         (`in use`) which share of the time the servers of a resource are in use, where that is measured
    bottleneck   share of replicates in which a resource is the busiest of all
    onset        when a queue first gets longer than there are servers, where the load goes up and down
    goal         by how much a measure reaches what it should come to (`goals`)
    onset        at which rate of arrivals waiting takes off, where a sweep goes along it (`onset`)
    marginal     what each further server does to the headline (`marginal`, from a sweep over the servers)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.findings.differences import corrected, differences
from sobremesa.mechanics.findings.levels import groups, levels
from sobremesa.mechanics.findings.question import Question, finding, questions
from sobremesa.mechanics.processes.arms import slice_length
from sobremesa.mechanics.processes.goals import aims
from sobremesa.mechanics.processes.program import SECONDS, Measure, ProcessProgram
from sobremesa.mechanics.processes.settled import unsettled
from sobremesa.mechanics.processes.traffic import Load, loads
from sobremesa.mechanics.statistics import Estimate, mean, proportion

EXACT = "from the document: work that comes in, over what the servers can do; nothing is run for it"
SAMPLED = "from the document, averaged over a thousand entities whose attributes are drawn; nothing is run for it"
MEAN = "mean, 95% t interval"
SLOPE = f"slope of the queue over the second half of each replicate; {MEAN}"
IN_USE = "in use"
BUSIEST = "share of replicates in which it is the busiest"


def analyse_process(program: ProcessProgram, ensemble: Ensemble) -> tuple[Finding, ...]:
    """All findings: of each outcome, then what is particular to queues, arm by arm."""
    arms = {arm.name: arm for arm in program.document.experiment.arms}
    asked = settled_questions(program, ensemble)
    found = [
        *corrected([one for question in asked for one in (*levels(question), *differences(question))]),
        *(one for question in asked for one in groups(question)),
    ]
    for name, arm in arms.items():
        found += _of_arm(program, arm, ensemble.arms[name])
    return tuple(one.model_copy(update={"id": f"f{number}"}) for number, one in enumerate(found, start=1))


def settled_questions(program: ProcessProgram, ensemble: Ensemble) -> tuple[Question, ...]:
    """The questions of an experiment, without the samples that have no long-run value."""
    arms = {arm.name: arm for arm in program.document.experiment.arms}
    return tuple(_settled(program, arms, question) for question in questions(program, ensemble))


def _settled(program: ProcessProgram, arms: dict[str, Arm], question: Question) -> Question:
    """The question without the samples that have no long-run value."""
    samples = {
        name: np.full_like(sample, np.nan) if question.outcome.measure in unsettled(program, arms[name]) else sample
        for name, sample in question.samples.items()
    }
    return replace(question, samples=samples)


def _of_arm(program: ProcessProgram, arm: Arm, series: Series) -> Iterator[Finding]:
    loaded = loads(program, arm, arm_parameters(program, arm))
    runs = len(series.replicates) - len(series.errors)
    for load in loaded:
        if load.rho is not None:
            yield _load(program, load, arm, runs)
        if load.stable is False and program.document.clock.state == "steady":
            yield from _growth(program, load, arm, series)
        if load.peak is not None and load.peak >= 1 and load.stable is not False:
            yield from _onset(program, load, arm, series)
    yield from aims(program, arm, series)
    yield from _in_use(program, arm, series)
    yield from _bottleneck(program, arm, series)


def _load(program: ProcessProgram, load: Load, arm: Arm, runs: int) -> Finding:
    """What ends by itself has a longest queue, and is only told to be loaded."""
    assert load.rho is not None
    lasting = program.document.clock.state == "steady"
    kind: Kind = "unstable" if load.stable is False and lasting else "load"
    method = EXACT if load.how == "exact" else SAMPLED
    if load.at_least:
        method += "; at least this, since servers are also held while their users wait for another"
    estimate = Estimate(load.rho, load.rho, load.rho, runs, method)
    return finding(kind, load.resource, "load", (arm.name,), estimate, "share")


def _growth(program: ProcessProgram, load: Load, arm: Arm, series: Series) -> Iterator[Finding]:
    """The slope of the queue over the second half of each replicate, by least squares."""
    measure = _measure(program, "queue_length", load.resource)
    rows = _rows(series, measure)
    if measure is None or rows is None or rows.shape[1] < 4 or not len(rows):
        return
    half = rows[:, rows.shape[1] // 2 :]
    times = np.arange(half.shape[1]) * slice_length(program, arm_parameters(program, arm))
    whole = half[~np.isnan(half).any(axis=1)]
    if not len(whole):
        return
    slopes = ((whole - whole.mean(axis=1, keepdims=True)) @ (times - times.mean())) / (
        (times - times.mean()) ** 2
    ).sum()
    clock = program.document.clock.unit
    per_hour = slopes / SECONDS[clock] * SECONDS["hour"]
    told = replace(
        mean(per_hour), method="slope of the queue over the second half of each replicate; mean, 95% t interval"
    )
    yield finding("growth", measure.name, "growth", (arm.name,), told, f"{measure.unit or 'in line'} an hour")


def _onset(program: ProcessProgram, load: Load, arm: Arm, series: Series) -> Iterator[Finding]:
    """When the queue, slice by slice, first gets longer than there are servers."""
    measure = _measure(program, "queue_length", load.resource)
    rows = _rows(series, measure)
    if measure is None or rows is None or not len(rows):
        return
    length = slice_length(program, arm_parameters(program, arm))
    above = np.nan_to_num(rows, nan=0.0) > max(load.capacity, 1.0)
    reached = above.any(axis=1)
    if not reached.any():
        return
    times = above[reached].argmax(axis=1) * length
    which = f"in {int(reached.sum())} of {len(rows)} replicates"
    told = replace(
        mean(times.astype(np.float64)), method=f"first slice with more in line than servers, {which}; {MEAN}"
    )
    yield finding("onset", measure.name, "onset", (arm.name,), told, program.document.clock.unit)


def _in_use(program: ProcessProgram, arm: Arm, series: Series) -> Iterator[Finding]:
    """The utilisation of each resource, where it is measured."""
    there = [index not in series.errors for index in series.replicates]
    for measure in program.measures:
        if measure.function == "utilisation":
            sample = series.values[measure.name][there, -1]
            known = sample[~np.isnan(sample)]
            if known.size:
                yield finding("load", measure.of, IN_USE, (arm.name,), mean(known, (0, 1)), "share")


def _bottleneck(program: ProcessProgram, arm: Arm, series: Series) -> Iterator[Finding]:
    """The resource that is the busiest, where there are several."""
    measures = [measure for measure in program.measures if measure.function == "utilisation"]
    if len(measures) < 2:
        return
    there = [index not in series.errors for index in series.replicates]
    last = np.stack([series.values[measure.name][there, -1] for measure in measures])
    whole = last[:, ~np.isnan(last).any(axis=0)]
    if not whole.shape[1]:
        return
    busiest = whole.argmax(axis=0)
    winner = int(np.bincount(busiest, minlength=len(measures)).argmax())
    share = proportion(int((busiest == winner).sum()), whole.shape[1])
    yield finding("bottleneck", measures[winner].of, BUSIEST, (arm.name,), share, "share")


def _measure(program: ProcessProgram, function: str, resource: str) -> Measure | None:
    """The measure of a resource as a whole."""
    found = (m for m in program.measures if (m.function, m.of, m.entity) == (function, resource, None))
    return next(found, None)


def _rows(series: Series, measure: Measure | None) -> NDArray[np.float64] | None:
    """A measure slice by slice, in the replicates that did not fail, without the beginning."""
    if measure is None:
        return None
    rows = series.values.get(f"{measure.name}.slice")
    if rows is None:
        return None
    there: Sequence[bool] = [index not in series.errors for index in series.replicates]
    return rows[there, 1:]
