"""What is seen at the end of a step: whether the run is over, then each measure."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.magnitude import surely_finite
from sobremesa.mechanics.ir.missing import may_miss
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.layout import NOBODY
from sobremesa.mechanics.kernel.lowering import numbers
from sobremesa.mechanics.kernel.lowering.dispatch import value
from sobremesa.mechanics.kernel.lowering.expressions import number_of, widened
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.rules import rewinding
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import I1, I64, Value, Variable, integer, real


def measure_routine(measure: ir.Measure, unit: Unit) -> Routine:
    """One measure: its value goes to the slot `measure#<name>`."""
    routine = Routine(f"measure.{measure.name}", unit, measure.name)
    scope = Scope(routine, measured=True)
    with rewinding(scope):
        found = widened(scope, value(measure.value, scope), ir.Scalar.FLOAT)
        if not surely_finite(measure.value, unit.program):
            _checked(found, may_miss(measure.value), scope)
        scope.set_live(f"measure#{measure.name}", found)
    routine.finish()
    return routine


def _checked(found: Value, may_be_missing: bool, scope: Scope) -> None:
    """A measure is a finite number, or missing where that may be."""
    if may_be_missing:
        infinite = scope.f.compare(">", numbers.fabs(scope, found), real(numbers.LARGEST))
        scope.fail_if(infinite, Failure.OVERFLOW)
    else:
        numbers.finite(scope, found)


def stop_routine(unit: Unit) -> Routine:
    """Whether the run is over before its time: if so, `stopped_at` is this step."""
    routine = Routine("stop", unit, "stop")
    scope, f, program = Scope(routine, measured=True), routine.f, unit.program
    assert program.stop is not None
    end = f.block()
    if program.stop_every > 1:
        turn, look = f.operate("urem", scope.slot("step"), integer(program.stop_every)), f.block()
        f.branch(f.compare("==", turn, integer(0)), look, end)
        f.place(look)
    with rewinding(scope):
        over: Variable = f.variable(I1, value(program.stop, scope))
    with f.when(f.get(over)):
        scope.set_live("stopped_at", scope.slot("step"))
    f.place(end)
    routine.finish()
    return routine


def persona_routine(name: str, expr: ir.Expr, unit: Unit) -> Routine:
    """Who a persona is: the id goes to the slot `persona.<name>`."""
    place = f"personas.{name}"
    routine = Routine(f"persona.{name}", unit, place)
    scope, f = Scope(routine, measured=True), routine.f
    with rewinding(scope):
        assert isinstance(expr.type, ir.Ref)
        row = value(expr, scope.with_turn(None, None, integer(0), expr))
        found = f.variable(I64, integer(NOBODY))
        with f.when(f.compare("!=", row, integer(NOBODY))):
            f.set(found, number_of(scope, expr.type.of, row))
        scope.set_live(f"persona#{name}", f.get(found))
    routine.finish()
    return routine
