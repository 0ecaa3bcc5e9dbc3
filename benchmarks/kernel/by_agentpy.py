"""Four of the models on agentpy, written as its documentation has one write them.

Each function makes a model of about `n` agents and returns what runs `steps` steps of it. agentpy is installed by
hand (`pip install agentpy`): nothing else here needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt
from typing import Any

import agentpy
import networkx as nx

Run = Callable[[int], None]


class Person(agentpy.Agent):
    """Someone with an opinion, who moves towards the mean of the neighbours'."""

    def setup(self) -> None:
        """Start somewhere."""
        self.opinion = self.next = self.model.random.random()

    def listen(self) -> None:
        """Compute the new opinion."""
        others = [other.opinion for other in self.model.network.neighbors(self)]
        mean = sum(others) / len(others) if others else self.opinion
        self.next = self.opinion + 0.5 * (mean - self.opinion)

    def change(self) -> None:
        """Take it over."""
        self.opinion = self.next


class DeGroot(agentpy.Model):
    """DeGroot on a small world."""

    def setup(self) -> None:
        """Make the network."""
        graph = nx.watts_strogatz_graph(self.p.n, 6, 0.1, seed=self.p.seed)
        self.agents = agentpy.AgentList(self, self.p.n, Person)
        self.network = agentpy.Network(self, graph)
        self.network.add_agents(self.agents, self.network.nodes)

    def step(self) -> None:
        """All listen, then all change."""
        self.agents.listen()
        self.agents.change()
        self.record("opinion", sum(self.agents.opinion) / len(self.agents))


class Resident(agentpy.Agent):
    """Someone who can fall ill."""

    def setup(self) -> None:
        """Be ill or not."""
        self.health = self.next = "infected" if self.model.random.random() < 0.01 else "susceptible"

    def catch(self) -> None:
        """Compute the new state."""
        if self.health == "infected":
            if self.model.random.random() < 0.1:
                self.next = "recovered"
        elif self.health == "susceptible":
            sick = sum(other.health == "infected" for other in self.model.grid.neighbors(self))
            if sick and self.model.random.random() < 1 - 0.9**sick:
                self.next = "infected"

    def change(self) -> None:
        """Take it over."""
        self.health = self.next


class Sir(agentpy.Model):
    """SIR on a Moore torus."""

    def setup(self) -> None:
        """Fill the grid."""
        self.grid = agentpy.Grid(self, (self.p.side, self.p.side), torus=True)
        self.agents = agentpy.AgentList(self, self.p.side**2, Resident)
        self.grid.add_agents(self.agents)

    def step(self) -> None:
        """All look around, then all change."""
        self.agents.catch()
        self.agents.change()
        self.record("infected", sum(agent.health == "infected" for agent in self.agents) / len(self.agents))


class Buyer(agentpy.Agent):
    """Looks at one offer a day."""

    def setup(self) -> None:
        """Know what it is worth."""
        self.valuation, self.paid = self.model.random.uniform(50, 150), 0.0

    def shop(self) -> None:
        """Buy where the offer is worth it."""
        offer = self.model.offers[self.model.random.randrange(self.p.n)]
        if not offer.sold and offer.price <= self.valuation:
            offer.sold, self.paid = True, offer.price


class Seller(agentpy.Agent):
    """Asks more after a sale, and less after none."""

    def setup(self) -> None:
        """Ask a first price."""
        self.cost = self.model.random.uniform(20, 80)
        self.price, self.sold = self.cost * (1 + 2 * self.model.random.random()), False

    def open(self) -> None:
        """A new day."""
        self.sold = False

    def change(self) -> None:
        """Ask another price."""
        self.price = self.price * 1.05 if self.sold else max(self.cost, self.price * 0.95)


class Market(agentpy.Model):
    """Buyers and sellers, as many of each."""

    def setup(self) -> None:
        """Let them come."""
        self.buyers = agentpy.AgentList(self, self.p.n, Buyer)
        self.sellers = agentpy.AgentList(self, self.p.n, Seller)
        self.offers = list(self.sellers)

    def step(self) -> None:
        """A day."""
        self.sellers.open()
        self.buyers.shuffle().shop()
        self.sellers.change()
        self.record("price", sum(self.sellers.price) / self.p.n)


class Family(agentpy.Agent):
    """Wants neighbours like itself."""

    def setup(self) -> None:
        """Belong to a group."""
        self.blue, self.content = self.id % 2 == 0, False

    def look(self) -> None:
        """See whether it is content."""
        others = [other.blue == self.blue for other in self.model.grid.neighbors(self)]
        self.content = sum(others) >= 0.5 * len(others)

    def move(self) -> None:
        """Go to a free place."""
        if not self.content:
            self.model.grid.move_to(self, self.model.random.choice(list(self.model.grid.empty)))


class Schelling(agentpy.Model):
    """Schelling's families on a torus."""

    def setup(self) -> None:
        """Fill the town."""
        self.grid = agentpy.Grid(self, (self.p.side, self.p.side), torus=True, track_empty=True)
        self.families = agentpy.AgentList(self, self.p.side**2 * 9 // 10, Family)
        self.grid.add_agents(self.families, random=True, empty=True)

    def step(self) -> None:
        """All look, then those who are not content move."""
        self.families.look()
        self.families.shuffle().move()
        self.record("content", sum(self.families.content) / len(self.families))


def degroot(n: int, seed: int) -> Run:
    """DeGroot on a small world."""
    return _runner(DeGroot({"n": n, "seed": seed}))


def sir(n: int, seed: int) -> Run:
    """SIR on a Moore torus."""
    return _runner(Sir({"side": isqrt(n), "seed": seed}))


def market(n: int, seed: int) -> Run:
    """Buyers at random sellers."""
    return _runner(Market({"n": n, "seed": seed}))


def schelling(n: int, seed: int) -> Run:
    """Schelling's families."""
    return _runner(Schelling({"side": isqrt(n), "seed": seed}))


def _runner(model: Any) -> Run:
    model.sim_setup(steps=10**9)

    def run(steps: int) -> None:
        for _ in range(steps):
            model.sim_step()

    return run
