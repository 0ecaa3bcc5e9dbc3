"""The typed intermediate representation: what the checker makes of a document, and all that back ends see.

Every name is resolved, every expression has a type, every draw has its site. A back end that meets only
nodes of this file needs no further checks. Read: types, expressions, collections, statements, program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from sobremesa.mechanics.document import ModelDocument

# ------------------------------------------------------------------------------------------------ types


class Scalar(Enum):
    """A number or a truth value. Widening goes bool → int → float only."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"


@dataclass(frozen=True, slots=True)
class Label:
    """One of a closed list of words; its code is the position in `labels`."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """An agent of type `of`, a `cell`, a `link` (of a layer: `link:name`); `optional` where it may be None."""

    of: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Vector:
    """A fixed number of values of one type."""

    item: Scalar | Label | Ref
    size: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Agents, cells, links or numbers, in the order of rule 15. `never_empty` where that is proved."""

    item: Scalar | Label | Ref
    never_empty: bool = False


Type = Scalar | Label | Ref | Vector | Collection

# ---------------------------------------------------------------------------------------------- sites


@dataclass(frozen=True, slots=True)
class Site:
    """Where a draw stands: `kind:owner.name#ordinal`. Its word is the address that Philox sees."""

    text: str

    @property
    def word(self) -> int:
        """The first 8 bytes, little-endian, of the SHA-256 of the text."""
        return int.from_bytes(hashlib.sha256(self.text.encode()).digest()[:8], "little")


# ----------------------------------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: bool, int, float, the code of a label, or None (a Ref that is nobody)."""

    value: bool | int | float | str | None
    type: Type


@dataclass(frozen=True, slots=True)
class ParameterRead:
    """A parameter of the model."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class TableRead:
    """`table[index]`."""

    name: str
    index: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class GlobalRead:
    """`model.name`."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class MeasureRead:
    """A measure's latest value (in levers and shown sentences only)."""

    name: str
    type: Type = Scalar.FLOAT


@dataclass(frozen=True, slots=True)
class ReportRead:
    """`report.name`: a persona's self-report, averaged over the last round (in levers only)."""

    name: Literal["stance", "valence", "confidence", "arousal"]
    type: Type = Scalar.FLOAT


@dataclass(frozen=True, slots=True)
class LocalRead:
    """A local of the rule, or the variable of a loop, comprehension or lambda."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class SelfRead:
    """The agent, cell or link whose turn it is."""

    type: Ref


@dataclass(frozen=True, slots=True)
class FieldRead:
    """`of.name`: a state variable, or one of id, x, y, cell, free, a, b. `own` where `of` is `self`."""

    of: Expr
    name: str
    type: Type
    own: bool


@dataclass(frozen=True, slots=True)
class Index:
    """`vector[index]`."""

    of: Expr
    index: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class StepRead:
    """The number of the current step; 0 in setup."""

    type: Type = Scalar.INT


@dataclass(frozen=True, slots=True)
class Cast:
    """Widening that the checker inserted (bool → int → float), explicit for the back ends."""

    value: Expr
    type: Scalar


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `+x` or `not x`."""

    op: Literal["-", "+", "not"]
    value: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic on two operands of one type (after casts); `/` gives float, the rest as in Python."""

    op: Literal["+", "-", "*", "/", "//", "%", "**"]
    left: Expr
    right: Expr
    type: Scalar


@dataclass(frozen=True, slots=True)
class Compare:
    """A chained comparison; `is`/`is not` only against None. Operands are evaluated once, left to right."""

    first: Expr
    rest: tuple[tuple[Literal["<", "<=", ">", ">=", "==", "!=", "is", "is not"], Expr], ...]
    type: Type = Scalar.BOOL


@dataclass(frozen=True, slots=True)
class Membership:
    """`x in (1, 2)`, `x not in (1, 2)`."""

    value: Expr
    options: tuple[Expr, ...]
    negated: bool
    type: Type = Scalar.BOOL


@dataclass(frozen=True, slots=True)
class BoolOp:
    """`and`, `or`: left to right, short-circuit."""

    op: Literal["and", "or"]
    values: tuple[Expr, ...]
    type: Type = Scalar.BOOL


@dataclass(frozen=True, slots=True)
class Choose:
    """`then if condition else other`."""

    condition: Expr
    then: Expr
    other: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class MathCall:
    """A function of numbers: abs min max clip sqrt exp log logistic sin cos tan atan2 tanh floor ceil round int."""

    function: str
    arguments: tuple[Expr, ...]
    type: Scalar


@dataclass(frozen=True, slots=True)
class SpaceCall:
    """distance dx dy at degree by_id link: a function of places and references."""

    function: str
    arguments: tuple[Expr, ...]
    type: Type
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """A random number: chance uniform normal exponential poisson randint."""

    distribution: Literal["chance", "uniform", "normal", "exponential", "poisson", "randint"]
    arguments: tuple[Expr, ...]
    site: Site
    type: Scalar


# ----------------------------------------------------------------------------------------- collections


@dataclass(frozen=True, slots=True)
class Everyone:
    """All living agents of a type, by id; or all `cells`, `empty_cells`, `links` (of a layer: `links:name`)."""

    of: str
    type: Collection


@dataclass(frozen=True, slots=True)
class Others:
    """All living agents of a type but self."""

    of: str
    type: Collection


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Linked agents on a network (`layer`, `incoming`), or agents of type `of` within `radius` on a grid or plane."""

    center: Expr
    type: Collection
    radius: Expr | None = None
    of: str | None = None
    layer: str | None = None
    incoming: bool = False


@dataclass(frozen=True, slots=True)
class OnCell:
    """`here(type)` (center None: others in my cell) and `on(cell, type)`."""

    center: Expr | None
    of: str
    type: Collection


