"""The outcomes of two runs, replicate by replicate: replicates with one index draw the same random numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.nodes.comparing.comparison import Contrast
from sobremesa.nodes.comparing.sides import Side

if TYPE_CHECKING:
    from sobremesa.mechanics.document import Outcome
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.engine import Series
    from sobremesa.mechanics.ensemble import Ensemble
    from sobremesa.mechanics.finding import Finding
    from sobremesa.mechanics.findings.question import Question


def contrasts_of(one: Side, other: Side) -> tuple[Contrast, ...]:
    """Every outcome that both runs were asked for, the headline first; none where either has run no model."""
    from sobremesa.mechanics.findings.differences import corrected, differences
    from sobremesa.mechanics.findings.question import questions

    program = _asking_both(one, other)
    if one.ensemble is None or other.ensemble is None or program is None:
        return ()
    shared = _shared(one, other)
    asked = [each for each in questions(program, shared) if _has_values(each)]
    found = [next(iter(differences(question)), None) for question in asked] if is_paired(one, other) else []
    told = iter(corrected([finding for finding in found if finding is not None]))
    gaps = [None if finding is None else next(told) for finding in found] or [None] * len(asked)
    return tuple(_contrast(question, gap, shared, one, other) for question, gap in zip(asked, gaps, strict=True))


def _has_values(question: Question) -> bool:
    return all(len(sample) and not np.isnan(sample).all() for sample in question.samples.values())


def is_paired(one: Side, other: Side) -> bool:
    """Whether replicates of both runs draw the same random numbers."""
    return one.request.seed == other.request.seed


def unpaired(one: Side, other: Side) -> Iterator[str]:
    """Why numbers can't be held against each other, in sentences."""
    if one.program is None and other.program is None:
        return
    for side, beside in ((one, other), (other, one)):
        if side.program is None:
            yield f"{side.name} runs no model, so the figures of {beside.name} have nothing to stand beside."
            return
        if side.ensemble is None:
            yield f"{side.name} has not run its experiment yet: sobremesa resume {side.name}"
            return
    if not contrasts_of(one, other):
        yield "Their models measure nothing that both have, so no figure can be held against another."
    elif not is_paired(one, other):
        yield (
            f"Their seeds differ ({one.request.seed} and {other.request.seed}), so their runs draw other random "
            "numbers and can't be paired: the difference of two means has no interval here."
        )


def _asking_both(one: Side, other: Side) -> AnyProgram | None:
    """The first run's model, asked only for outcomes that both measure; None where the headline is none of them."""
    if one.program is None or other.program is None:
        return None
    theirs = other.program.document.measures
    document = one.program.document
    experiment = document.experiment

    def is_shared(outcome: Outcome) -> bool:
        measure = theirs.get(outcome.measure)
        return measure is not None and measure.unit == document.measures[outcome.measure].unit

    if not is_shared(experiment.headline):
        return None
    also = tuple(outcome for outcome in experiment.also if is_shared(outcome))
    update = {"experiment": experiment.model_copy(update={"also": also})}
    if isinstance(one.program, ProcessProgram):
        return replace(one.program, document=one.program.document.model_copy(update=update))
    return replace(one.program, document=one.program.document.model_copy(update=update))


def _shared(one: Side, other: Side) -> Ensemble:
    """Both scenario arms as arms of one experiment, in the replicates that both have."""
    from sobremesa.mechanics.ensemble import Ensemble

    assert one.ensemble is not None and other.ensemble is not None
    ours, theirs = _told(one), _told(other)
    both = [index for index in ours.replicates if index in theirs.replicates]
    measures = sorted(set(ours.values) & set(theirs.values))
    arms = {one.name: _of(ours, both, measures), _name(one, other): _of(theirs, both, measures)}
    return Ensemble(one.ensemble.document, one.ensemble.engine, one.ensemble.seed, arms)


def _name(one: Side, other: Side) -> str:
    return other.name if other.name != one.name else f"{other.name} (again)"


def _told(side: Side) -> Series:
    """The series of the arm that stands for the question."""
    assert side.program is not None and side.ensemble is not None
    return side.ensemble.arms[scenario_arm(side.program.document).name]


def _of(series: Series, replicates: Sequence[int], measures: Sequence[str]) -> Series:
    rows = [series.replicates.index(index) for index in replicates]
    values = {name: series.values[name][rows] for name in measures}
    errors = {index: error for index, error in series.errors.items() if index in replicates}
    return replace(series, replicates=tuple(replicates), values=values, errors=errors)


def _contrast(question: Question, gap: Finding | None, shared: Ensemble, one: Side, other: Side) -> Contrast:
    names = (one.name, _name(one, other))
    samples = [question.samples[name] for name in names]
    levels = [
        question.finding("level", (name,), question.level(sample[~np.isnan(sample)]))
        for name, sample in zip(names, samples, strict=True)
    ]
    indices = next(iter(shared.arms.values())).replicates
    pairs = zip(indices, *(map(float, sample) for sample in samples), strict=True)
    return Contrast(
        one=levels[0],
        other=levels[1],
        difference=gap,
        headline=question.headline,
        pairs=tuple(pair for pair in pairs if not (math.isnan(pair[1]) or math.isnan(pair[2]))),
    )
