"""What an arm makes of a process: other values, steps left out, another length; and how long all that takes."""

from __future__ import annotations

import math
from dataclasses import replace

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.processes import steps
from sobremesa.mechanics.processes.evaluating import Known, NoValueError, evaluate, number
from sobremesa.mechanics.processes.expressions import Expr
from sobremesa.mechanics.processes.program import Entity, ProcessProgram

SLICES = 50
"""Steps of a run, where the document does not say how long one is."""

Parameters = dict[str, bool | int | float]


def arm_process(program: ProcessProgram, arm: Arm) -> ProcessProgram:
    """The process of an arm: without the steps that it leaves out, those within them included."""
    if not arm.without:
        return program
    unknown = set(arm.without) - program.names
    if unknown:
        raise _misfit(arm, f"there is no step {sorted(unknown)[0]}")
    return replace(program, entities=tuple(_without(entity, frozenset(arm.without)) for entity in program.entities))


def known_of(program: ProcessProgram, parameters: Parameters) -> Known:
    """Parameters and tables, the tables in units of the clock."""
    return Known(parameters, program.tables)


def slices(program: ProcessProgram, arm: Arm, parameters: Parameters) -> int:
    """How many steps the arm runs: slices of its horizon. Raises DocumentError where there is no such number."""
    known = known_of(program, parameters)
    if arm.steps is not None:
        if isinstance(arm.steps, str):
            raise _misfit(arm, "the steps of an arm of a process are a number")
        return int(arm.steps)
    try:
        if program.slice is None:
            return SLICES
        return math.ceil(number(program.horizon, known) / number(program.slice, known) - 1e-9)
    except (NoValueError, ZeroDivisionError) as error:
        raise _misfit(arm, f"its clock has no value: {error}") from None


def slice_length(program: ProcessProgram, parameters: Parameters) -> float:
    """How long a step is, in units of the clock. Raises NoValueError."""
    known = known_of(program, parameters)
    if program.slice is None:
        return number(program.horizon, known) / SLICES
    return number(program.slice, known)


def warmup_of(program: ProcessProgram, parameters: Parameters) -> float | None:
    """What is left out at the start, in units of the clock; None where each replicate finds it for itself."""
    return None if program.warmup is None else number(program.warmup, known_of(program, parameters))


def whole(program: ProcessProgram, expr: Expr, parameters: Parameters) -> int:
    """The value of a count. Raises NoValueError."""
    return int(evaluate(expr, known_of(program, parameters)))


def _without(entity: Entity, names: frozenset[str]) -> Entity:
    routes = tuple((name, _kept(route, names)) for name, route in entity.routes)
    return replace(entity, route=_kept(entity.route, names), routes=routes)


def _kept(sequence: tuple[steps.Step, ...], names: frozenset[str]) -> tuple[steps.Step, ...]:
    return tuple(_inside(step, names) for step in sequence if step.name not in names)


def _inside(step: steps.Step, names: frozenset[str]) -> steps.Step:
    match step:
        case steps.Use(steps=within, otherwise=otherwise):
            rest = None if otherwise is None else _kept(otherwise, names)
            return replace(step, steps=_kept(within, names), otherwise=rest)
        case steps.Branch(ways=ways):
            return replace(step, ways=tuple(replace(way, steps=_kept(way.steps, names)) for way in ways))
        case steps.Loop(steps=within) | steps.Batch(steps=within):
            return replace(step, steps=_kept(within, names))
        case steps.Split(parts=parts):
            return replace(step, parts=tuple(_kept(part, names) for part in parts))
        case _:
            return step


def _misfit(arm: Arm, message: str) -> DocumentError:
    return DocumentError([Diagnostic("arm_misfit", Place(f"experiment.arms ({arm.name})"), message)])
