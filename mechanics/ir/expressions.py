"""Expressions over single values: reads, operators, functions, draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sobremesa.mechanics.ir.types import Ref, Scalar, Site, Type

if TYPE_CHECKING:
    from sobremesa.mechanics.ir.terms import Expr


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
    """`report.name`: self-reports of the last round, averaged; `spread` is how far their stances are apart."""

    name: Literal["stance", "valence", "confidence", "arousal", "spread"]
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


@dataclass(frozen=True, slots=True)
class Unchanged:
    """True when no state changed in this step (in `stop` only)."""

    type: Type = Scalar.BOOL
