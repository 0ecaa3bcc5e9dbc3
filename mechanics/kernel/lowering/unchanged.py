"""`unchanged`: the state at the beginning of a step is kept, and compared at its end. Only where a document asks."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.aids import remembered
from sobremesa.mechanics.kernel.layout import Column
from sobremesa.mechanics.kernel.lowering.closing import BYTES
from sobremesa.mechanics.kernel.lowering.dispatch import step_beginnings, value
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, FALSE, I1, TRUE, Value, integer

KNOWN = "before:known"
"""The slot that says whether a step has begun: set-up is no step."""


def _columns(scope: Scope) -> Iterator[tuple[Column, Value]]:
    """The columns of the state, and how many rows each has now."""
    layout = scope.layout
    for name in remembered(layout.program, layout.facts):
        column = layout.column(name)
        yield column, integer(1) if column.owner == "model" else scope.live(f"{column.owner}#rows")


def _numbers(scope: Scope) -> Iterator[str]:
    """The slots of the state: globals that are no vectors, and how many rows there are of whom."""
    layout = scope.layout
    yield from (f"model.{field.name}" for field in layout.program.globals if not isinstance(field.type, ir.Vector))
    owners = dict.fromkeys(layout.column(name).owner for name in remembered(layout.program, layout.facts))
    yield from (f"{owner}#rows" for owner in owners if owner not in ("model", "cell"))


def _remembering(unit: Unit) -> list[Routine]:
    if KNOWN not in unit.layout.slots:
        return []
    routine = Routine("step.remember", unit, "setup")
    scope, f = Scope(routine), routine.f
    for name in _numbers(scope):
        scope.set_live(f"before:{name}", scope.live(name))
    for column, rows in _columns(scope):
        size = f.operate("mul", rows, integer(column.width * BYTES[column.kind]))
        scope.native("copied", scope.column(column.name), scope.column(f"before:{column.name}"), size)
    scope.set_live(KNOWN, integer(1))
    routine.finish()
    return [routine]


@value.register
def _unchanged(_expr: ir.Unchanged, scope: Scope) -> Value:
    f, over = scope.f, scope.f.block()
    result = f.variable(I1, FALSE)
    _unless(f.compare("!=", scope.live(KNOWN), integer(0)), over, scope)
    fields = {f"model.{field.name}": field.type for field in scope.program.globals}
    for name in _numbers(scope):
        kind = DOUBLE if fields.get(name) is ir.Scalar.FLOAT else "i64"
        _unless(f.compare("==", scope.live(name, kind), scope.live(f"before:{name}", kind)), over, scope)
    for column, rows in _columns(scope):
        both = scope.column(column.name), scope.column(f"before:{column.name}")
        if column.kind == DOUBLE:
            same = scope.native("same_floats", *both, f.operate("mul", rows, integer(column.width)))
        else:
            size = f.operate("mul", rows, integer(column.width * BYTES[column.kind]))
            same = scope.native("same_bytes", *both, size)
        _unless(same, over, scope)
    f.set(result, TRUE)
    f.place(over)
    return f.get(result)


def _unless(holds: Value, over: str, scope: Scope) -> None:
    """Go on where it holds."""
    on = scope.f.block()
    scope.f.branch(holds, on, over)
    scope.f.place(on)


step_beginnings.append(_remembering)
