"""The model document: what a person or a language model writes down, as typed and frozen data.

The shape of every section of the language stands here. Meaning (names, types, orders, costs) is the
checker's business; expressions and rule bodies are still text. Read `docs/language.md` beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Expression = bool | int | float | str
"""A literal, or the text of an expression."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Source = Literal["stated", "inferred", "literature", "assumed", "given"]


class Section(BaseModel):
    """A part of the document: frozen, and closed to keys that the language does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Provenance(Section):
    """Where a figure comes from: the exact words, a reason, or a citation."""

    source: Source = "assumed"
    quote: str | tuple[str, ...] | None = None
    why: str | None = None
    cite: str | None = None


class Clock(Section):
    """How long the model runs, and when it stops early."""

    steps: Expression = 50
    unit: str = "step"
    stop: Expression | None = None
    stop_every: int = Field(default=1, ge=1)
    dt: Name | None = None


class Parameter(Provenance):
    """A constant of the model; rules read it and never change it."""

    type: Literal["float", "int", "bool"] = "float"
    value: bool | int | float
    low: int | float | None = None
    high: int | float | None = None
    unit: str | None = None


class Table(Provenance):
    """A list of figures, read as `name[i]`."""

    values: tuple[int | float, ...]
    unit: str | None = None


class StateVariable(Section):
    """A field of an agent, a cell, a link or the model."""

    type: Literal["float", "int", "bool", "label", "ref"] = "float"
    start: Expression | None = None
    of: tuple[str, ...] | str | None = None
    size: int | None = Field(default=None, ge=1, le=10_000)
    low: Expression | None = None
    high: Expression | None = None
    unit: str | None = None


class Space(Section):
    """Who can meet whom: a network, a grid or a plane. Options of other kinds are left None."""

    kind: Literal["network", "grid", "plane"]
    # network
    generator: str | None = None
    of: Name | None = None
    directed: bool = False
    max_degree: int | None = None
    links: Mapping[Name, StateVariable] = {}
    k: Expression | None = None
    p: Expression | None = None
    m: Expression | None = None
    degree: Expression | None = None
    by: Name | None = None
    p_in: Expression | None = None
    p_out: Expression | None = None
    edges: tuple[tuple[int, int], ...] | None = None
    # grid and plane (and the lattice network)
    width: Expression | None = None
    height: Expression | None = None
    torus: Expression | None = None
    neighborhood: Literal["moore", "von_neumann", "hex"] | None = None
    capacity: Expression | None = None
    cells: Mapping[Name, StateVariable] = {}


class AgentType(Section):
    """A kind of agent: how many, where, and what each of them carries."""

    count: Expression
    max: Expression | None = None
    place: Literal["random"] | Mapping[Literal["x", "y"], Expression] | None = None
    state: Mapping[Name, StateVariable] = {}


class Rule(Section):
    """What a type, the cells, the links or the model does in a step."""

    name: Name
    who: Name
    order: Literal["together", "one_by_one", "at_random"] = "together"
    when: Expression | None = None
    do: str


class Measure(Section):
    """A number that is recorded at step 0 and after every step."""

    value: Expression
    unit: str | None = None
    at: Literal["end"] | None = None


class Intervention(Section):
    """Parameters that take other values from a step on."""

    step: int = Field(ge=1)
    set: Mapping[Name, bool | int | float]


class Arm(Section):
    """One variant of the experiment; the first of a document is the baseline of differences."""

    name: str
    set: Mapping[Name, bool | int | float] = {}
    at: tuple[Intervention, ...] = ()
    without: tuple[Name, ...] = ()
    steps: Expression | None = None
    space: Mapping[str, Any] | None = None
    personas: Literal["on", "off", "shuffled"] = "on"

    def decides(self, parameter: str) -> bool:
        """Whether the arm itself says what a parameter holds: levers on it are idle then."""
        return parameter in self.set or any(parameter in change.set for change in self.at)


class Outcome(Section):
    """A measure and how a run's series becomes one number."""

    measure: Name
    take: Literal["last", "mean", "max", "min", "sum", "var", "when"] = "last"
    start: int = Field(default=0, ge=0, alias="from")


