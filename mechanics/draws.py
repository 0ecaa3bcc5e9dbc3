"""The draw contract: every random number of a run is a pure function of its address, forever.

`word = philox4x64_10(counter=(index // 4 + 1, step, site, visit), key=(seed, replicate))[index % 4]`, and the
uniform is `u = (word >> 11) * 2**-53`. The site's word is hashed from its text; index is the agent's id, the cell's
number, the pick's number, or 0; visit counts how often this index reached this site in this step. No draw depends
on another, so nothing has to be remembered between steps.

`Draws` stands alone (NumPy and math): programs that are exported carry a copy of it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

import numpy as np


class Numbered(Protocol):
    """Whoever has a number within its kind."""

    @property
    def id(self) -> int:
        """The number."""


Member = TypeVar("Member", bound=Numbered)


class Draws:
    """Random numbers by address: site, step, index and visit, under a seed and a replicate (NumPy's Philox 4x64-10)."""

    def __init__(self, seed: int, replicate: int = 0) -> None:
        self._philox = np.random.Philox(key=np.array([seed, replicate], dtype=np.uint64))
        self._generator = np.random.Generator(self._philox)
        self._at_rest = self._philox.state
        self._counter = self._at_rest["state"]["counter"]
        self._sites: dict[str, int] = {}
        self.begin(0)

    def begin(self, step: int) -> None:
        """Go on to this step; nobody has drawn in it yet."""
        self.step = step
        self._uniforms: dict[tuple[str, int, int], list[float]] = {}
        self._words: dict[tuple[str, int, int], list[int]] = {}
        self._visits: dict[tuple[str, int], int] = {}

    def _seek(self, site: str, index: int, visit: int) -> None:
        """Put the generator just before the word of this address; index is a multiple of 4."""
        if site not in self._sites:
            self._sites[site] = int.from_bytes(hashlib.sha256(site.encode()).digest()[:8], "little")
        counter = self._counter
        counter[0], counter[1], counter[2], counter[3] = index >> 2, self.step, self._sites[site], visit
        self._philox.state = self._at_rest

    def visit(self, site: str, index: int) -> int:
        """How often this index has reached this site in this step; counts this time in."""
        visit = self._visits.get((site, index), 0)
        self._visits[site, index] = visit + 1
        return visit

    def uniform01(self, site: str, index: int, visit: int = 0) -> float:
        """One uniform number in [0, 1). Neighbouring indices are drawn in one block, since they often follow."""
        bits = 8 if visit < 64 else 2
        block = self._uniforms.get((site, index >> bits, visit))
        if block is None:
            self._seek(site, index >> bits << bits, visit)
            block = self._uniforms[site, index >> bits, visit] = self._generator.random(1 << bits).tolist()
        return block[index & (1 << bits) - 1]

    def block(self, site: str, index: int) -> list[float]:
        """The uniform numbers of 256 neighbours from this index on, a multiple of 256, at their first visit."""
        self._seek(site, index, 0)
        block: list[float] = self._generator.random(256).tolist()
        return block

    def word(self, site: str, index: int, visit: int = 0) -> int:
        """One whole 64-bit word."""
        bits = 8 if visit < 64 else 2
        block = self._words.get((site, index >> bits, visit))
        if block is None:
            self._seek(site, index >> bits << bits, visit)
            block = self._words[site, index >> bits, visit] = self._philox.random_raw(1 << bits).tolist()
        return block[index & (1 << bits) - 1]

    def chance(self, p: float, site: str, index: int, visit: int = 0) -> bool:
        """True with probability p; below 0 never, above 1 always."""
        return self.uniform01(site, index, visit) < p

    def uniform(self, a: float, b: float, site: str, index: int, visit: int = 0) -> float:
        """A number between a and b."""
        return a + (b - a) * self.uniform01(site, index, visit)

    def randint(self, a: int, b: int, site: str, index: int, visit: int = 0) -> int:
        """An integer from a to b, both included.

        Raises ValueError where b is below a, OverflowError where there are more of them than 64 bits can count.
        """
        if b < a:
            raise ValueError("randint ends below its start")
        if b - a >= 2**63 - 1:
            raise OverflowError("randint ranges over more than 64 bits")
        return min(b, a + int(self.uniform01(site, index, visit) * (b - a + 1)))

    def exponential(self, mean: float, site: str, index: int, visit: int = 0) -> float:
        """A waiting time of this mean. Raises ValueError for a mean below 0."""
        if mean < 0.0:
            raise ValueError("the mean of exponential is below 0")
        return -math.log(1.0 - self.uniform01(site, index, visit)) * mean

    def normal(self, mean: float, sd: float, site: str, index: int, visit: int = 0) -> float:
        """A normal number, by the inverse of its distribution; u = 0 is taken as 2**-54.

        Raises ValueError for a standard deviation below 0.
        """
        if sd < 0.0:
            raise ValueError("a standard deviation is below 0")
        return mean + sd * inverse_normal(self.uniform01(site, index, visit) or 2.0**-54)

    def poisson(self, mean: float, site: str, index: int) -> int:
        """A count of this mean, by sequential inversion; one draw (and visit) for each 500 of the mean.

        Raises ValueError for a mean that is not a number from 0 to a million.
        """
        if not 0.0 <= mean <= 1e6:
            raise ValueError("the mean of poisson is below 0 or too large")
        count = 0
        while True:
            part = min(mean, 500.0)
            u = self.uniform01(site, index, self.visit(site, index))
            k, p = 0, math.exp(-part)
            below = p
            while u >= below and (p > 0.0 or k < part):
                k += 1
                p = p * part / k
                below += p
            count += k
            mean -= part
            if mean <= 0.0:
                return count

    def order(self, site: str) -> Callable[[Member], int]:
        """The key of a random order: one word for each member. Members by id that are sorted by it keep ties by id."""
        return lambda member: self.word(site, member.id)

    def picks(self, site: str, members: Iterable[Member]) -> Iterator[tuple[int, Member]]:
        """As many turns as there are members: the number of each, and the member picked at random that takes it."""
        everyone = list(members)
        for turn in range(len(everyone)):
            yield turn, everyone[int(self.uniform01(site, turn) * len(everyone))]


def inverse_normal(u: float) -> float:
    """The number below which a standard normal falls with probability u (Wichura 1988, algorithm AS 241, PPND16)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return ratio(NORMAL_CENTRE, 0.180625 - q * q, q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    z = ratio(NORMAL_TAIL, r - 1.6) if r <= 5.0 else ratio(NORMAL_FAR_TAIL, r - 5.0)
    return -z if q < 0.0 else z


def ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: float, factor: float = 1.0) -> float:
    """The quotient of two polynomials, the first times a factor; coefficients are given from the highest power down."""
    over = under = 0.0
    for c, d in zip(*coefficients, strict=True):
        over = over * x + c
        under = under * x + d
    return over * factor / under


NORMAL_CENTRE = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
NORMAL_TAIL = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
NORMAL_FAR_TAIL = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)
