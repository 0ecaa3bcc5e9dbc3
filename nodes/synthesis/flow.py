"""What a process is, in words: who comes, what they wait for, and how long it is run."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate
from sobremesa.mechanics.document import Expression
from sobremesa.mechanics.processes.arms import SLICES
from sobremesa.mechanics.processes.checking.scope import Names
from sobremesa.mechanics.processes.document import Pattern, ProcessDocument, Resource
from sobremesa.nodes.synthesis.figures import plain, plural, trimmed
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import listed

ORDERS = {
    "first_come": "first come, first served",
    "priority": "by priority",
    "preemptive": "by priority, which breaks off the work on others",
}
WARMUP = {
    "auto": "what lies before it settles is left out in each run (MSER-5)",
    None: "it begins empty, and all of it counts",
}


def flow(document: ProcessDocument, horizon: float | None) -> Iterator[str]:
    """Lines: who comes, what they wait for, how long a run is and what of it counts."""
    yield f"Who comes: {listed([humanised(name) for name in document.entities])}"
    if document.resources:
        yield f"For: {listed([_resource(name, one, document) for name, one in document.resources.items()])}"
    if horizon is not None:
        yield length(document, horizon)


def length(document: ProcessDocument, horizon: float) -> str:
    """How long a run is, and what of it counts."""
    clock = document.clock
    told = WARMUP.get(clock.warmup if clock.warmup == "auto" else None, "")
    if clock.state == "steady" and clock.warmup not in ("auto", None):
        told = f"what comes in its first {_warmup(document, horizon)} is left out"
    steps = "" if document.coupling is None else _steps(document, horizon)
    return f"A run: {plain(horizon, 0)} {plural(clock.unit, horizon)}{steps}; {told}"


def _steps(document: ProcessDocument, horizon: float) -> str:
    """How long the steps are between which people talk: a fiftieth of the run where nothing is said."""
    names = Names(document)
    values = {**names.units, **{name: p.value * names.factors[name] for name, p in document.parameters.items()}}
    try:
        step = horizon / SLICES if document.clock.slice is None else evaluate(document.clock.slice, values)
    except NotArithmeticError:
        return ""
    return f", in steps of {trimmed(step)} {plural(document.clock.unit, step)}"


def _warmup(document: ProcessDocument, horizon: float) -> str:
    """The warm-up in the clock's unit, by what part of the whole run its expression makes."""
    names = Names(document)
    values = {**names.units, **{name: p.value * names.factors[name] for name, p in document.parameters.items()}}
    try:
        part = evaluate(document.clock.warmup or 0, values) / evaluate(document.clock.horizon, values)
    except (NotArithmeticError, ZeroDivisionError):
        return str(document.clock.warmup)
    return f"{plain(part * horizon, 0)} {plural(document.clock.unit, part * horizon)}"


def _resource(name: str, resource: Resource, document: ProcessDocument) -> str:
    many = "at times more, at times fewer" if isinstance(resource.capacity, Pattern) else None
    number = many or _value(resource.capacity, document)
    return f"{number} × {humanised(name)} ({ORDERS[resource.order]})"


def _value(expression: Expression | Pattern, document: ProcessDocument) -> str:
    if isinstance(expression, Pattern):
        return "a pattern of"
    try:
        return trimmed(evaluate(expression, {name: p.value for name, p in document.parameters.items()}))
    except NotArithmeticError:
        return str(expression)
