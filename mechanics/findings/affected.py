"""Whom a measure counts: `mean(p.ill for p in person)` names a condition, and each state tells who meets it.

That is how a document says which of its conditions matter. Conditions are read off the checked terms and evaluated
over whole columns; those that look at others, at places or at tables are left alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.findings.states import State
from sobremesa.mechanics.ir.walk import every, nodes

Parameters = Mapping[str, bool | int | float]
Operation = Callable[[Any, Any], Any]

OPERATORS: dict[str, Operation] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
READABLE = (
    ir.Const, ir.ParameterRead, ir.LocalRead, ir.FieldRead, ir.Cast, ir.Unary, ir.Binary, ir.Compare, ir.Membership,
    ir.BoolOp,
)  # fmt: skip
OF_COLUMNS = frozenset({"id"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on agents of a type, as a measure states it; `share`: the measure is a share of them, not a count."""

    measure: str
    kind: str
    variable: str
    term: ir.Expr
    share: bool

    @property
    def fields(self) -> frozenset[str]:
        """The fields of an agent that decide whether it meets the condition."""
        return frozenset(read.name for read in every(ir.FieldRead, self.term))

    def met(self, state: State, parameters: Parameters) -> NDArray[np.bool_]:
        """Who meets it, shape (agents,)."""
        agents = len(state.columns[f"{self.kind}.id"])
        value = _Reader(self.kind, state, parameters).read(self.term)
        return np.broadcast_to(np.asarray(value, dtype=bool), (agents,))


def condition_of(program: ir.Program, measure: str) -> Condition | None:
    """The condition that a measure is a share or count of; None where it is anything else."""
    value = next(each.value for each in program.measures if each.name == measure)
    while isinstance(value, ir.Cast):
        value = value.value
    if not isinstance(value, ir.Aggregate) or value.kind not in ("mean", "count", "sum"):
        return None
    term, source, variable = value.value, value.source, value.variable
    if value.kind == "count" and value.condition is not None:
        term = value.condition
    elif value.condition is not None:
        return None
    if value.kind == "count" and isinstance(source, ir.Filtered):
        term, variable, source = source.condition, source.variable, source.source
    while isinstance(term, ir.Cast):
        term = term.value
    kinds = {kind.name for kind in program.agents}
    if (
        not isinstance(source, ir.Everyone)
        or source.of not in kinds
        or term is None
        or not _plain(program, source.of, term)
    ):
        return None
    return Condition(measure, source.of, variable, term, share=value.kind == "mean")


def _plain(program: ir.Program, kind: str, term: ir.Expr) -> bool:
    """Whether a term is a truth value that an agent's own fields and the parameters decide."""
    if term.type is not ir.Scalar.BOOL:
        return False
    fields = {f.name for agents in program.agents if agents.name == kind for f in agents.fields} | OF_COLUMNS
    whose = {id(read.of) for read in every(ir.FieldRead, term)}
    for node in nodes(term):
        if not isinstance(node, READABLE) or (isinstance(node, ir.LocalRead) and id(node) not in whose):
            return False
        if isinstance(node, ir.FieldRead) and (node.name not in fields or not isinstance(node.of, ir.LocalRead)):
            return False
        if isinstance(node, ir.FieldRead) and isinstance(node.type, ir.Vector | ir.Ref):
            return False
        if isinstance(node, ir.Binary) and node.op not in OPERATORS:
            return False
        if isinstance(node, ir.Compare) and any(word not in OPERATORS for word, _ in node.rest):
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Reader:
    """Terms over the columns of one type."""

    kind: str
    state: State
    parameters: Parameters

    def read(self, term: Any) -> Any:
        match term:
            case ir.Const(value, kind):
                return kind.labels.index(value) if isinstance(kind, ir.Label) and isinstance(value, str) else value
            case ir.ParameterRead(name):
                return self.parameters[name]
            case ir.FieldRead(name=name):
                return self.state.columns[f"{self.kind}.{name}"]
            case ir.Cast(value):
                return self.read(value)
            case ir.Unary("not", value):
                return np.logical_not(self.read(value))
            case ir.Unary(op, value):
                return -_number(self.read(value)) if op == "-" else _number(self.read(value))
            case ir.Binary(op, left, right):
                return OPERATORS[op](_number(self.read(left)), _number(self.read(right)))
            case ir.Compare(first, rest):
                return self._compared(first, rest)
            case ir.Membership(value, options, negated):
                found = np.isin(self.read(value), [self.read(option) for option in options])
                return ~found if negated else found
            case ir.BoolOp(op, values):
                joined = np.logical_and if op == "and" else np.logical_or
                return joined.reduce(np.broadcast_arrays(*(self.read(value) for value in values)))
        raise TypeError(f"a condition was read that is not plain: {term!r}")

    def _compared(self, first: Any, rest: tuple[tuple[str, Any], ...]) -> Any:
        left, holds = self.read(first), np.True_
        for word, term in rest:
            right = self.read(term)
            holds, left = np.logical_and(holds, OPERATORS[word](left, right)), right
        return holds


def _number(value: Any) -> Any:
    """Numbers as they are, truth values as 0 and 1: NumPy would join these where the language adds them."""
    return value + 0
