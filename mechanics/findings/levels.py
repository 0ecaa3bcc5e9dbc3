"""Where outcomes stand: `level`, the mean in each arm; `cluster`, where replicates fall into two groups.

A level's `take` is the outcome's own; of groups it is `share of replicates in the upper group`, `lower group` and
`upper group` (mean and range). A mean of outbreaks and non-outbreaks describes neither: hence the groups.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import Question, telling
from sobremesa.mechanics.statistics import Estimate, Sample, proportion, two_groups


def levels(question: Question) -> Iterator[Finding]:
    """The level in each arm that has a value in any replicate."""
    for arm, sample in question.samples.items():
        there = sample[~np.isnan(sample)]
        if there.size:
            yield question.finding("level", (arm,), telling(question.level(there), sample, question.outcome))


def groups(question: Question) -> Iterator[Finding]:
    """The two groups of outcomes, in each arm where there are two."""
    for arm, sample in question.samples.items():
        found = two_groups(sample[~np.isnan(sample)], question.noise)
        if found is None:
            continue
        share = proportion(len(found[1]), len(found[0]) + len(found[1]))
        yield question.finding("cluster", (arm,), share, take="share of replicates in the upper group").model_copy(
            update={"unit": "share"}
        )
        for name, group in zip(("lower", "upper"), found, strict=True):
            yield question.finding("cluster", (arm,), _range(group), take=f"{name} group")


def _range(group: Sample) -> Estimate:
    return Estimate(
        float(group.mean()), float(group[0]), float(group[-1]), len(group), "mean and range of a group of replicates"
    )
