"""Who is counted once is counted once for ever: states that share out everyone keep doing so.

Several measures of a model may share out its agents: susceptible, telling, silent. Whether they are meant to is told
from what they say of truth values and labels: together they leave out nobody, whatever someone's state, none of them
can be left away, and at the start each agent is in one of them. Whoever is in two later is where nobody should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.engine import Snapshot
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.trial import Trials
from sobremesa.mechanics.ir.facts import facts_of
from sobremesa.mechanics.ir.walk import every, fields_of, uncast

CODE = "partition_breaks"
MOST_MEASURES, FEWEST_PARTS, MOST_PARTS, MOST_STATES = 8, 3, 5, 256
Value = bool | int
States = Mapping[str, NDArray[np.generic] | Value]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A measure that counts those of a type who meet a condition on their own truth values and labels."""

    measure: str
    kind: str
    variable: str
    condition: ir.Expr

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(read.name for read in every(ir.FieldRead, self.condition))


def partitions(trials: Trials) -> Iterator[Gate]:
    """The gate, where the model has measures that share out a type of agents of whom none is born and none dies."""
    facts = facts_of(trials.program)
    for agents in trials.program.agents:
        if agents.name in facts.mortal or agents.name in facts.born:
            continue
        counted = [each for each in _counted(trials.program) if each.kind == agents.name][:MOST_MEASURES]
        parts = _partition(trials, counted)
        if parts is not None:
            yield _kept(trials, parts)


def _counted(program: ir.Program) -> Iterator[_Counted]:
    for measure in program.measures:
        value = uncast(measure.value)
        if isinstance(value, ir.Binary) and value.op == "/":
            value = uncast(value.left)
        if not (isinstance(value, ir.Aggregate) and value.kind in ("mean", "count")):
            continue
        term = value.condition if value.kind == "count" else None if value.condition is not None else value.value
        if isinstance(value.source, ir.Everyone) and term is not None:
            counted = _Counted(measure.name, value.source.of, value.variable, uncast(term))
            if _is_told(counted, program):
                yield counted


def _is_told(counted: _Counted, program: ir.Program) -> bool:
    """Whether a condition is made of the agent's own truth values and labels, and of nothing else."""
    types = {field.name: field.type for field in fields_of(program, counted.kind)}
    domains = [types.get(name) for name in counted.fields]
    if not domains or not all(kind is ir.Scalar.BOOL or isinstance(kind, ir.Label) for kind in domains):
        return False
    try:
        _holds(counted.condition, counted.variable, dict.fromkeys(counted.fields, 0))
    except _OtherError:
        return False
    return True


class _OtherError(Exception):
    """A condition holds something that is none of the agent's own truth values and labels."""


def _holds(expr: ir.Expr, variable: str, states: States) -> NDArray[np.generic] | Value:
    """A condition's value, of one agent or of a column of them."""
    expr = uncast(expr)
    match expr:
        case ir.Const(value=value, type=kind) if isinstance(kind, ir.Label):
            return kind.labels.index(value) if isinstance(value, str) else int(value or 0)
        case ir.Const(value=bool() as value):
            return value
        case ir.FieldRead(of=ir.LocalRead(name=name), name=field) if name == variable and field in states:
            return states[field]
        case ir.Unary(op="not", value=value):
            return np.logical_not(_holds(value, variable, states))
        case ir.BoolOp(op=op, values=values):
            parts = [_holds(value, variable, states) for value in values]
            return reduce(np.logical_and if op == "and" else np.logical_or, parts)
        case ir.Compare(first=first, rest=((("==" | "!=") as op, second),)):
            one, other = _holds(first, variable, states), _holds(second, variable, states)
            return np.equal(one, other) if op == "==" else np.not_equal(one, other)
    raise _OtherError


def _partition(trials: Trials, counted: Sequence[_Counted]) -> tuple[_Counted, ...] | None:
    """The fewest measures, three at least, that share out everyone at the start, and need not later.

    None of them may be left away: of two that overlap (not ill now, ever ill) each says something of its own.
    """
    seen = trials.seen(trials.small()) if len(counted) >= FEWEST_PARTS else None
    if seen is None or seen.error is not None:
        return None
    for number in range(FEWEST_PARTS, min(len(counted), MOST_PARTS) + 1):
        for parts in combinations(counted, number):
            fewer = combinations(parts, number - 1)
            if (
                _covers(trials.program, parts)
                and not any(_covers(trials.program, some) for some in fewer)
                and np.all(_times(parts, _columns(seen.first, parts)) == 1)
            ):
                return parts
    return None


def _covers(program: ir.Program, parts: Sequence[_Counted]) -> bool:
    """Whether everyone counts in some of the measures, whatever their state."""
    states = _states(program, parts)
    return bool(states) and all(_times(parts, state) >= 1 for state in states or ())


def _states(program: ir.Program, parts: Sequence[_Counted]) -> list[dict[str, Value]] | None:
    """All states that someone could be in, as far as the measures tell them apart; None of too many."""
    types = {field.name: field.type for field in fields_of(program, parts[0].kind)}
    names = sorted(frozenset().union(*(part.fields for part in parts)))
    domains = [range(len(kind.labels)) if isinstance(kind := types[name], ir.Label) else (0, 1) for name in names]
    if np.prod([len(domain) for domain in domains]) > MOST_STATES:
        return None
    return [dict(zip(names, values, strict=True)) for values in product(*domains)]


def _columns(snapshot: Snapshot, parts: Sequence[_Counted]) -> dict[str, NDArray[np.generic]]:
    names = frozenset().union(*(part.fields for part in parts))
    return {name: snapshot.columns[f"{parts[0].kind}.{name}"] for name in names}


def _times(parts: Sequence[_Counted], states: States) -> NDArray[np.int64]:
    """In how many of the measures each agent counts."""
    held = [np.asarray(_holds(part.condition, part.variable, states), dtype=np.int64) for part in parts]
    times: NDArray[np.int64] = np.sum(held, axis=0)
    return times


def _kept(trials: Trials, parts: Sequence[_Counted]) -> Gate:
    seen = trials.seen(trials.small())
    assert seen is not None
    times = _times(parts, _columns(seen.last, parts))
    twice, never = int((times > 1).sum()), int((times == 0).sum())
    names = ", ".join(part.measure for part in parts)
    kind = parts[0].kind
    if not (twice or never):
        told = f"Each {kind} counts in one of {names}, at the end as at the start."
        return Gate(code=CODE, family="invariant", outcome="passed", sentence=told)
    told = f"At the start each {kind} counts in one of {names}; at the end {twice + never} of {times.size} do not."
    return Gate(
        code=CODE, family="invariant", outcome="failed", sentence=told, figures={"not in one": twice + never},
        hint="where a rule puts someone into one of these states, take them out of the other",
    )  # fmt: skip
