"""The five models as one would write them by hand in NumPy, with NumPy's own random numbers.

Where agents act one after another, all at once stands for it, as it must in NumPy. Each function makes a model of
about `n` agents and returns what runs `steps` steps of it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

import numpy as np
from numpy.typing import NDArray

Run = Callable[[int], None]

MOORE = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]


def degroot(n: int, seed: int, indptr: NDArray[np.int64], near: NDArray[np.uint32]) -> Run:
    """DeGroot, neighbours summed by `reduceat`."""
    rng = np.random.default_rng(seed)
    opinion, degree, means = rng.random(n), np.diff(indptr), []

    def run(steps: int) -> None:
        nonlocal opinion
        for _ in range(steps):
            opinion = opinion + 0.5 * (np.add.reduceat(opinion[near], indptr[:-1]) / degree - opinion)
            means.append(opinion.mean())

    return run


def sir(n: int, seed: int) -> Run:
    """SIR, ill neighbours counted by `roll`."""
    rng, side, shares = np.random.default_rng(seed), isqrt(n), []
    health = (rng.random((side, side)) < 0.01).astype(np.int8)

    def run(steps: int) -> None:
        for _ in range(steps):
            ill = health == 1
            sick = np.zeros((side, side), dtype=np.int8)
            for move in MOORE:
                sick += np.roll(ill, move, axis=(0, 1))
            draw = rng.random((side, side))
            health[(health == 0) & (draw < 1 - 0.9**sick)] = 1
            health[ill & (draw < 0.1)] = 2
            shares.append((health == 1).mean())

    return run


def market(n: int, seed: int) -> Run:
    """A market of n buyers and n sellers; of several buyers at one seller the first in random order is served."""
    rng, means = np.random.default_rng(seed), []
    valuation, cost = rng.uniform(50, 150, n), rng.uniform(20, 80, n)
    price = cost * (1 + 2 * rng.random(n))

    def run(steps: int) -> None:
        nonlocal price
        for _ in range(steps):
            buyers = rng.permutation(n)
            offers = rng.integers(0, n, n)
            willing = price[offers] <= valuation[buyers]
            sold = np.zeros(n, dtype=bool)
            sold[offers[willing]] = True
            price = np.where(sold, price * 1.05, np.maximum(cost, price * 0.95))
            means.append((price.mean(), sold.mean()))

    return run


def schelling(n: int, seed: int) -> Run:
    """Schelling's families on a torus, all who are not content moving at once."""
    rng, side, shares = np.random.default_rng(seed), isqrt(n), []
    people = side * side * 9 // 10
    cells = np.zeros(side * side, dtype=np.int8)
    cells[rng.permutation(side * side)[:people]] = np.arange(people) % 2 + 1
    town = cells.reshape(side, side)

    def run(steps: int) -> None:
        for _ in range(steps):
            counts = [
                sum(np.roll(town == kind, move, axis=(0, 1)).astype(np.int8) for move in MOORE) for kind in (1, 2)
            ]
            alike = np.where(town == 1, counts[0], counts[1])
            unhappy = np.flatnonzero(((town > 0) & (alike < 0.5 * (counts[0] + counts[1]))).ravel())
            rng.shuffle(unhappy)
            free = rng.permutation(np.flatnonzero(cells == 0))
            movers = unhappy[: len(free)]
            cells[free[: len(movers)]] = cells[movers]
            cells[movers] = 0
            shares.append(1 - len(unhappy) / people)

    return run


def wolf_sheep(cells: int, seed: int) -> Run:
    """Wolves, sheep and grass, each kind acting at once, of several hungry on one cell one is fed."""
    rng, side, counts = np.random.default_rng(seed), isqrt(cells), []
    size = side * side
    wait = np.maximum(rng.integers(-1, 29, size), 0)
    place = {"sheep": rng.integers(0, size, size // 8), "wolf": rng.integers(0, size, size // 40)}
    energy = {"sheep": rng.uniform(0, 8, size // 8), "wolf": rng.uniform(0, 24, size // 40)}
    moves = np.array([(-1, 0), (0, -1), (0, 1), (1, 0)])

    def near(at: NDArray[np.int64]) -> NDArray[np.int64]:
        y, x = np.divmod(at, side)
        return (y[:, None] + moves[:, 0]) % side * side + (x[:, None] + moves[:, 1]) % side

    def go(kind: str, wanted: NDArray[np.float64]) -> None:
        around = near(place[kind])
        best = (wanted[around] + rng.random(around.shape)).argmax(axis=1)
        place[kind] = around[np.arange(len(best)), best]
        energy[kind] -= 1

    def feed(kind: str, there: NDArray[np.bool_], meal: float, births: float) -> NDArray[np.int64]:
        first = np.unique(place[kind], return_index=True)[1]
        fed = first[there[place[kind][first]]]
        energy[kind][fed] += meal
        eaten = place[kind][fed]
        alive = energy[kind] >= 0
        place[kind], energy[kind] = place[kind][alive], energy[kind][alive]
        mothers = rng.random(len(place[kind])) < births
        energy[kind][mothers] /= 2
        place[kind] = np.concatenate([place[kind], place[kind][mothers]])
        energy[kind] = np.concatenate([energy[kind], energy[kind][mothers]])
        return eaten

    def run(steps: int) -> None:
        for _ in range(steps):
            wolves = np.bincount(place["wolf"], minlength=size)
            go("sheep", np.where(wolves > 0, -2.0, 0.0) + (wait == 0))
            wait[feed("sheep", wait == 0, 4.0, 0.2)] = 30
            sheep = np.bincount(place["sheep"], minlength=size)
            go("wolf", (sheep > 0).astype(float))
            eaten = feed("wolf", sheep > 0, 12.0, 0.02)
            gone = np.flatnonzero(np.isin(place["sheep"], eaten))
            gone = gone[np.unique(place["sheep"][gone], return_index=True)[1]]
            place["sheep"], energy["sheep"] = np.delete(place["sheep"], gone), np.delete(energy["sheep"], gone)
            np.maximum(wait - 1, 0, out=wait)
            counts.append((len(place["sheep"]), len(place["wolf"]), (wait == 0).mean()))

    return run
