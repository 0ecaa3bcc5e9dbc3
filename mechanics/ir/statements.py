"""Statements: what the turns of rules are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sobremesa.mechanics.ir.terms import Expr


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
