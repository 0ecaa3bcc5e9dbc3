"""Steps of a route, checked. `path` is where each stands in the document; `name` is what an arm leaves it out by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sobremesa.mechanics.processes.expressions import Expr

MAIN = "route"
"""What the main route is called where `go` leads to it."""


@dataclass(frozen=True, slots=True)
class Use:
    """Wait for a server, hold it for a time (`lasting`) or while other steps last (`steps`), let it go.

    `priority` None: first come, first served. Who has no more `patience` leaves the queue, and takes `otherwise`; so
    does who finds no room. `otherwise` None: they leave for good.
    """

    path: str
    name: str | None
    resource: str
    lasting: Expr | None
    steps: tuple[Step, ...]
    priority: Expr | None = None
    patience: Expr | None = None
    otherwise: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Seize:
    """Wait for a server and keep it."""

    path: str
    name: str | None
    resource: str
    priority: Expr | None = None
    patience: Expr | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Let a server go."""

    path: str
    name: str | None
    resource: str


@dataclass(frozen=True, slots=True)
class Delay:
    """Let time pass."""

    path: str
    name: str | None
    lasting: Expr


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait until a condition holds."""

    path: str
    name: str | None
    until: Expr


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a branch. `test` is a share or a condition; None: whoever is left."""

    test: Expr | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several ways: by one draw at `site` where they have shares, else the first whose condition holds."""

    path: str
    name: str | None
    ways: tuple[Way, ...]
    site: str | None
    repeated: bool


@dataclass(frozen=True, slots=True)
class Balk:
    """Leave for good, if a condition holds."""

    path: str
    name: str | None
    when: Expr


@dataclass(frozen=True, slots=True)
class Loop:
    """Steps, and again as long as a condition holds after them."""

    path: str
    name: str | None
    steps: tuple[Step, ...]
    again: Expr


@dataclass(frozen=True, slots=True)
class Batch:
    """Wait until `size` are together; the last to come goes through `steps` for all of them."""

    path: str
    name: str | None
    number: int
    size: Expr
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Routes side by side, until all are done."""

    path: str
    name: str | None
    number: int
    parts: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, slots=True)
class Put:
    """Into a container (an amount), or into a store (oneself, until somebody gets one)."""

    path: str
    name: str | None
    into: str
    amount: Expr | None


@dataclass(frozen=True, slots=True)
class Get:
    """Out of a container (an amount) or a store (one who waits there)."""

    path: str
    name: str | None
    out_of: str
    amount: Expr | None


@dataclass(frozen=True, slots=True)
class Assign:
    """Give attributes of one's own a new value, in the order of their names."""

    path: str
    name: str | None
    values: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Go:
    """Go on with another route."""

    path: str
    name: str | None
    route: str


Step = Use | Seize | Release | Delay | Hold | Branch | Balk | Loop | Batch | Split | Put | Get | Assign | Go


def inner(step: Step) -> tuple[tuple[Step, ...], ...]:
    """The sequences of steps within a step."""
    match step:
        case Use(steps=steps, otherwise=otherwise):
            return (steps, otherwise or ())
        case Branch(ways=ways):
            return tuple(way.steps for way in ways)
        case Loop(steps=steps) | Batch(steps=steps):
            return (steps,)
        case Split(parts=parts):
            return parts
        case _:
            return ()


def every(steps: tuple[Step, ...]) -> Iterator[Step]:
    """All steps of a sequence, with those within them, in their order."""
    for step in steps:
        yield step
        for sequence in inner(step):
            yield from every(sequence)
