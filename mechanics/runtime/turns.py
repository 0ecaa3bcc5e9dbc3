"""Who acts when: all in turn, in random order, or by picks at random. A failure says in which rule, and whose turn."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any

from sobremesa.mechanics.runtime.errors import RunFailure

by_id = operator.attrgetter("id")
"""The order of agents."""


class Turns:
    """Those who may act, by id, with the words of Mesa's AgentSet for letting them."""

    def do(self: Any, rule: Callable[..., None], *shared: Any) -> None:
        """Let each act once; what is the same for all is worked out before, and handed to each."""
        member = None
        try:
            for member in self:
                rule(member, *shared)
        except (ArithmeticError, LookupError, ValueError) as error:
            raise RunFailure(str(error), self.model.steps, rule.__name__, member and member.id) from error

    def shuffle_do(self: Any, rule: Callable[..., None], site: str) -> None:
        """Let each act once, in random order; whoever has died by then loses the turn."""
        member = None
        try:
            for member in self.model.draws.order(site, self):
                if member.alive:
                    rule(member)
        except (ArithmeticError, LookupError, ValueError) as error:
            raise RunFailure(str(error), self.model.steps, rule.__name__, member and member.id) from error

    def pick_do(self: Any, rule: Callable[..., None], site: str) -> None:
        """As many turns as there are members, each taken by one picked at random; a dead one's turn is lost."""
        member, members = None, list(self)
        try:
            for turn in range(len(members)):
                member = members[int(self.model.draws.uniform01(site, turn) * len(members))]
                if member.alive:
                    rule(member, turn)
        except (ArithmeticError, LookupError, ValueError) as error:
            raise RunFailure(str(error), self.model.steps, rule.__name__, member and member.id) from error


class AgentList(list, Turns):  # type: ignore[type-arg]
    """All living agents of a type (or all cells), by id: a list, since AgentSet promises no order and is slower."""

    def __init__(self, model: Any, agents: Iterable[Any]) -> None:
        super().__init__(agents)
        self.model = model

    def remove(self, agent: Any) -> None:
        """Take an agent out."""
        del self[bisect_left(self, agent.id, key=by_id)]


def take_model_turn(model: Any, rule: Callable[..., None]) -> None:
    """Let the model act once."""
    try:
        rule(model)
    except (ArithmeticError, LookupError, ValueError) as error:
        raise RunFailure(str(error), model.steps, rule.__name__) from error
