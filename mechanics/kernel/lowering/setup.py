"""How a run begins: globals, cells, agents type by type, and (once networks are there) links."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.lowering import draws
from sobremesa.mechanics.kernel.lowering.dispatch import beginnings, endings_of_setup, links_made, placing, value
from sobremesa.mechanics.kernel.lowering.expressions import number_of, widened
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.scope import Scope, sites_in
from sobremesa.mechanics.kernel.lowering.storing import bounded, element, set_slot, store, zero
from sobremesa.mechanics.kernel.lowering.turns import turns
from sobremesa.mechanics.kernel.values import Value, integer

SETUP = "setup"


def beginning(unit: Unit) -> list[Routine]:
    """Globals, the space, cells, agents: in this order."""
    program = unit.program
    routines = [_globals(unit), *(routine for begin in beginnings for routine in begin(unit))]
    if isinstance(program.space, ir.Grid):
        routines.append(_starts("cell", program.space.cells, unit))
    routines += [_agents(kind, unit) for kind in sorted(program.agents, key=lambda kind: kind.name)]
    return [*routines, *(routine for end in endings_of_setup for routine in end(unit))]


def linking(unit: Unit) -> list[Routine]:
    """What follows once networks are there: links and their state."""
    return [routine for made in links_made for routine in made(unit)]


def _globals(unit: Unit) -> Routine:
    routine = Routine("begin.globals", unit, SETUP)
    fields = unit.program.globals
    scope = Scope(routine, at_once=True).with_turn(None, None, integer(0), *(field.start for field in fields))
    for field in fields:
        start_field(scope, "model", field, integer(0))
    routine.finish()
    return routine


def _starts(owner: str, fields: Sequence[ir.Field], unit: Unit) -> Routine:
    """The state of all cells at the start."""
    routine = Routine(f"begin.{owner.replace(':', '$')}", unit, SETUP)
    scope = Scope(routine)
    with turns(scope, routine.slot(f"{owner}#rows")) as row:
        start_fields(owner, fields, row, number_of(scope, owner, row), scope)
    routine.finish()
    return routine


def _agents(kind: ir.Agents, unit: Unit) -> Routine:
    """Agents of a type: ids 0, 1, …; for each its place, then its fields."""
    routine = Routine(f"begin.{kind.name}", unit, SETUP)
    scope, f = Scope(routine), routine.f
    count = widened(scope, value(kind.count, scope), ir.Scalar.INT)
    count = f.choose(f.compare(">", count, integer(0)), count, integer(0))
    scope.fail_if(f.compare(">", count, routine.slot(f"{kind.name}#capacity")), Failure.NO_ROOM)
    for word in ("rows", "living", "next"):
        scope.set_live(f"{kind.name}#{word}", count)
    with turns(scope, count) as row:
        f.store(row, scope.column(f"{kind.name}.id"), row)
        if kind.name in unit.layout.facts.mortal:
            f.store(integer(1, "i8"), scope.column(f"{kind.name}#alive"), row)
        place = kind.place if isinstance(kind.place, tuple) else ()
        for put in placing if kind.place is not None else ():
            put(kind, scope.with_turn(kind.name, row, row, *place))
        start_fields(kind.name, kind.fields, row, row, scope)
    routine.finish()
    return routine


def start_fields(owner: str, fields: Sequence[ir.Field], row: Value, number: Value, scope: Scope) -> None:
    """The fields of something new in a row, in an order in which each can be computed; draws have its number."""
    starts = [field.start for field in fields]
    draws.keep_blocks(scope, list(dict.fromkeys(site.text for site in sites_in(*starts))))
    turn = scope.with_turn(owner, row, number, *starts)
    for field in fields:
        start_field(turn, owner, field, row)


def start_field(scope: Scope, owner: str, field: ir.Field, row: Value) -> None:
    """One field of something new in a row, whose turn it is."""
    if isinstance(field.type, ir.Vector):
        kind = field.type.item
        vector = element(scope, field.type, scope.column(f"{owner}.{field.name}"), row)
        with scope.f.counting(integer(0), integer(field.type.size)) as k:
            store(scope, kind, _first(field, kind, scope.again()), vector, k)
    elif owner == "model":
        set_slot(scope, f"model.{field.name}", _first(field, field.type, scope))
    else:
        store(scope, field.type, _first(field, field.type, scope), scope.column(f"{owner}.{field.name}"), row)


def _first(field: ir.Field, item: ir.Type, scope: Scope) -> Value:
    """What a field, or an element of it, starts with."""
    if field.start is None:
        return zero(item)
    return bounded(scope, widened(scope, value(field.start, scope), item), field, field.start)
