"""The five models on Mesa: its own examples where it ships them, else as its documentation has one write them.

Each function makes a model of about `n` agents and returns what runs `steps` steps of it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt
from typing import Any

import mesa
import networkx as nx
from mesa.discrete_space import CellAgent, FixedAgent, Network, OrthogonalMooreGrid

Run = Callable[[int], None]


class Person(FixedAgent):
    """Someone with an opinion, who moves towards the mean of the neighbours'."""

    def __init__(self, model: mesa.Model, cell: Any) -> None:
        super().__init__(model)
        self.cell = cell
        self.opinion = self.next = self.random.random()

    def listen(self) -> None:
        """Compute the new opinion."""
        others = [neighbor.opinion for neighbor in self.cell.neighborhood.agents]
        mean = sum(others) / len(others) if others else self.opinion
        self.next = self.opinion + 0.5 * (mean - self.opinion)

    def change(self) -> None:
        """Take it over."""
        self.opinion = self.next


class DeGroot(mesa.Model):
    """DeGroot on a small world."""

    def __init__(self, n: int, seed: int) -> None:
        super().__init__(seed=seed)
        graph = nx.watts_strogatz_graph(n, 6, 0.1, seed=seed)
        try:
            self.grid = Network(graph, layout=None, capacity=1, random=self.random)
        except TypeError:  # Mesa 3.3 computes no layout and has no such argument
            self.grid = Network(graph, capacity=1, random=self.random)
        for cell in self.grid.all_cells:
            Person(self, cell)
        self.datacollector = mesa.DataCollector({"opinion": lambda m: m.agents.agg("opinion", sum) / len(m.agents)})

    def step(self) -> None:
        """All listen, then all change."""
        self.agents.do("listen")
        self.agents.do("change")
        self.datacollector.collect(self)


class Resident(CellAgent):
    """Someone who can fall ill."""

    def __init__(self, model: mesa.Model, cell: Any) -> None:
        super().__init__(model)
        self.cell = cell
        self.health = self.next = "infected" if self.random.random() < 0.01 else "susceptible"

    def catch(self) -> None:
        """Compute the new state."""
        if self.health == "infected":
            if self.random.random() < 0.1:
                self.next = "recovered"
        elif self.health == "susceptible":
            sick = sum(other.health == "infected" for other in self.cell.neighborhood.agents)
            if sick and self.random.random() < 1 - 0.9**sick:
                self.next = "infected"

    def change(self) -> None:
        """Take it over."""
        self.health = self.next


class Sir(mesa.Model):
    """SIR on a Moore torus."""

    def __init__(self, n: int, seed: int) -> None:
        super().__init__(seed=seed)
        side = isqrt(n)
        self.grid = OrthogonalMooreGrid((side, side), torus=True, capacity=1, random=self.random)
        for cell in self.grid.all_cells:
            Resident(self, cell)
        self.datacollector = mesa.DataCollector(
            {"infected": lambda m: sum(agent.health == "infected" for agent in m.agents) / len(m.agents)}
        )

    def step(self) -> None:
        """All look around, then all change."""
        self.agents.do("catch")
        self.agents.do("change")
        self.datacollector.collect(self)


class Buyer(mesa.Agent):
    """Looks at one offer a day."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.valuation = self.random.uniform(50, 150)
        self.paid = 0.0

    def shop(self) -> None:
        """Buy where the offer is worth it."""
        offer = self.random.choice(self.model.sellers)
        if not offer.sold and offer.price <= self.valuation:
            offer.sold = True
            self.paid = offer.price


class Seller(mesa.Agent):
    """Asks more after a sale, and less after none."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.cost = self.random.uniform(20, 80)
        self.price = self.cost * (1 + 2 * self.random.random())
        self.sold = False

    def open(self) -> None:
        """A new day."""
        self.sold = False

    def change(self) -> None:
        """Ask another price."""
        self.price = self.price * 1.05 if self.sold else max(self.cost, self.price * 0.95)


class Market(mesa.Model):
    """Buyers and sellers, as many of each."""

    def __init__(self, n: int, seed: int) -> None:
        super().__init__(seed=seed)
        Buyer.create_agents(self, n)
        self.sellers = list(Seller.create_agents(self, n))
        self.datacollector = mesa.DataCollector(
            {
                "price": lambda m: m.agents_by_type[Seller].agg("price", sum) / n,
                "sold": lambda m: m.agents_by_type[Seller].agg("sold", sum) / n,
            }
        )

    def step(self) -> None:
        """A day."""
        self.agents_by_type[Seller].do("open")
        self.agents_by_type[Buyer].shuffle_do("shop")
        self.agents_by_type[Seller].do("change")
        self.datacollector.collect(self)


def degroot(n: int, seed: int) -> Run:
    """DeGroot on a small world."""
    return _runner(DeGroot(n, seed))


def sir(n: int, seed: int) -> Run:
    """SIR on a Moore torus."""
    return _runner(Sir(n, seed))


def market(n: int, seed: int) -> Run:
    """Buyers at random sellers."""
    return _runner(Market(n, seed))


def schelling(n: int, seed: int) -> Run:
    """Mesa's own Schelling model."""
    from mesa.examples.basic.schelling.model import Schelling

    side = isqrt(n)
    return _runner(Schelling(height=side, width=side, density=0.9, minority_pc=0.5, homophily=0.5, seed=seed))


def wolf_sheep(cells: int, seed: int) -> Run:
    """Mesa's own model of wolves and sheep."""
    from mesa.examples.advanced.wolf_sheep.model import WolfSheep
    from mesa.experimental.devs import ABMSimulator

    side = isqrt(cells)
    return _runner(
        WolfSheep(
            width=side, height=side, initial_sheep=cells // 8, initial_wolves=cells // 40, sheep_reproduce=0.2,
            wolf_reproduce=0.02, wolf_gain_from_food=12, sheep_gain_from_food=4, seed=seed, simulator=ABMSimulator(),
        )
    )  # fmt: skip


def _runner(model: mesa.Model) -> Run:
    def run(steps: int) -> None:
        for _ in range(steps):
            model.step()

    return run
