"""Who acts when: in a given order, or by picks at random. A failure is told with the rule and whose turn it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sobremesa.mechanics.runtime.errors import RunFailure


def take_turns(model: Any, rule: Callable[..., None], members: Iterable[Any], *shared: Any) -> None:
    """Let each member act once; what is the same for all is worked out before and handed to each."""
    member = None
    try:
        for member in members:
            rule(member, *shared)
    except (ArithmeticError, LookupError, ValueError) as error:
        raise RunFailure(str(error), model.steps, rule.__name__, member and member.id) from error


def take_turns_alive(model: Any, rule: Callable[..., None], members: Sequence[Any]) -> None:
    """Let each member act once, in this order; whoever has died by then loses the turn."""
    member = None
    try:
        for member in members:
            if member.alive:
                rule(member)
    except (ArithmeticError, LookupError, ValueError) as error:
        raise RunFailure(str(error), model.steps, rule.__name__, member and member.id) from error


def take_picked_turns(model: Any, rule: Callable[..., None], members: Sequence[Any], site: str) -> None:
    """As many turns as there are members, each taken by one picked at random; a dead one's turn is lost."""
    member = None
    try:
        for turn in range(len(members)):
            member = members[int(model.draws.uniform01(site, turn) * len(members))]
            if member.alive:
                rule(member, turn)
    except (ArithmeticError, LookupError, ValueError) as error:
        raise RunFailure(str(error), model.steps, rule.__name__, member and member.id) from error


def take_model_turn(model: Any, rule: Callable[..., None]) -> None:
    """Let the model act once."""
    try:
        rule(model)
    except (ArithmeticError, LookupError, ValueError) as error:
        raise RunFailure(str(error), model.steps, rule.__name__) from error
