"""What a rule in which all act together brings about only at its end: deaths, then moves, then births."""

from __future__ import annotations

from typing import Any

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.runtime.errors import LimitReached, RunFailure


class Pending:
    """Deaths, claims and births of the rule that is going on."""

    def __init__(self) -> None:
        self.deaths: list[Any] = []
        self.claims: dict[Any, Any] = {}
        self.births: list[tuple[Any, type, Any, dict[str, Any]]] = []

    def grant(self, draws: Draws, site: str) -> None:
        """Keep the claims on cells for which there was room before the rule: in random order, ties by id."""
        order = sorted(self.claims, key=lambda agent: (draws.word(site, agent.id), agent.id))
        taken: dict[Any, int] = {}
        granted, dying = {}, set(self.deaths)
        for agent in order:
            cell = self.claims[agent]
            if cell is None or cell is agent.cell or agent in dying:
                continue
            taken.setdefault(cell, len(cell.agents))
            if cell.capacity is None or taken[cell] < cell.capacity:
                taken[cell] += 1
                granted[agent] = cell
        self.claims = granted

    def bury(self) -> None:
        """Let those die who are to die."""
        for agent in self.deaths:
            agent.remove()
        self.deaths = []

    def move(self) -> None:
        """Let those move whose claims were granted: there is room for them even before anyone leaves."""
        for agent, cell in self.claims.items():
            agent.move_to(cell)
        self.claims = {}

    def move_on_plane(self, plane: Any) -> None:
        """Let everyone move who wants to."""
        for agent, place in self.claims.items():
            plane.move_agent(agent, *place)
        self.claims = {}

    def bear(self, model: Any, rule: str) -> None:
        """Let those be born who are to be, in their creators' order, where their creators are now."""
        births, self.births = self.births, []
        for creator, kind, cell, given in births:
            try:
                create(model, creator, kind, cell, **given)
            except (ArithmeticError, LookupError, ValueError) as error:
                raise RunFailure(str(error), model.steps, rule, creator.id) from error


class Register:
    """Those of a type who live, how many may, and the number of the next one born."""

    def __init__(self, everyone: list[Any], most: int) -> None:
        self.everyone, self.most, self.next_id = everyone, most, len(everyone)


def create(model: Any, creator: Any, kind: type, cell: Any = None, /, **given: Any) -> None:
    """Make a new agent, at a cell or where its creator is; refused where that cell is full.

    Raises LimitReached where more would live than the document allows.
    """
    register, spot = model.register[kind], creator if cell is None else cell
    spot = getattr(spot, "cell", spot)
    if getattr(spot, "is_full", False):
        return
    if len(register.everyone) >= register.most:
        raise LimitReached(f"there are more than {register.most} agents of type {kind.__name__}")
    number, register.next_id = register.next_id, register.next_id + 1
    register.everyone.append(kind(model, number, spot, **given))
