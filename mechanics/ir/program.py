"""A checked model as a whole: its declarations, rules, measures and coupling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir.statements import Stmt
from sobremesa.mechanics.ir.terms import Expr
from sobremesa.mechanics.ir.types import Scalar, Type


@dataclass(frozen=True, slots=True)
class Field:
    """A state variable: its type, its start (None: the type's zero), and the bounds that clamp each write."""

    name: str
    type: Type
    start: Expr | None
    low: Expr | None = None
    high: Expr | None = None


@dataclass(frozen=True, slots=True)
class Agents:
    """A type of agents. `fields` are in an order in which their starts can be computed."""

    name: str
    count: Expr
    fields: tuple[Field, ...]
    maximum: Expr | None = None
    place: Literal["random"] | tuple[Expr, Expr] | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """A network over the agents of one type; `layer` None is the space itself."""

    of: str
    generator: str
    options: Mapping[str, Expr]
    directed: bool = False
    max_degree: int | None = None
    links: tuple[Field, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of cells; `capacity` None is no limit."""

    width: Expr
    height: Expr
    torus: Expr
    neighborhood: Literal["moore", "von_neumann", "hex"]
    capacity: Expr | None
    cells: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Plane:
    """A rectangle of real coordinates."""

    width: Expr
    height: Expr
    torus: Expr


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, lowered. `who` is a type, `cells`, `links` or `model`."""

    name: str
    who: str
    order: Literal["together", "one_by_one", "at_random"]
    when: Expr | None
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure; missing (NaN in a series) where its aggregate is over nothing and has no default."""

    name: str
    value: Expr
    unit: str | None
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Lever:
    """What the mean of some personas' self-reports moves, clamped to low..high: a parameter, `self.f`, or `group.f`.

    Of `choices`, (name, value) ascending by value, it takes the nearest. It moves `delay` steps after the talk.
    """

    name: str
    sources: tuple[str, ...]
    moves: str
    by: Expr
    low: Expr
    high: Expr
    instead: Expr | None
    choices: tuple[tuple[str, float], ...] = ()
    delay: Expr | None = None

    @property
    def field(self) -> str | None:
        """The field that it moves, of the agent or the group behind its only persona; None: it moves a parameter."""
        return self.moves.partition(".")[2] or None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence shown to personas; each value is a measure or an expression over measures and parameters."""

    to: tuple[str, ...]
    text: str
    values: tuple[Expr, ...]


@dataclass(frozen=True)
class Program:
    """A checked model: all that the back ends need. `document` is what it was made from.

    `personas` are those who are one agent, chosen once; `groups` those who stand for all agents of a collection,
    whoever is in it at the time. `arm_steps` and `arm_spaces` hold, by the arm's name, what an arm has for itself.
    """

    document: ModelDocument
    steps: Expr
    stop: Expr | None
    stop_every: int
    parameters: Mapping[str, Scalar]
    tables: Mapping[str, Scalar]
    globals: tuple[Field, ...]
    agents: tuple[Agents, ...]
    space: Network | Grid | Plane | None
    layers: tuple[Network, ...]
    setup: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    measures: tuple[Measure, ...]
    personas: Mapping[str, Expr]
    levers: tuple[Lever, ...] = ()
    shown: tuple[Sentence, ...] = ()
    every: Expr | None = None
    rounds: Expr | None = None
    groups: Mapping[str, Expr] = field(default_factory=dict)
    cycles: Expr | None = None
    until: Expr | None = None
    arm_steps: Mapping[str, Expr] = field(default_factory=dict)
    arm_spaces: Mapping[str, Network | Grid | Plane] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """The hash of the document, which every call of an engine asks for."""
        return self.document.sha256

    @cached_property
    def probabilities(self) -> frozenset[str]:
        """The parameters that are nothing but the probabilities of chances, of which each run asks again and again."""
        from sobremesa.mechanics.ir.taken import probabilities

        return probabilities(self)
