"""Each arm of the experiment on its own: whether it can run at all, and what it would cost at most."""

from __future__ import annotations

import math

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.processes.arms import Parameters, arm_process, known_of, slice_length, slices
from sobremesa.mechanics.processes.evaluating import Known, NoValueError, number
from sobremesa.mechanics.processes.expressions import Expr
from sobremesa.mechanics.processes.program import ProcessProgram, Spans
from sobremesa.mechanics.processes.traffic import arrival_rate

MOST_ARRIVALS = 5e6
"""Entities of one replicate (SimPy does some 50,000 a second)."""
MOST_SLICES = 10_000
MOST_SERVERS = 100_000


def check_feasible(program: ProcessProgram, mistakes: Mistakes) -> None:
    """Note what is wrong with an arm; what several arms share is noted for the first of them."""
    known = set()
    for arm in program.document.experiment.arms:
        own = Mistakes()
        _check_arm(program, arm, own)
        for mistake in own.found:
            shared = (mistake.code, mistake.place, mistake.found)
            if shared not in known:
                known.add(shared)
                mistakes.note(mistake)


def _check_arm(program: ProcessProgram, arm: Arm, mistakes: Mistakes) -> None:
    where = f"in the arm `{arm.name}`"
    parameters: Parameters = {name: each.value for name, each in program.document.parameters.items()}
    parameters.update(arm.set)
    known = known_of(program, parameters)
    if not _check_clock(program, arm, parameters, where, mistakes):
        return
    for resource in program.resources:
        path = f"resources.{resource.name}.capacity"
        _check_values(resource.capacity, known, path, where, mistakes, MOST_SERVERS)
    for container in program.containers:
        path = f"containers.{container.name}"
        start, most = _value(container.start, known), _value(container.capacity, known)
        if start is not None and (start < 0 or (most is not None and start > most)):
            message = f"it can't hold this much at the start ({where})"
            mistakes.add("out_of_bounds", f"{path}.start", message, f"0 to {most}", f"{start:g}")
    _check_arrivals(program, arm, known, where, mistakes)


def _check_clock(program: ProcessProgram, arm: Arm, parameters: Parameters, where: str, mistakes: Mistakes) -> bool:
    try:
        horizon = number(program.horizon, known_of(program, parameters))
        length, steps = slice_length(program, parameters), slices(program, arm, parameters)
    except (NoValueError, DocumentError, ZeroDivisionError) as error:
        mistakes.add("out_of_bounds", "clock", f"the clock has no value ({where}): {error}")
        return False
    if horizon <= 0 or length <= 0:
        path = "clock.horizon" if horizon <= 0 else "clock.slice"
        mistakes.add("out_of_bounds", path, f"a run lasts some time ({where})", "above 0", f"{min(horizon, length):g}")
        return False
    if not 1 <= steps <= MOST_SLICES:
        message, hint = f"there are too many slices ({where})", "make the slices longer"
        mistakes.add("cost_limit", "clock.slice", message, f"at most {MOST_SLICES:,}", f"{steps:,}", hint)
        return False
    if program.warmup is not None:
        warmup = _value(program.warmup, known_of(program, parameters))
        if warmup is not None and not 0 <= warmup < horizon:
            message = f"the warm-up is over before the end ({where})"
            mistakes.add("out_of_bounds", "clock.warmup", message, f"below {horizon:g}", f"{warmup:g}")
    return True


def _check_values(values: Expr | Spans, known: Known, path: str, where: str, mistakes: Mistakes, most: float) -> None:
    for value in (values,) if not isinstance(values, tuple) else tuple(each for _, each in values):
        found = _value(value, known)
        if found is not None and not 0 <= found <= most:
            mistakes.add("out_of_bounds", path, f"this can't be ({where})", f"0 to {most:,.0f}", f"{found:,.6g}")


def _check_arrivals(program: ProcessProgram, arm: Arm, known: Known, where: str, mistakes: Mistakes) -> None:
    process, horizon = arm_process(program, arm), number(program.horizon, known)
    for entity in process.entities:
        rate, path = arrival_rate(process, entity, known), f"entities.{entity.name}.arrive"
        if rate is None or not math.isfinite(rate):
            message = f"how many come has no value: something is divided by 0, or out of its range ({where})"
            mistakes.add("out_of_bounds", path, message, "a time above 0, or a rate")
            continue
        if rate < 0:
            mistakes.add("out_of_bounds", path, f"a rate is 0 or more ({where})", "0 or more", f"{rate:.6g}")
        if rate * horizon > MOST_ARRIVALS:
            hint = "a shorter horizon, or fewer arrivals"
            message = f"there are too many `{entity.name}` ({where})"
            expected, found = f"at most {MOST_ARRIVALS:,.0f}", f"about {rate * horizon:,.0f}"
            mistakes.add("cost_limit", path, message, expected, found, hint)


def _value(expr: Expr | None, known: Known) -> float | None:
    try:
        return None if expr is None else number(expr, known)
    except NoValueError:
        return None
