"""How loaded each resource will be, from the document alone: the traffic equations, before anything runs.

What an entity brings to a resource on average is reckoned along its route: shares weight the ways of a branch, a loop
goes round 1 / (1 - p) times, and named routes that lead to one another give the linear equations of a Jackson network
(Jackson 1957). Where attributes decide, this is averaged over entities whose attributes are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

import numpy as np

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.processes.arms import Parameters, arm_process, known_of
from sobremesa.mechanics.processes.averages import Uncertain, average, gap, mean_over
from sobremesa.mechanics.processes.evaluating import Known, NoValueError, number
from sobremesa.mechanics.processes.expressions import AttributeRead, Expr, walk
from sobremesa.mechanics.processes.profiles import profiles
from sobremesa.mechanics.processes.program import Entity, ProcessProgram, Resource
from sobremesa.mechanics.processes.steps import MAIN, Assign, Loop, Seize, Use, every
from sobremesa.mechanics.processes.work import Work, work_of

How = Literal["exact", "sampled", "unknown"]
SAMPLES = 1000
"""Entities over whose attributes work is averaged."""


@dataclass(frozen=True, slots=True)
class Load:
    """What comes to a resource on average, against what it can do.

    `offered` is the work that comes in a unit of time: how many servers would be busy if nobody had to wait, nobody
    balked and nobody gave up. `capacity` counts servers that are there and in order, on average. `rho` is the one over
    the other, None where `offered` depends on how the process happens to stand. `at_least`: the resource is also held
    while its user waits for another one, and so the load is higher. `peak` is ρ at the highest arrival rate of a
    pattern. `stable` None: not known (who finds a long queue may stay away). `by_class` is the part of each class in ρ.
    """

    resource: str
    rho: float | None
    offered: float | None
    capacity: float
    stable: bool | None
    how: How
    at_least: bool = False
    peak: float | None = None
    by_class: Mapping[str, float] = field(default_factory=dict)


def loads(program: ProcessProgram, arm: Arm, parameters: Parameters) -> tuple[Load, ...]:
    """The load of each resource in an arm whose parameters hold these values, by name."""
    process = arm_process(program, arm)
    known = known_of(program, parameters)
    works = {entity.name: _work(entity, known) for entity in process.entities}
    rates = {entity.name: arrival_rate(process, entity, known) for entity in process.entities}
    return tuple(_load(process, resource, works, rates, known) for resource in process.resources)


def visits_of(program: ProcessProgram, arm: Arm) -> float:
    """How many visits to servers there are in a run of an arm, about: of those who come, once for each step of theirs.

    Who goes round in a loop comes as often as servers let them. 0 where that is not known.
    """
    from sobremesa.mechanics.arms import arm_parameters

    process, known = arm_process(program, arm), known_of(program, arm_parameters(program, arm))
    horizon = number(program.horizon, known)
    visits = 0.0
    for entity in process.entities:
        rate = (arrival_rate(process, entity, known) or 0.0) + _rounds(process, entity, known)
        visits += rate * max(1, sum(isinstance(step, Use | Seize) for step in entity.steps()))
    return horizon * visits


def _rounds(program: ProcessProgram, entity: Entity, known: Known) -> float:
    """How often in a unit of time servers let somebody go round the loops of a class, at most."""
    capacities = {resource.name: resource.capacity for resource in program.resources}
    most = 0.0
    for loop in (step for step in entity.steps() if isinstance(step, Loop)):
        paces = []
        for use in (step for step in every(loop.steps) if isinstance(step, Use) and step.lasting is not None):
            try:
                assert use.lasting is not None
                paces.append(mean_over(capacities[use.resource], known) / average(use.lasting, known)[0])
            except (NoValueError, Uncertain, ZeroDivisionError):
                continue
        most += min(paces, default=0.0)
    return most


def arrival_rate(program: ProcessProgram, entity: Entity, known: Known, highest: bool = False) -> float | None:
    """How many of a class come in a unit of time, on average over the horizon (or at most); None where not known."""
    arrivals = entity.arrivals
    try:
        horizon = number(program.horizon, known)
        size = 1.0 if arrivals.size is None else average(arrivals.size, known)[0]
        if arrivals.at is not None:
            each = sum(1 for time in arrivals.at if number(time, known) < horizon) / horizon
        elif arrivals.every is not None:
            each = 1.0 / gap(arrivals.every, known)
        else:
            assert arrivals.rate is not None
            each = mean_over(arrivals.rate, known, highest)
        if arrivals.until is not None and not highest:
            each *= min(number(arrivals.until, known), horizon) / horizon
        if arrivals.most is not None and not highest:
            each = min(each, number(arrivals.most, known) / horizon)
        return each * size
    except (NoValueError, Uncertain, ZeroDivisionError):
        return None


def mean_service(program: ProcessProgram, load: Load, known: Known) -> float | None:
    """How long an arrival of any class keeps a server on average; None where the work or a rate is not known, or 0."""
    rates = [rate for entity in program.entities if (rate := arrival_rate(program, entity, known))]
    return load.offered / sum(rates) if load.offered is not None and len(rates) == len(program.entities) else None


def _load(
    program: ProcessProgram,
    resource: Resource,
    works: Mapping[str, tuple[Work, How]],
    rates: Mapping[str, float | None],
    known: Known,
) -> Load:
    name, capacity = resource.name, _available(resource, known)
    parts: dict[str, float] = {}
    unknown, sampled, deters, at_least = False, False, False, False
    for entity, (work, found_by) in works.items():
        if name not in work.users:
            continue
        busy, rate = work.busy.get(name, 0.0), rates[entity]
        unknown = unknown or rate is None or name in work.unknown
        sampled = sampled or found_by == "sampled"
        deters = deters or work.balks
        at_least = at_least or name in work.longer
        parts[entity] = 0.0 if rate is None else busy * rate
    if unknown:
        return Load(name, None, None, capacity, True if _bounded(program, resource) else None, "unknown")
    offered = sum(parts.values())
    rho = offered / capacity if capacity > 0 else (np.inf if offered > 0 else 0.0)
    stable: bool | None = rho < 1 and not at_least
    if not stable and (_bounded(program, resource) or deters or (rho < 1 and at_least)):
        stable = True if _bounded(program, resource) else None
    shares = {entity: part / capacity for entity, part in parts.items()} if capacity > 0 else {}
    how: How = "sampled" if sampled else "exact"
    return Load(
        name, float(rho), offered, capacity, stable, how, at_least, _peak(program, works, name, capacity, known), shares
    )


def _peak(
    program: ProcessProgram, works: Mapping[str, tuple[Work, How]], name: str, capacity: float, known: Known
) -> float | None:
    """ρ while the arrivals that follow a pattern come as fast as they ever do."""
    patterned = [each for each in program.entities if isinstance(each.arrivals.rate, tuple)]
    if not any(name in works[each.name][0].users for each in patterned) or capacity <= 0:
        return None
    busiest = 0.0
    for entity in program.entities:
        rate = arrival_rate(program, entity, known, highest=True)
        if rate is None:
            return None
        busiest += rate * works[entity.name][0].busy.get(name, 0.0)
    return busiest / capacity


def _available(resource: Resource, known: Known) -> float:
    """How many servers there are on average, less those that are out of order."""
    try:
        servers = mean_over(resource.capacity, known)
        if resource.breaking is None or resource.repair is None:
            return servers
        working, broken = gap(resource.breaking, known), average(resource.repair, known)[0]
        return servers * working / (working + broken)
    except (NoValueError, Uncertain, ZeroDivisionError):
        return float("nan")


def _bounded(program: ProcessProgram, resource: Resource) -> bool:
    """Whether its queue can't grow without end: there is only so much room, or everyone gives up in the end."""
    if resource.room is not None:
        return True
    uses = [
        step
        for entity in program.entities
        for step in entity.steps()
        if isinstance(step, Use | Seize) and step.resource == resource.name
    ]
    return all(step.patience is not None for step in uses)


