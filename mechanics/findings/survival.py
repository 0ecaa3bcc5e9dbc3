"""How long something lasts: `survival`, of agents that can die, and of a state that agents enter or leave for good.

Takes: `median lifetime` of agents of a type that an asked measure counts (with births: of those born in the run),
followed step by step; `median time until met` and `median time until left`, of a condition that an asked measure is the
share of, where that share never goes back in any replicate. Told where half of them have ended by the last step; those
that have not count as lasting longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.affected import condition_of
from sobremesa.mechanics.findings.extinction import counted_type
from sobremesa.mechanics.findings.lasting import median_time
from sobremesa.mechanics.findings.question import Question, holding, leaving_out
from sobremesa.mechanics.findings.states import Life, States
from sobremesa.mechanics.ir.facts import facts_of

Numbers = NDArray[np.float64]

ROUNDING = 1e-9


def states_left(program: ir.Program, asked: Sequence[Question], unit: str) -> Iterator[Finding]:
    """How long until half of the agents have met, or left, each condition, in each arm. `unit` is that of a step."""
    seen: set[str] = set()
    for question in asked:
        condition = condition_of(program, question.outcome.measure)
        if question.outcome.measure in seen or condition is None or not condition.share:
            continue
        seen.add(question.outcome.measure)
        for arm in question.series:
            yield from _of_state(program, question, arm, unit)


def lifetimes(program: ir.Program, asked: Sequence[Question], states: States, unit: str) -> Iterator[Finding]:
    """How long agents of each type that is counted live, in each arm. `unit` is that of a step."""
    facts, seen = facts_of(program), set[str]()
    for question in asked:
        kind = counted_type(program, question.outcome.measure)
        if kind is None or kind in seen or kind not in facts.mortal:
            continue
        seen.add(kind)
        for arm in question.series:
            if states.every(arm) > 1:
                continue
            lives = [lived(kind, life, born=kind in facts.born) for life in states.lives(arm)]
            ended, at_risk = (np.array(each) for each in zip(*lives, strict=True)) if lives else (None, None)
            when = median_time(ended, at_risk) if ended is not None and at_risk is not None else None
            if when is not None:
                found = question.finding("survival", (arm,), holding(program, when), take="median lifetime")
                yield found.model_copy(update={"unit": unit})


def lived(kind: str, life: Life, *, born: bool) -> tuple[Numbers, Numbers]:
    """How many agents of a type ended, and how many were there, so many steps after they began; one replicate.

    `born`: only those that were born in the run, as nobody knows how old the others are.
    """
    columns = [state.columns[f"{kind}.id"].astype(np.int64) for state in life]
    steps = np.repeat([state.step for state in life], [len(ids) for ids in columns])
    agents, who = np.unique(np.concatenate(columns), return_inverse=True)
    first = np.full(len(agents), life[-1].step)
    last = np.zeros(len(agents), dtype=np.int64)
    np.minimum.at(first, who, steps)
    np.maximum.at(last, who, steps)
    if born:
        first, last = first[first > life[0].step], last[first > life[0].step]
    over = last < life[-1].step
    age, length = np.where(over, last + 1 - first, last - first), life[-1].step + 1
    ended = np.bincount(age[over], minlength=length).astype(float)
    at_risk = np.bincount(age, minlength=length)[::-1].cumsum()[::-1].astype(float)
    return ended, at_risk


def _of_state(program: ir.Program, question: Question, arm: str, unit: str) -> Iterator[Finding]:
    """The share that is left is what has not ended: of those who do not meet the condition, or of those who do."""
    lived = question.lived(arm)
    rows = lived[~np.isnan(lived).any(axis=1)] if lived.size else lived
    changes = np.diff(rows, axis=1) if len(rows) else rows
    if not (np.abs(changes) > ROUNDING).any():
        return
    if (changes > -ROUNDING).all():
        left, take = 1 - rows, "median time until met"
    elif (changes < ROUNDING).all():
        left, take = rows, "median time until left"
    else:
        return
    at_risk = np.concatenate([left[:, :1], left[:, :-1]], axis=1)
    when = median_time(np.maximum(at_risk - left, 0), at_risk)
    if when is not None:
        told = holding(program, leaving_out(when, len(lived) - len(rows), len(lived)))
        yield question.finding("survival", (arm,), told, take=take).model_copy(update={"unit": unit})
