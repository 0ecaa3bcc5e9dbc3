"""The verbs of lowering, which every kind of node registers itself with.

In registers an int, a label's code, and a reference (a row, -1 for nobody) are i64, a float is a double, a bool an i1,
and a vector is the address of its first element, each as it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import TYPE_CHECKING, cast

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.lowering.lists import Kept, Listed, growing
from sobremesa.mechanics.kernel.values import Value

if TYPE_CHECKING:
    from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
    from sobremesa.mechanics.kernel.lowering.scope import Scope

Body = Callable[[Value], None]
"""What is done with one member; it is written once. To leave early, jump to a block of your own."""

FieldReader = Callable[[ir.FieldRead, "Scope"], Value]
CrowdWalker = Callable[[ir.Everyone, "Scope", Body], None]
Doer = Callable[[ir.Act, "Scope"], None]
Ending = Callable[[ir.Rule, "Unit"], "list[Routine]"]
Beginning = Callable[["Unit"], "list[Routine]"]
Placing = Callable[[ir.Agents, "Scope"], None]

place_fields: dict[str, FieldReader] = {}
"""How `x`, `y`, `cell`, `free`, `a` and `b` are read: what is no declared field."""

crowds: dict[str, CrowdWalker] = {}
"""How `cells`, `empty_cells` and `links` (of any layer) are gone through; types of agents go by their rows."""

crowd_lists: dict[str, Callable[[Scope], Listed]] = {}
"""Crowds of which the k-th is found without going through them."""

acts: dict[str, Doer] = {}
"""How `move_to`, `die`, `connect` and `disconnect` are done."""

before_settling: list[Ending] = []
"""What ends a `together` rule before state and deposits are taken over: claims are granted, the dead leave."""

after_settling: list[Ending] = []
"""What ends a rule (of any order) after that: moves, births, rows that close up."""

beginnings: list[Beginning] = []
"""What set-up does before cells and agents start: the size of the space, and what is worked out from it."""

endings_of_setup: list[Beginning] = []
"""What set-up does once all agents are there: who stands where."""

links_made: list[Beginning] = []
"""What is done once networks are there, before links start."""

settlings: list[Beginning] = []
"""What is worked out again from a state that was restored: who stands where, what is near."""

step_beginnings: list[Beginning] = []
"""What a step begins with, before its rules."""

placing: list[Placing] = []
"""How a new agent gets its place in set-up, before its fields."""


@singledispatch
def value(expr: object, scope: Scope) -> Value:
    """The value of an expression, in a register."""
    raise scope.unsupported(type(expr).__name__)


@singledispatch
def each(source: object, scope: Scope, body: Body) -> None:
    """Call `body` for every living member, in the order of rule 15, in a loop that is written here."""
    raise scope.unsupported(f"each of {type(source).__name__}")


@singledispatch
def listed(source: object, scope: Scope) -> Listed:
    """The members by their place: how many there are, and the k-th. They are kept first, unless that is not needed."""
    return kept(cast("ir.Expr", source), scope).listed(scope.f)


@singledispatch
def statement(stmt: object, scope: Scope) -> None:
    """Do what a statement says."""
    raise scope.unsupported(type(stmt).__name__)


def kept(source: ir.Expr, scope: Scope, lasting: bool = False) -> Kept:
    """The members as an array, to be read before this place of the program is reached again.

    A `lasting` one stays until the turn's end.
    """
    assert isinstance(source.type, ir.Collection)
    array = growing(source.type.item, scope, lasting)
    each(source, scope, array.append)
    return array.kept()
