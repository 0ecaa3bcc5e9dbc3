"""A checked process as a whole: its clock, resources, classes of entities and measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sobremesa.mechanics import ir
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.expressions import Expr, Type
from sobremesa.mechanics.processes.steps import Step, every

SECONDS: Mapping[str, float] = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}
"""How long each unit of time is."""

Spans = tuple[tuple[Expr, Expr], ...]
"""How long each value holds, and the value; after the last the first follows."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Servers. `breaking` is the time between breakdowns of a server, `repair` how long one lasts."""

    name: str
    capacity: Expr | Spans
    order: Literal["first_come", "priority", "preemptive"]
    room: Expr | None
    breaking: Expr | None = None
    repair: Expr | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """An amount of something."""

    name: str
    capacity: Expr | None
    start: Expr


@dataclass(frozen=True, slots=True)
class Store:
    """A place where entities wait to be got."""

    name: str
    capacity: Expr | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When entities of a class come: one of `rate`, `every`, `at`. Draws of the gaps have the arrival's number."""

    rate: Expr | Spans | None
    every: Expr | None
    at: tuple[Expr, ...] | None
    site: str
    size: Expr | None
    until: Expr | None
    most: Expr | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A class of entities. `attributes` are in an order in which they can be computed."""

    name: str
    arrivals: Arrivals
    attributes: tuple[tuple[str, Type, Expr], ...]
    priority: Expr
    route: tuple[Step, ...]
    routes: tuple[tuple[str, tuple[Step, ...]], ...] = ()

    def steps(self) -> Iterator[Step]:
        """All steps of all routes."""
        yield from every(self.route)
        for _, route in self.routes:
            yield from every(route)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: `function` of a resource, class, container or store, of one class of entities (None: all).

    `argument` is the time of a service level or the part of a percentile.
    """

    name: str
    function: str
    of: str
    entity: str | None
    argument: Expr | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Goal:
    """What a measure should come to, at least or at most, in the unit that it is measured in."""

    measure: str
    at_least: bool
    wanted: Expr


@dataclass(frozen=True)
class ProcessProgram:
    """A checked process: all that engine, traffic and measures need. `document` is what it was made from.

    `factors` turn parameters into units of the clock, in which `tables` are already. `warmup` None: found in each
    replicate by MSER-5. `levers` and `shown` are of the coupling, where there is one.
    """

    document: ProcessDocument
    horizon: Expr
    slice: Expr | None
    warmup: Expr | None
    factors: Mapping[str, float]
    tables: Mapping[str, tuple[float, ...]]
    resources: tuple[Resource, ...]
    containers: tuple[Container, ...]
    stores: tuple[Store, ...]
    entities: tuple[Entity, ...]
    measures: tuple[Measure, ...]
    goals: tuple[Goal, ...] = ()
    levers: tuple[ir.Lever, ...] = ()
    shown: tuple[ir.Sentence, ...] = ()
    personas: Mapping[str, ir.Expr] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """The hash of the document."""
        return self.document.sha256

    @property
    def names(self) -> frozenset[str]:
        """The names of steps, which arms may leave out."""
        return frozenset(step.name for entity in self.entities for step in entity.steps() if step.name is not None)
