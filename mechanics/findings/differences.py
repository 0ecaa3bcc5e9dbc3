"""What differs: `difference` between two arms, pair by pair of replicates; `trend` (`change`) since the beginning.

Of all these comparisons of a report some would pass a test of 5% each by chance. So their p-values are corrected
together (Holm 1979), those of the headline weighing most: in 19 of 20 reports in which nothing differs, nothing is
called a difference or a trend. What is not told from chance is the finding `nothing`, with its number and its
interval, which is that of one comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from sobremesa.mechanics.finding import Finding, leaves_out_zero
from sobremesa.mechanics.findings.question import Question, leaving_out, telling
from sobremesa.mechanics.statistics import LEVEL, difference, effect_size, holm

HEADLINE = 0.8
"""The part of the error allowed to a report that its headline's differences may use up."""


def differences(question: Question) -> Iterator[Finding]:
    """Each later arm against each earlier one, `chance` for itself; told from chance by `corrected`."""
    for baseline, arm in combinations(question.samples, 2):
        first, second = question.samples[baseline], question.samples[arm]
        both = ~np.isnan(first) & ~np.isnan(second)
        if not both.any():
            continue
        estimate = difference(second[both], first[both], question.noise)
        found = question.finding("difference", (baseline, arm), telling(estimate, first + second, question.outcome))
        changes = second[both] - first[both]
        if len(changes) == 1 and estimate.value == 0:
            found = found.model_copy(update={"kind": "nothing"})
        yield found.model_copy(
            update={
                "effect": effect_size(second[both], first[both], question.noise),
                "agreeing": int((np.sign(changes[np.abs(changes) > question.noise]) == np.sign(estimate.value)).sum()),
                "chance": question.chance(changes),
            }
        )


def corrected(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same findings, the p-values of those that have one corrected together; those above 5% are `nothing`."""
    decided = list(found)
    places = [place for place, finding in enumerate(found) if finding.chance is not None]
    chances = holm([found[place].chance or 0.0 for place in places], _weights([found[place] for place in places]))
    for place, chance in zip(places, chances, strict=True):
        decided[place] = _decided(found[place], chance, len(places))
    return tuple(decided)


def _weights(found: Sequence[Finding]) -> list[float]:
    """What was asked first is not drowned by what else was looked at: together the headline's differences weigh most.

    Where there is only one kind, all weigh the same.
    """
    asked = [finding.headline and len(finding.arms) == 2 for finding in found]
    number = {True: sum(asked), False: len(asked) - sum(asked)}
    return [(HEADLINE if one else 1 - HEADLINE) / number[one] for one in asked]


def _decided(finding: Finding, chance: float, among: int) -> Finding:
    told = chance < 1 - LEVEL
    method = finding.method
    if not told and leaves_out_zero(finding.low, finding.high):
        method = f"{method}; not told from chance among {among} comparisons (Holm)"
    return finding.model_copy(update={"kind": finding.kind if told else "nothing", "chance": chance, "method": method})


def changes(question: Question) -> Iterator[Finding]:
    """The headline's change from the first step with a value to the last; told from chance by `corrected`."""
    if question.outcome.take != "last" or not question.headline:
        return
    for arm in question.series:
        rows = question.lived(arm)
        there = rows[~np.isnan(rows[:, -1])] if rows.size else rows
        begins = np.flatnonzero(~np.isnan(there).any(axis=0)) if there.size else there
        if len(there) < 2 or begins.size == 0 or begins[0] == there.shape[1] - 1:
            continue
        first, last = there[:, int(begins[0])], there[:, -1]
        estimate = difference(last, first, question.noise)
        estimate = leaving_out(estimate, len(rows) - len(there), len(rows), "without a value at the end")
        found = question.finding("trend", (arm,), estimate, take="change")
        yield found.model_copy(update={"chance": question.chance(last - first)})
