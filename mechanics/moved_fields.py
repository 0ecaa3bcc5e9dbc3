"""Levers on what agents carry: a field of a persona's own agent, or of all for whom a persona stands.

They are pushed between two steps, into a snapshot, before the engine goes on from it. One agent's field is written
where it stands; a group's is written by a rule that the engine runs on its own, so that who is in the group is decided
by the code that decides it everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sobremesa.mechanics import ir
from sobremesa.mechanics.arms import moved
from sobremesa.mechanics.engine import LeverValue, Series, Snapshot
from sobremesa.mechanics.ir.rebuilding import rebuilt
from sobremesa.mechanics.ir.sizes import constants, value_of
from sobremesa.mechanics.ir.walk import fields_of
from sobremesa.mechanics.runtime.numbers import bounded
from sobremesa.mechanics.sights import as_of, beside, row_of

Advance = Callable[[ir.Program, Snapshot, int], tuple[Snapshot, Series]]
VALUE = "_value"
STILL = ir.Measure("_still", ir.Const(0.0, ir.Scalar.FLOAT), None)


def pushed(program: ir.Program, snapshot: Snapshot, levers: Sequence[LeverValue], advance: Advance) -> Snapshot:
    """The snapshot with the fields that `levers` move, in their order; parameters among them are left alone.

    `advance` is the engine's own. A persona whose agent is dead moves nothing.
    """
    known = list(snapshot.levers)
    for lever in levers:
        if lever.who is None:
            known.append(lever)
            continue
        values = moved(program, snapshot.arm, known)
        if lever.who in program.groups:
            snapshot = _group(program, replace(snapshot, levers=tuple(known)), lever, advance)
        else:
            snapshot = _own(program, snapshot, lever, values)
    return snapshot


def _own(
    program: ir.Program, snapshot: Snapshot, lever: LeverValue, parameters: Mapping[str, bool | int | float]
) -> Snapshot:
    assert lever.who is not None
    of = program.personas[lever.who].type
    assert isinstance(of, ir.Ref)
    word = lever.moves.partition(".")[2]
    field = next(each for each in fields_of(program, of.of) if each.name == word)
    known = constants(program.document, parameters)
    low, high = value_of(field.low, known), value_of(field.high, known)
    value = bounded(lever.value, -np.inf if low is None else low, np.inf if high is None else high)
    column = np.array(snapshot.columns[f"{of.of}.{word}"], dtype=np.float64)
    for place in range(len(snapshot.replicates)):
        row = row_of(program, snapshot, place, lever.who)
        if row is not None and not snapshot.stopped[place]:
            column[row] = value
    return replace(snapshot, columns={**snapshot.columns, f"{of.of}.{word}": column})


def _group(program: ir.Program, snapshot: Snapshot, lever: LeverValue, advance: Advance) -> Snapshot:
    """The field of everyone in the group takes the value, in one step of a program that has no other rule."""
    assert lever.who is not None
    kind, condition = _members(program.groups[lever.who])
    word = lever.moves.partition(".")[2]
    me = ir.SelfRead(ir.Ref(kind))
    write = ir.SetField(me, word, ir.ParameterRead(VALUE, ir.Scalar.FLOAT), 1)
    rule = ir.Rule("_push", kind, "together", condition, (write,))
    alone = beside(program, (STILL,), floats=(VALUE,), rules=(rule,))
    held = replace(snapshot, levers=(*snapshot.levers, LeverValue(VALUE, lever.value)))
    later, series = advance(alone, as_of(held, alone), 1)
    for error in series.errors.values():
        raise ValueError(error.message)
    name = f"{kind}.{word}"
    return replace(snapshot, columns={**snapshot.columns, name: later.columns[name]})


def _members(group: ir.Expr) -> tuple[str, ir.Expr | None]:
    """The type of a group's members, and the condition that each of them meets, as `self`."""
    conditions: list[ir.Expr] = []
    while isinstance(group, ir.Filtered):
        conditions.insert(0, _of_self(group))
        group = group.source
    assert isinstance(group, ir.Everyone)
    if len(conditions) > 1:
        return group.of, ir.BoolOp("and", tuple(conditions))
    return group.of, conditions[0] if conditions else None


def _of_self(group: ir.Filtered) -> ir.Expr:
    """A filter's condition, with `self` for the member that it is about."""
    assert isinstance(group.type, ir.Collection)
    item, variable = group.type.item, group.variable
    assert isinstance(item, ir.Ref)
    me = ir.SelfRead(ir.Ref(item.of))

    def change(node: Any) -> Any:
        if isinstance(node, ir.FieldRead) and _is(node.of, variable):
            return ir.FieldRead(me, node.name, node.type, own=True)
        return me if _is(node, variable) else None

    return rebuilt(group.condition, change)


def _is(node: Any, variable: str) -> bool:
    return isinstance(node, ir.LocalRead) and node.name == variable