def _work(entity: Entity, known: Known) -> tuple[Work, How]:
    """What one of a class brings to each resource on average."""
    if not any(_reads_attributes(expr) for expr in _expressions(entity)):
        found = _visits(entity, known)
        return found, "sampled" if found.sampled else "exact"
    total = Work()
    try:
        for attributes in profiles(entity, known, SAMPLES):
            total.add(_visits(entity, Known(known.parameters, known.tables, attributes)), 1.0 / SAMPLES)
    except (Uncertain, NoValueError):
        total.unknown |= _users(entity)
    if _changed(entity):
        total.unknown |= _users(entity)
    total.users |= _users(entity)
    return total, "sampled"


def _users(entity: Entity) -> set[str]:
    return {step.resource for step in entity.steps() if isinstance(step, Use | Seize)}


def _changed(entity: Entity) -> bool:
    """Whether some step reads an attribute that a step changes: then what is drawn at arrival does not tell enough."""
    written = {name for step in entity.steps() if isinstance(step, Assign) for name, _ in step.values}
    read = {each.name for expr in _expressions(entity) for each in walk(expr) if isinstance(each, AttributeRead)}
    return bool(written & read)


def _visits(entity: Entity, known: Known) -> Work:
    """The work of one entity: that of each of its routes, as often as it goes through them."""
    routes = {MAIN: entity.route, **dict(entity.routes)}
    works = {name: work_of(route, known) for name, route in routes.items()}
    names = list(works)
    goes = np.array([[works[one].goes.get(other, 0.0) for one in names] for other in names])
    first = np.array([1.0 if name == MAIN else 0.0 for name in names])
    total = Work()
    try:
        times = np.linalg.solve(np.eye(len(names)) - goes, first)
    except np.linalg.LinAlgError:
        times = np.full(len(names), -1.0)
    for name, often in zip(names, times.tolist(), strict=True):
        total.add(works[name], often)
    if (times < -1e-9).any():  # they never come out of it
        total.unknown |= total.users
    return total


def _expressions(entity: Entity) -> Iterator[Expr]:
    for step in entity.steps():
        for each in fields(step):
            value = getattr(step, each.name)
            if isinstance(value, Expr):
                yield value
        yield from (way.test for way in getattr(step, "ways", ()) if way.test is not None)


def _reads_attributes(expr: Expr) -> bool:
    return any(isinstance(each, AttributeRead) for each in walk(expr))
