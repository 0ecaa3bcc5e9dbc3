"""What a rule in which all act together brings about only at its end: deaths, then moves, then births."""

from __future__ import annotations

from typing import Any

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.runtime.errors import LimitReached


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

    def create(self, creator: Any, kind: type, cell: Any = None, /, **given: Any) -> None:
        """Let an agent be born at the end, at a cell or where its creator is then."""
        self.births.append((creator, kind, cell, given))

    def bear(self, model: Any) -> None:
        """Let those be born who are to be, in their creators' order, where their creators are now."""
        births, self.births = self.births, []
        for creator, kind, cell, given in births:
            create(model, creator, kind, cell, **given)


class Register:
    """How many of a type may live, and the number of the next one born."""

    def __init__(self, most: int, next_id: int) -> None:
        self.most, self.next_id = most, next_id


def create(model: Any, creator: Any, kind: type, cell: Any = None, /, **given: Any) -> None:
    """Make a new agent, at a cell or where its creator is; refused where that cell is full.

    Raises LimitReached where more would live than the document allows.
    """
    register, spot = model.register[kind], creator if cell is None else cell
    spot = getattr(spot, "cell", spot)
    if getattr(spot, "is_full", False):
        return
    if len(model.agents_by_type[kind]) >= register.most:
        raise LimitReached(f"there are more than {register.most} agents of type {kind.__name__}")
    number, register.next_id = register.next_id, register.next_id + 1
    kind(model, number, spot, **given)
