"""Expressions of a process, checked: what has a value where a time, a chance, a count or a condition stands.

Every value is a number, a truth value or a label. Numbers also know their dimension, so that a rate does not pass for
a time: 1 is a time, -1 a rate, 0 a plain number, None what a bare literal is, which fits everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

Kind = Literal["number", "truth", "label"]


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is; `whole` where it is surely an integer. Of a label: the words that it can be."""

    kind: Kind
    dimension: int | None = None
    whole: bool = False
    labels: tuple[str, ...] = ()


NUMBER = Type("number", 0)
LITERAL = Type("number")
TRUTH = Type("truth")


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal."""

    value: bool | int | float | str
    type: Type


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time, as so many units of the clock."""

    name: str
    factor: float
    type: Type = Type("number", 1)


@dataclass(frozen=True, slots=True)
class ParameterRead:
    """A parameter; times `factor` it is in units of the clock."""

    name: str
    factor: float
    type: Type


@dataclass(frozen=True, slots=True)
class AttributeRead:
    """`self.name` of the entity whose turn it is."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class TableRead:
    """`table[index]`."""

    name: str
    index: Expr
    type: Type = NUMBER


@dataclass(frozen=True, slots=True)
class StateRead:
    """What the process itself is like at this moment: queue, busy, free, level, stock, present, now."""

    function: str
    of: str | None
    type: Type = NUMBER


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `+x` or `not x`."""

    op: Literal["-", "+", "not"]
    value: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic."""

    op: Literal["+", "-", "*", "/", "//", "%", "**"]
    left: Expr
    right: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chained comparison."""

    first: Expr
    rest: tuple[tuple[Literal["<", "<=", ">", ">=", "==", "!="], Expr], ...]
    type: Type = TRUTH


@dataclass(frozen=True, slots=True)
class Membership:
    """`x in (1, 2)`, `x not in (1, 2)`."""

    value: Expr
    options: tuple[Expr, ...]
    negated: bool
    type: Type = TRUTH


@dataclass(frozen=True, slots=True)
class Junction:
    """`and`, `or`."""

    op: Literal["and", "or"]
    values: tuple[Expr, ...]
    type: Type = TRUTH


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if condition else other`."""

    condition: Expr
    then: Expr
    other: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Call:
    """A function of numbers."""

    function: str
    arguments: tuple[Expr, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Draw:
    """A random number. `repeated` where one entity may come by several times. `table`s are of `empirical`."""

    distribution: str
    arguments: tuple[Expr, ...]
    site: str
    repeated: bool
    type: Type
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelDraw:
    """A label by shares, in the order of their names."""

    labels: tuple[str, ...]
    shares: tuple[Expr, ...]
    site: str
    type: Type


Expr = (
    Constant
    | Unit
    | ParameterRead
    | AttributeRead
    | TableRead
    | StateRead
    | Unary
    | Binary
    | Comparison
    | Membership
    | Junction
    | Choice
    | Call
    | Draw
    | LabelDraw
)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all within it."""
    yield expr
    for each in fields(expr):
        yield from _within(getattr(expr, each.name))


def _within(value: object) -> Iterator[Expr]:
    if isinstance(value, Expr):
        yield from walk(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each)


def draws(expr: Expr) -> list[Draw | LabelDraw]:
    """The draws within an expression."""
    return [each for each in walk(expr) if isinstance(each, Draw | LabelDraw)]


def reads_state(expr: Expr) -> bool:
    """Whether the value depends on how the process happens to be."""
    return any(isinstance(each, StateRead) for each in walk(expr))
