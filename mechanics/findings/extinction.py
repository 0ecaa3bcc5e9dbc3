"""What dies out: `extinction` of a type of agents, or of a condition that nobody meets any more; or `nothing`.

Told of what asked measures count: agents of a type that can die, or those who meet a condition (`affected`). It has
died out where there were some, and from a step on to the last there are none; a run that stops early holds what it had,
as everywhere in the language, and so has not died out where some were left. Takes: `share of replicates that die out`,
and `median time to dying out`, for which runs that end before count as not yet died out. That a type that can die never
does is `nothing`; that a condition goes on is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.affected import condition_of
from sobremesa.mechanics.findings.lasting import median_time
from sobremesa.mechanics.findings.question import Question, holding, leaving_out
from sobremesa.mechanics.ir.facts import facts_of
from sobremesa.mechanics.statistics import proportion

DIE_OUT = "share of replicates that die out"
RARE = 0.05
"""Of the replicates: what is not shown to come about in more of them is no finding (ours, as of outbreaks)."""


def extinctions(program: ir.Program, asked: Sequence[Question], unit: str) -> Iterator[Finding]:
    """What dies out, in each arm; each measure once. `unit` is that of a step."""
    seen: set[str] = set()
    for question in asked:
        measure = question.outcome.measure
        if measure in seen:
            continue
        seen.add(measure)
        mortal = counted_type(program, measure) in facts_of(program).mortal
        if mortal or condition_of(program, measure) is not None:
            for arm in question.series:
                yield from _told(program, question, arm, unit, mortal=mortal)


def counted_type(program: ir.Program, measure: str) -> str | None:
    """The type of agents that a measure counts, all of them; None where it is anything else."""
    value = next(each.value for each in program.measures if each.name == measure)
    while isinstance(value, ir.Cast):
        value = value.value
    if isinstance(value, ir.Aggregate) and value.kind == "count" and value.condition is None:
        return value.source.of if isinstance(value.source, ir.Everyone) else None
    return None


def _told(program: ir.Program, question: Question, arm: str, unit: str, *, mortal: bool) -> Iterator[Finding]:
    lived = question.lived(arm)
    missing = int(np.isnan(lived).any(axis=1).sum())
    rows = lived[~np.isnan(lived).any(axis=1) & (lived > 0).any(axis=1)] if lived.size else lived
    if not len(rows):
        return
    last = last_there(rows)
    gone = last < rows.shape[1] - 1
    share = proportion(int(gone.sum()), len(rows))
    often = share.low is not None and share.low > RARE
    if not often and not mortal:
        return
    told = holding(program, leaving_out(share, missing, len(lived)))
    found = question.finding("extinction" if often else "nothing", (arm,), told, take=DIE_OUT)
    yield found.model_copy(update={"unit": "share"})
    if often:
        steps = np.arange(rows.shape[1])
        ended = (gone[:, None] & (steps == last[:, None] + 1)).astype(float)
        when = median_time(ended, (steps <= last[:, None] + 1).astype(float))
        if when is not None:
            told = holding(program, leaving_out(when, missing, len(lived)))
            found = question.finding("extinction", (arm,), told, take="median time to dying out")
            yield found.model_copy(update={"unit": unit})


def last_there(rows: NDArray[np.float64]) -> NDArray[np.int64]:
    """The last step at which each row (replicates, steps + 1) is above 0."""
    steps: NDArray[np.int64] = rows.shape[1] - 1 - np.argmax(rows[:, ::-1] > 0, axis=1)
    return steps
