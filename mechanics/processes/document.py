"""The process document: a waiting line as typed and frozen data, the second kind of model document.

The shape of every section stands here; what it means is the checker's business, and expressions are still text. What
both kinds of document have in common (parameters, experiment, personas, coupling) is `mechanics.document`'s. Read
`docs/processes.md` beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from sobremesa.mechanics.document import (
    Canonical,
    Coupling,
    Experiment,
    Expression,
    Name,
    Parameter,
    PersonaRole,
    Section,
    Table,
)

TimeUnit = Literal["second", "minute", "hour", "day", "week"]


class ProcessClock(Section):
    """The unit of every bare time, how long is looked at, and what is left out at the start.

    `slice` is one step of the experiment: measures are told at the end of each. `warmup` is left out of measures;
    `auto` finds it in each replicate by MSER-5. A `terminating` process begins empty and has no warm-up.
    """

    unit: TimeUnit
    horizon: Expression
    slice: Expression | None = None
    warmup: Expression | None = None
    state: Literal["steady", "terminating"] = "steady"


class Span(Section):
    """A value that holds for some time."""

    span: Expression = Field(alias="for")
    value: Expression


class Pattern(Section):
    """Values one after another, from time 0 on; after the last it begins again."""

    pattern: tuple[Span, ...] = Field(min_length=1)


class Breakdowns(Section):
    """How long a server works between two breakdowns, and how long it is then out of order."""

    every: Expression
    lasting: Expression = Field(alias="for")


class Resource(Section):
    """Servers that entities wait for. `room` is how many may wait (None: any number): who finds it full is blocked."""

    capacity: Expression | Pattern = 1
    order: Literal["first_come", "priority", "preemptive"] = "first_come"
    room: Expression | None = None
    breakdowns: Breakdowns | None = None


class Container(Section):
    """An amount of something that is put in and got out. `capacity` None: any amount."""

    capacity: Expression | None = None
    start: Expression = 0


class Store(Section):
    """A place where entities wait until somebody gets them. `capacity` None: any number."""

    capacity: Expression | None = None


class Arrivals(Section):
    """When entities come: one of `rate` (Poisson), `every` (any gap), `at` (a timetable).

    `size` come at a time; `until` ends them; `most` is how many arrivals there are at all.
    """

    rate: Expression | Pattern | None = None
    every: Expression | None = None
    at: tuple[Expression, ...] | None = None
    size: Expression = 1
    until: Expression | None = None
    most: Expression | None = None


class Shares(Section):
    """A label drawn by shares that add up to 1."""

    shares: Mapping[Name, Expression] = Field(min_length=2)


class Way(Section):
    """One way of a branch: by its share, by a condition, or (neither, last) for all who are left."""

    share: Expression | None = None
    when: Expression | None = None
    route: tuple[Step, ...] = ()


class Step(Section):
    """What an entity does next: one verb, and what belongs to it. `name` is what an arm's `without` leaves out by.

    use (for | do, priority, patience, otherwise, again)   wait for a resource, hold it for a time or while steps last
    seize (priority, patience), release                    the same in two
    delay                                                  let time pass
    hold                                                   wait until a condition holds
    branch                                                 one of several ways
    balk                                                   leave, if a condition holds
    loop (again)                                           steps, once more as long as a condition holds
    batch (do)                                             wait until so many are together, go through steps as one
    split                                                  routes side by side; go on when all are done
    put, get (amount)                                      into and out of a container or store
    set                                                    give attributes a new value
    go                                                     go on with a named route
    """

    name: Name | None = None
    use: Name | None = None
    seize: Name | None = None
    release: Name | None = None
    delay: Expression | None = None
    hold: Expression | None = None
    branch: tuple[Way, ...] | None = None
    balk: Expression | None = None
    loop: tuple[Step, ...] | None = None
    batch: Expression | None = None
    split: tuple[tuple[Step, ...], ...] | None = None
    put: Name | None = None
    get: Name | None = None
    set: Mapping[Name, Expression] | None = None
    go: Name | None = None
    # what belongs to them
    lasting: Expression | None = Field(default=None, alias="for")
    do: tuple[Step, ...] | None = None
    priority: Expression | None = None
    patience: Expression | None = None
    otherwise: tuple[Step, ...] | None = None
    again: Expression | None = None
    amount: Expression | None = None


class Entity(Section):
    """A class of entities: when they come, what is drawn as they arrive, and the way that they go.

    A smaller `priority` goes first. `routes` are further routes that `go` leads to.
    """

    arrive: Arrivals
    attributes: Mapping[Name, Expression | Shares] = {}
    priority: Expression = 0
    route: tuple[Step, ...]
    routes: Mapping[Name, tuple[Step, ...]] = {}


class ProcessMeasure(Section):
    """A number that is told of each slice and of the whole run: one of the calls that `measures` lists."""

    value: str
    unit: str | None = None


class Goal(Section):
    """What a measure should come to, in every arm: one of `at_least` and `at_most`."""

    measure: Name
    at_least: Expression | None = None
    at_most: Expression | None = None


class ProcessDocument(Canonical):
    """A process: the whole of it, and nothing that is evaluated."""

    process: Name
    purpose: str
    clock: ProcessClock
    parameters: Mapping[Name, Parameter] = {}
    assumptions: tuple[str, ...] = ()
    tables: Mapping[Name, Table] = {}
    resources: Mapping[Name, Resource] = {}
    containers: Mapping[Name, Container] = {}
    stores: Mapping[Name, Store] = {}
    entities: Mapping[Name, Entity]
    measures: Mapping[Name, ProcessMeasure]
    goals: tuple[Goal, ...] = ()
    personas: Mapping[Name, PersonaRole] = {}
    coupling: Coupling | None = None
    experiment: Experiment
