"""Random numbers by address, each from a NumPy generator of its own (rules 8 and 11)."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from sobremesa.mechanics.draws import inverse_normal
from sobremesa.mechanics.ir import Site


class Draws:
    """Draws under one seed and replicate; counts how often an index has reached a site in this step."""

    def __init__(self, seed: int, replicate: int) -> None:
        self.key = np.array([seed, replicate], dtype=np.uint64)
        self.begin(0)

    def begin(self, step: int) -> None:
        self.step = step
        self.visits: Counter[tuple[str, int]] = Counter()

    def word(self, site: Site, index: int) -> int:
        """The next word of this index at this site."""
        visit = self.visits[site.text, index]
        self.visits[site.text, index] += 1
        counter = np.array([index // 4, self.step, site.word, visit], dtype=np.uint64)
        return int(np.random.Philox(key=self.key, counter=counter).random_raw(4)[index % 4])

    def passed(self, site: Site, index: int) -> None:
        """A choice from nobody: the site has been reached, though nothing is drawn."""
        self.visits[site.text, index] += 1

    def uniform(self, site: Site, index: int) -> float:
        return (self.word(site, index) >> 11) * 2.0**-53

    def draw(self, distribution: str, arguments: list[float], site: Site, index: int) -> float:
        """A number of a distribution."""
        if distribution == "poisson":
            if not 0.0 <= arguments[0] <= 1e6:
                raise ValueError("the mean of poisson is below 0 or too large")
            return self.poisson(arguments[0], site, index)
        if distribution == "randint" and arguments[1] < arguments[0]:
            raise ValueError("randint ends below its start")
        if distribution == "randint" and arguments[1] - arguments[0] >= 2**63 - 1:
            raise OverflowError("more than 64 bits can count")
        if distribution == "normal" and arguments[1] < 0:
            raise ValueError("a standard deviation is below 0")
        if distribution == "exponential" and arguments[0] < 0:
            raise ValueError("the mean of exponential is below 0")
        u = self.uniform(site, index)
        match distribution, arguments:
            case "chance", [p]:
                return u < p
            case "uniform", [a, b]:
                return a + (b - a) * u
            case "randint", [a, b]:
                return min(b, a + int(u * (b - a + 1)))
            case "exponential", [mean]:
                return -math.log(1.0 - u) * mean
            case "normal", [mean, sd]:
                return mean + sd * inverse_normal(u or 2.0**-54)
        raise AssertionError(distribution)

    def poisson(self, mean: float, site: Site, index: int) -> int:
        """By sequential inversion, one word for each 500 of the mean."""
        count = 0
        while True:
            part = min(mean, 500.0)
            u, k, p = self.uniform(site, index), 0, math.exp(-part)
            below = p
            while u >= below and (p > 0.0 or k < part):
                k += 1
                p = p * part / k
                below += p
            count += k
            mean -= part
            if mean <= 0.0:
                return count

    def pick(self, members: list[object], site: Site, index: int) -> object:
        return members[int(self.uniform(site, index) * len(members))]
