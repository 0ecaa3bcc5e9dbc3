"""One turn: whose it is, its locals, and what it may not write at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sobremesa.mechanics import ir

if TYPE_CHECKING:
    from reference.world import Thing, World


def whole(number: Any) -> Any:
    """The result of one operation: a whole number takes 64 bits at most (rule 21)."""
    if isinstance(number, int) and not -(2**63) <= number < 2**63:
        raise OverflowError(number)
    return number


@dataclass
class Ending:
    """What a `together` rule does at its end."""

    deaths: list[Thing] = field(default_factory=list)
    states: list[tuple[Thing, dict[str, Any]]] = field(default_factory=list)
    deposits: dict[tuple[int, str, int | None], Any] = field(default_factory=dict)
    claims: dict[Thing, tuple[Any, ...]] = field(default_factory=dict)
    births: list[tuple[Thing, ir.Create, dict[str, Any], Thing | None]] = field(default_factory=list)


@dataclass
class Turn:
    """`index` addresses its draws; `ending` is None where everything works at once."""

    world: World
    me: Thing | None = None
    index: int = 0
    ending: Ending | None = None
    pending: dict[str, Any] = field(default_factory=dict)
    locals: dict[str, Any] = field(default_factory=dict)