@dataclass(frozen=True, slots=True)
class CellsNear:
    """Cells around an agent or a cell, without its own."""

    center: Expr
    radius: Expr
    shape: Literal["moore", "von_neumann", "cross", "hex"]
    type: Collection


@dataclass(frozen=True, slots=True)
class IntRange:
    """`range(start, stop)`."""

    start: Expr
    stop: Expr
    type: Collection


@dataclass(frozen=True, slots=True)
class VectorValues:
    """The values of a vector as a collection."""

    of: Expr
    type: Collection


@dataclass(frozen=True, slots=True)
class Filtered:
    """`[x for x in source if condition]`."""

    variable: str
    source: Expr
    condition: Expr
    type: Collection


@dataclass(frozen=True, slots=True)
class Ordered:
    """`top(source, k, key)`; `sample(source, k)` and `shuffled(source)` with a site."""

    kind: Literal["top", "sample", "shuffled"]
    source: Expr
    amount: Expr | None
    type: Collection
    variable: str | None = None
    key: tuple[Expr, ...] = ()
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """count sum mean min max median std gini any all over `value for variable in source if condition`."""

    kind: Literal["count", "sum", "mean", "min", "max", "median", "std", "gini", "any", "all"]
    variable: str
    source: Expr
    value: Expr | None
    condition: Expr | None
    default: Expr | None
    type: Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """A member at random, by weight where `weight` is given; None of nothing."""

    source: Expr
    site: Site
    type: Ref | Scalar | Label
    variable: str | None = None
    weight: Expr | None = None


@dataclass(frozen=True, slots=True)
class BestOf:
    """The member with the greatest key; ties at random (site) or the first (site None)."""

    source: Expr
    variable: str
    key: tuple[Expr, ...]
    site: Site | None
    type: Ref | Scalar | Label


@dataclass(frozen=True, slots=True)
class Grouping:
    """groups, largest_group, regions, largest_region (measures only)."""

    kind: Literal["groups", "largest_group", "regions", "largest_region"]
    source: Expr
    variables: tuple[str, ...]
    value: Expr
    gap: Expr | None
    least: Expr | None
    type: Scalar


@dataclass(frozen=True, slots=True)
class Unchanged:
    """True when no state changed in this step (in `stop` only)."""

    type: Type = Scalar.BOOL


Expr = (
    Const
    | ParameterRead
    | TableRead
    | GlobalRead
    | MeasureRead
    | ReportRead
    | LocalRead
    | SelfRead
    | FieldRead
    | Index
    | StepRead
    | Cast
    | Unary
    | Binary
    | Compare
    | Membership
    | BoolOp
    | Choose
    | MathCall
    | SpaceCall
    | Draw
    | Everyone
    | Others
    | Neighbors
    | OnCell
    | CellsNear
    | IntRange
    | VectorValues
    | Filtered
    | Ordered
    | Aggregate
    | OneOf
    | BestOf
    | Grouping
    | Unchanged
)

# ------------------------------------------------------------------------------------------ statements


@dataclass(frozen=True, slots=True)
class SetLocal:
    """`name = value` (an augmented assignment is already spelled out)."""

    name: str
    value: Expr
    line: int


@dataclass(frozen=True, slots=True)
class SetField:
    """`of.name = value`, or `of.name[index] = value`; `of` None means `model`. Bounds are the field's."""

    of: Expr | None
    name: str
    value: Expr
    line: int
    index: Expr | None = None


@dataclass(frozen=True, slots=True)
class Deposit:
    """`other.f += e`, `model.f += e`, `….f[index] += e` in a `together` rule: added up at the end of the rule."""

    of: Expr | None
    name: str
    amount: Expr
    line: int
    index: Expr | None = None


@dataclass(frozen=True, slots=True)
class If:
    """`if … elif … else`: the first arm whose condition holds."""

    arms: tuple[tuple[Expr, tuple[Stmt, ...]], ...]
    otherwise: tuple[Stmt, ...]
    line: int


@dataclass(frozen=True, slots=True)
class For:
    """`for variable in source:`; membership is fixed at the start and the dead are skipped."""

    variable: str
    source: Expr
    body: tuple[Stmt, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Jump:
    """`break`, `continue`, or `return` (ends this turn)."""

    kind: Literal["break", "continue", "return"]
    line: int


@dataclass(frozen=True, slots=True)
class Act:
    """move_to die connect disconnect push: an action with its arguments."""

    action: Literal["move_to", "die", "connect", "disconnect", "push"]
    arguments: tuple[Expr, ...]
    line: int
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """`create(type, f=e, …)`, placed where the creator is, or at `cell`."""

    of: str
    values: tuple[tuple[str, Expr], ...]
    cell: Expr | None
    line: int


Stmt = SetLocal | SetField | Deposit | If | For | Jump | Act | Create

# --------------------------------------------------------------------------------------------- program


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
    torus: bool
    neighborhood: Literal["moore", "von_neumann", "hex"]
    capacity: Expr | None
    cells: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Plane:
    """A rectangle of real coordinates."""

    width: Expr
    height: Expr
    torus: bool


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
    """A parameter moved by the mean of some personas' self-reports, clamped to low..high."""

    name: str
    sources: tuple[str, ...]
    moves: str
    by: Expr
    low: Expr
    high: Expr
    instead: Expr | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence shown to personas; each value is a measure or an expression over measures and parameters."""

    to: tuple[str, ...]
    text: str
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A checked model: all that the back ends need. `document` is what it was made from.

    `arm_steps` and `arm_spaces` hold, by the arm's name, what an arm of the experiment has for itself.
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
    arm_steps: Mapping[str, Expr] = field(default_factory=dict)
    arm_spaces: Mapping[str, Network | Grid | Plane] = field(default_factory=dict)