class Sweep(Section):
    """A parameter at evenly spaced values, both ends included."""

    parameter: Name
    start: int | float = Field(alias="from")
    to: int | float
    points: int = Field(default=11, ge=2, le=201)


class Scale(Section):
    """A parameter that says how many there are, at the sizes that are compared."""

    parameter: Name
    values: tuple[int, ...]


class Sensitivity(Section):
    """The parameters that are compared by what the headline does across their ranges; none: all that nobody stated."""

    parameters: tuple[Name, ...] = ()


class Target(Outcome):
    """A figure that the model should give."""

    value: int | float


class Calibration(Section):
    """The parameters that are sought within their ranges, and the figures that they should make the model give."""

    parameters: tuple[Name, ...]
    targets: tuple[Target, ...]


class Experiment(Section):
    """The question, the arms that answer it, the outcomes that are compared, and what else is asked of the model.

    `precision` is half the width that is wanted of the headline's 95% interval in every arm, in the headline's unit.
    """

    question: str = ""
    arms: tuple[Arm, ...] = (Arm(name="scenario"),)
    headline: Outcome
    also: tuple[Outcome, ...] = ()
    precision: float | None = Field(default=None, gt=0)
    sweep: tuple[Sweep, ...] = ()
    scale: Scale | None = None
    sensitivity: Sensitivity | None = None
    calibrate: Calibration | None = None


class PersonaRole(Section):
    """Someone in the model who talks, and who they are in words: one `agent`, or all of a `group`."""

    agent: Expression | None = None
    group: Expression | None = None
    role: str


class Shown(Section):
    """A sentence shown to personas before they talk, with values filled into `{0}`, `{1}`, …"""

    to: tuple[Name, ...]
    text: str
    values: tuple[Expression, ...] = ()


class LeverRule(Section):
    """What self-reports move, by which function, within which bounds: a parameter, `self.f`, or `group.f`.

    `choices` are the values that there are, by what each is called; `delay` is how many steps after the talk it moves.
    """

    name: Name
    source: Name | tuple[Name, ...] = Field(alias="from")
    moves: str
    by: Expression
    low: Expression
    high: Expression
    choices: Mapping[str, int | float] = {}
    delay: Expression = 0
    instead: Expression | None = None


class Coupling(Section):
    """When the personas talk, about what, for how long, what they see, and what they move.

    They meet after every `every` steps, `cycles` times at most, and no more once `until` holds.
    """

    stance: str | None = None
    every: Expression
    rounds: Expression = 2
    cycles: Expression | None = None
    until: Expression | None = None
    show: tuple[Shown, ...] = ()
    levers: tuple[LeverRule, ...] = ()


class Canonical(Section):
    """A whole document, of either kind, which has a canonical form and a hash."""

    def canonical(self) -> bytes:
        """The document as JSON with sorted keys, UTF-8: what is hashed and stored."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def sha256(self) -> str:
        """The hash of the canonical form, in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()


class ModelDocument(Canonical):
    """A model: the whole of it, and nothing that is evaluated."""

    model: Name
    purpose: str
    clock: Clock = Clock()
    parameters: Mapping[Name, Parameter] = {}
    assumptions: tuple[str, ...] = ()
    tables: Mapping[Name, Table] = {}
    globals: Mapping[Name, StateVariable] = {}
    space: Space | None = None
    layers: Mapping[Name, Space] = {}
    agents: Mapping[Name, AgentType]
    setup: tuple[Rule, ...] = ()
    rules: tuple[Rule, ...] = ()
    measures: Mapping[Name, Measure]
    personas: Mapping[Name, PersonaRole] = {}
    coupling: Coupling | None = None
    experiment: Experiment
