"""Who is linked with whom, as lists of agents sorted by id; and links that carry a state of their own."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sobremesa.mechanics.networks import rows
from sobremesa.mechanics.runtime.errors import LimitReached
from sobremesa.mechanics.runtime.order import by_id


def link_agents(agents: Iterable[Any], links: Sequence[tuple[int, int]], near: str = "neighbors") -> None:
    """Tell everyone their neighbours, on an undirected network."""
    agents = list(agents)
    for agent, row in zip(agents, rows(len(agents), links), strict=True):
        setattr(agent, near, [agents[number] for number in row])


def point_agents(agents: Iterable[Any], links: Sequence[tuple[int, int]], near: str = "neighbors") -> None:
    """Tell everyone whom they point to, and who points to them, on a directed network."""
    agents = list(agents)
    back = [(b, a) for a, b in links]
    pairs = zip(agents, rows(len(agents), links, True), rows(len(agents), back, True), strict=True)
    for agent, ahead, behind in pairs:
        setattr(agent, near, [agents[number] for number in ahead])
        setattr(agent, f"in_{near}", [agents[number] for number in behind])


class NetworkLink:
    """A link between two agents, or from a to b on a directed network."""

    alive = True

    def __init__(self, model: Any, a: Any, b: Any) -> None:
        self.model, self.a, self.b = model, a, b
        self.id = a.id * 2**32 + b.id

    def start(self) -> None:
        """The state of the link when it is made."""


class Links:
    """A network that changes, or whose links have a state; `kind` is the class of the links."""

    def __init__(
        self, model: Any, kind: type, agents: Iterable[Any], near: str, directed: bool, limit: int | None
    ) -> None:
        self.model, self.kind, self.near, self.directed, self.limit = model, kind, near, directed, limit
        self._of: dict[tuple[int, int], Any] = {}
        for a in agents:
            for b in getattr(a, near):
                if directed or a.id < b.id:
                    self._of[a.id, b.id] = kind(model, a, b)

    def __iter__(self) -> Iterator[Any]:
        """All links, by a and then b."""
        return iter([self._of[key] for key in sorted(self._of)])

    def __getitem__(self, place: int) -> Any:
        """The link at a place of that order."""
        return list(self)[place]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._of)

    def between(self, a: Any, b: Any) -> Any:
        """The link of two agents. Raises LookupError where there is none."""
        key = self._key(a, b)
        if key not in self._of:
            raise LookupError(f"there is no link between {a.id} and {b.id}")
        return self._of[key]

    def connect(self, a: Any, b: Any) -> None:
        """Link two agents, unless they are, or one has died. Raises LimitReached beyond the most links one may have."""
        living = all(getattr(one, "alive", True) for one in (a, b))
        if a is b or not living or self._key(a, b) in self._of:
            return
        if not self.directed and b.id < a.id:
            a, b = b, a
        ends = [(a, b, self.near), (b, a, f"in_{self.near}" if self.directed else self.near)]
        for one, other, near in ends:
            insort(getattr(one, near), other, key=by_id)
            if self.limit is not None and len(getattr(one, near)) > self.limit:
                raise LimitReached(f"agent {one.id} has more than {self.limit} links")
        link = self._of[a.id, b.id] = self.kind(self.model, a, b)
        link.start()

    def disconnect(self, a: Any, b: Any) -> None:
        """Part two agents, if they are linked."""
        link = self._of.pop(self._key(a, b), None)
        if link is not None:
            link.alive = False
            getattr(link.a, self.near).remove(link.b)
            getattr(link.b, f"in_{self.near}" if self.directed else self.near).remove(link.a)

    def leave(self, agent: Any) -> None:
        """Take away all links of an agent."""
        for other in list(getattr(agent, self.near)):
            self.disconnect(agent, other)
        if self.directed:
            for other in list(getattr(agent, f"in_{self.near}")):
                self.disconnect(other, agent)

    def _key(self, a: Any, b: Any) -> tuple[int, int]:
        return (a.id, b.id) if self.directed or a.id < b.id else (b.id, a.id)
