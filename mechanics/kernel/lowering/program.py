"""A program as text of LLVM in four parts: its routines, and the functions that are called from outside.

All take the address of a replicate's header (or of the first of several). Of the part `beginning`, `begin` sets
globals, cells and agents up; `link_up` follows once networks are there: links, and the rules of set-up; `bind` finds
the agents of personas. Of `restoring`, `settle` works out what stands beside a state that was restored. Of `running`,
`observe` measures and looks whether the run is over; `advance` runs replicates on by some steps. Of `releasing`,
`release` gives memory back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.layout import layout_of
from sobremesa.mechanics.kernel.lowering import (  # noqa: F401 - each registers what it can lower
    aggregates,
    claims,
    closing,
    collections,
    conditions,
    drawn,
    draws,
    expressions,
    groupings,
    ordering,
    population,
    space,
    standing,
    statements,
    unchanged,
)
from sobremesa.mechanics.kernel.lowering.dispatch import settlings, step_beginnings
from sobremesa.mechanics.kernel.lowering.measures import measure_routine, persona_routine, stop_routine
from sobremesa.mechanics.kernel.lowering.routine import HEADER, Routine, Unit
from sobremesa.mechanics.kernel.lowering.rules import rule_routines
from sobremesa.mechanics.kernel.lowering.setup import beginning, linking
from sobremesa.mechanics.kernel.values import DOUBLE, I8, I32, I64, POINTER, Value, integer, real

RUNNING = -1
"""What `stopped_at` holds while a run goes on."""


def lowered(program: ir.Program, part: str) -> str:
    """A part of the program as LLVM's text. Raises DocumentError (not_supported_yet) for what can't be lowered.

    The parts export `begin`, `link_up`, `settle` and `release` of a header `-> i32`: 0 or a code of `failures`;
    `bind(header, out) -> i32`, which writes an id for each persona (-1: nobody);
    `observe(header, out) -> i32`, which writes a double for each measure (NaN for one of the end before the end);
    `advance(headers, replicates, stride, steps, out) -> i64`, where headers lie `stride` bytes apart and `out` has
    shape (replicates, steps, measures): it leaves rows alone from the step at which a replicate fails, repeats the last
    row of one that stops, and returns how many replicates it has run (fewer if `cancel` was set).
    """
    unit = Unit(layout_of(program))
    PARTS[part](unit)
    return unit.module.text


def _beginning(unit: Unit) -> None:
    setup = [(rule, rule_routines(rule, unit)) for rule in unit.program.setup]
    _sequence("begin", beginning(unit), unit)
    _sequence("link_up", [*linking(unit)], unit, setup)
    _bind(unit)


def _restoring(unit: Unit) -> None:
    _sequence("settle", [routine for restore in settlings for routine in restore(unit)], unit)


def _running(unit: Unit) -> None:
    rules = [(rule, rule_routines(rule, unit)) for rule in unit.program.rules]
    begun = [routine for begin in step_beginnings for routine in begin(unit)]
    _sequence("one_step", begun, unit, rules, exported=False)
    _observe(unit)
    _advance(unit)


def _releasing(unit: Unit) -> None:
    outer = Routine("release", unit, "setup", "export nounwind")
    for arena in ("arena", "pending"):
        unit.natives.call(outer.f, "arena_free", outer.place_of(arena))
    outer.f.give(integer(0, I32))
    unit.module.define("release", outer.f.text)


PARTS: Mapping[str, Callable[[Unit], None]] = {
    "beginning": _beginning,
    "restoring": _restoring,
    "running": _running,
    "releasing": _releasing,
}


def _sequence(
    name: str,
    routines: Sequence[Routine],
    unit: Unit,
    rules: Sequence[tuple[ir.Rule, list[Routine]]] = (),
    exported: bool = True,
) -> None:
    """A function that calls routines, then rules that are not switched off, until one of them fails."""
    outer = Routine(name, unit, "setup", "export nounwind" if exported else "nounwind")
    f, out = outer.f, outer.f.block()
    code = f.variable(I32, integer(0, I32))
    for routine in routines:
        _attempt(outer, routine, code.place, out)
    for rule, parts in rules:
        with f.when(f.compare("!=", outer.live(f"rule#{rule.name}"), integer(0))):
            for routine in parts:
                _attempt(outer, routine, code.place, out)
    f.place(out)
    f.give(f.get(code))
    unit.module.define(name, f.text)


def _attempt(outer: Routine, routine: Routine, code: Value, out: str) -> None:
    f, on = outer.f, outer.f.block()
    found = outer.call_freshly(routine)
    f.store(found, code)
    f.branch(f.compare("==", found, integer(0, I32)), on, out)
    f.place(on)


def _observe(unit: Unit) -> None:
    """The measures, then the stop, then (at the end) the measures of the end."""
    program = unit.program
    outer = Routine("observe", unit, "stop", "export nounwind")
    f, out = outer.f, outer.f.block()
    values = f.parameter("out", POINTER)
    code = f.variable(I32, integer(0, I32))
    late = [(place, measure) for place, measure in enumerate(program.measures) if measure.at_end]
    for place, measure in enumerate(program.measures):
        if not measure.at_end:
            _measured(outer, measure, code.place, out, place)
    if program.stop is not None:
        _attempt(outer, stop_routine(unit), code.place, out)
    stopped = f.compare("!=", outer.live("stopped_at"), integer(RUNNING))
    ended = f.either(stopped, f.compare(">=", outer.live("step"), outer.live("end")))
    for place, _ in late:
        f.store(real(math.nan), values, integer(place))
    with f.when(ended):
        for place, measure in late:
            _measured(outer, measure, code.place, out, place)
    f.place(out)
    f.give(f.get(code))
    unit.module.define("observe", f.text)


def _measured(outer: Routine, measure: ir.Measure, code: Value, out: str, place: int) -> None:
    _attempt(outer, measure_routine(measure, outer.unit), code, out)
    found = outer.live(f"measure#{measure.name}", DOUBLE)
    outer.f.store(found, Value("%out", POINTER), integer(place))


def _bind(unit: Unit) -> None:
    """The agent of each persona, by id."""
    outer = Routine("bind", unit, "setup", "export nounwind")
    f, out = outer.f, outer.f.block()
    f.parameter("out", POINTER)
    code = f.variable(I32, integer(0, I32))
    for place, (name, expr) in enumerate(unit.program.personas.items()):
        routine = persona_routine(name, expr, unit)
        _attempt(outer, routine, code.place, out)
        f.store(outer.live(f"persona#{name}"), Value("%out", POINTER), integer(place))
    f.place(out)
    f.give(f.get(code))
    unit.module.define("bind", f.text)


def _advance(unit: Unit) -> None:
    parameters = [("headers", POINTER), ("replicates", I64), ("stride", I64), ("steps", I64), ("out", POINTER)]
    f = Function("advance", I64, parameters, "export nounwind")
    headers, replicates, stride, steps, out = (Value(f"%{name}", kind) for name, kind in parameters)
    width = integer(8 * len(unit.program.measures))
    with f.counting(integer(0), replicates) as replicate:
        header = f.element(I8, headers, f.operate("mul", replicate, stride))
        cancelled, on = f.block(), f.block()
        cancel = f.load(I64, header, integer(unit.layout.slots["cancel"]))
        f.branch(f.compare("!=", cancel, integer(0)), cancelled, on)
        f.place(cancelled)
        f.give(replicate)
        f.place(on)
        first = f.operate("mul", f.operate("mul", replicate, steps), width)
        f.call("run", "void", header, steps, f.element(I8, out, first))
    f.give(replicates)
    unit.module.define("advance", f.text)
    _run(unit)


def _run(unit: Unit) -> None:
    """One replicate, step after step, until it fails, stops or is cancelled."""
    parameters = [("header", "ptr"), ("steps", I64), ("out", POINTER)]
    f = Function("run", "void", parameters, "nounwind")
    slots, measures = unit.layout.slots, len(unit.program.measures)

    def slot(name: str) -> Value:
        return f.element(I64, HEADER, integer(slots[name]))

    end = f.block()
    with f.counting(integer(0), Value("%steps", I64)) as step:
        for name, resting in (("error", 0), ("stopped_at", RUNNING), ("cancel", 0)):
            on = f.block()
            f.branch(f.compare("==", f.load(I64, slot(name)), integer(resting)), on, end)
            f.place(on)
        f.store(f.operate("add", f.load(I64, slot("step")), integer(1)), slot("step"))
        row = f.element(I8, Value("%out", POINTER), f.operate("mul", step, integer(8 * measures)))
        for name, values in (("one_step", [HEADER]), ("observe", [HEADER, row])):
            on = f.block()
            f.branch(f.compare("==", f.call(name, I32, *values), integer(0, I32)), on, end)
            f.place(on)
        with f.when(f.compare("!=", f.load(I64, slot("stopped_at")), integer(RUNNING))):
            _repeat(f, row, step, measures)
    f.place(end)
    f.give()
    unit.module.define("run", f.text)


def _repeat(f: Function, row: Value, step: Value, measures: int) -> None:
    """Copy the row of the step at which the run stopped to all later steps."""
    left = f.operate("sub", f.operate("sub", Value("%steps", I64), step), integer(1))
    with f.counting(integer(0), f.operate("mul", left, integer(measures))) as place:
        f.store(f.load(DOUBLE, row, place), row, f.operate("add", place, integer(measures)))
