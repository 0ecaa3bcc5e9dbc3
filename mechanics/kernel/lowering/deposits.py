"""What a `together` rule ends with: what was deposited is added up, and kept within bounds once."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.facts import deposited
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.kernel.lowering import numbers
from sobremesa.mechanics.kernel.lowering.expressions import number_of
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.storing import (
    bounded,
    element,
    field_of,
    load,
    set_slot,
    slot_value,
    store,
    zero,
)
from sobremesa.mechanics.kernel.values import Value, integer


def settled(rule: ir.Rule, unit: Unit) -> list[Routine]:
    """A routine for each type (or the model) that was given something, in the order in which Mesa settles them."""
    return [
        _model_settled(rule, names, unit) if holder is None else _rows_settled(rule, holder, names, unit)
        for holder, names in deposited(rule).items()
    ]


def _model_settled(rule: ir.Rule, names: list[str], unit: Unit) -> Routine:
    routine = Routine(f"rule.{rule.name}.settle.model", unit, rule.name)
    scope = Scope(routine)
    for name in names:
        field = field_of(scope, "model", name)
        if isinstance(field.type, ir.Vector):
            _vector(scope, "model", field, integer(0))
            continue
        kind = field.type
        now = slot_value(scope, kind, f"model.{name}", True)
        added = slot_value(scope, kind, f"added:model.{name}", True)
        set_slot(scope, f"model.{name}", bounded(scope, _sum(scope, kind, now, added), field))
        set_slot(scope, f"added:model.{name}", zero(kind))
    routine.finish()
    return routine


def _rows_settled(rule: ir.Rule, holder: str, names: list[str], unit: Unit) -> Routine:
    routine = Routine(f"rule.{rule.name}.settle.{holder.replace(':', '$')}", unit, rule.name)
    deadly = any(act.action == "die" for act in every(ir.Act, rule.body))
    scope = Scope(routine, at_once=deadly)
    f = scope.f
    with f.counting(integer(0), routine.slot(f"{holder}#rows")) as row:
        over = f.block()
        if scope.mortal(holder):
            lives = f.block()
            f.branch(scope.alive(holder, row), lives, over)
            f.place(lives)
        routine.says(number_of(scope, holder, row))
        for name in names:
            _settle(scope, holder, field_of(scope, holder, name), row)
        f.place(over)
    routine.finish()
    return routine


def _settle(scope: Scope, holder: str, field: ir.Field, row: Value) -> None:
    if isinstance(field.type, ir.Vector):
        _vector(scope, holder, field, row)
        return
    column, sums = scope.column(f"{holder}.{field.name}"), scope.column(f"added:{holder}.{field.name}")
    whole = _sum(scope, field.type, load(scope, field.type, column, row), load(scope, field.type, sums, row))
    store(scope, field.type, bounded(scope, whole, field), column, row)
    store(scope, field.type, zero(field.type), sums, row)


def _vector(scope: Scope, holder: str, field: ir.Field, row: Value) -> None:
    """Element by element."""
    assert isinstance(field.type, ir.Vector)
    kind = field.type.item
    vector = element(scope, field.type, scope.column(f"{holder}.{field.name}"), row)
    sums = element(scope, field.type, scope.column(f"added:{holder}.{field.name}"), row)
    with scope.f.counting(integer(0), integer(field.type.size)) as k:
        whole = _sum(scope, kind, load(scope, kind, vector, k), load(scope, kind, sums, k))
        store(scope, kind, bounded(scope, whole, field), vector, k)
        store(scope, kind, zero(kind), sums, k)


def _sum(scope: Scope, kind: ir.Type, a: Value, b: Value) -> Value:
    return numbers.whole(scope, "+", a, b) if kind is Scalar.INT else scope.f.operate("add", a, b)
