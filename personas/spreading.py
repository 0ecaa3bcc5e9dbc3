"""Points spread over a space of people: a Latin hypercube, the most even of several.

Each dimension is cut into as many strata as there are points, and each stratum holds one: so every quota of a dimension
is met to the unit, whatever the others ask (McKay, Beckman & Conover 1979). Of several hypercubes the one is taken
in which groups go together least, and which is then the most even by its centred L2 discrepancy (Hickernell 1998).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate, combinations, product
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TRIED = 256
"""How many hypercubes the most even one is taken of."""


def spread(dimensions: Mapping[str, Sequence[int]], size: int, seed: str) -> dict[str, list[int]]:
    """For each dimension by name, the stratum (0 to size - 1) of each point; a pure function of its arguments.

    A dimension may fall into groups, whose sizes add up to `size`, in the order of the strata; () where it does not.
    """
    import numpy as np

    cubes = [{name: _permuted(f"{seed}/{tried}/{name}", size) for name in dimensions} for tried in range(TRIED)]
    grouped = {name: sizes for name, sizes in dimensions.items() if len(sizes) > 1}
    together = [round(association(cube, grouped), 9) for cube in cubes]
    apart = [cube for cube, far in zip(cubes, together, strict=True) if far == min(together)]
    points = [(np.array(list(cube.values()), dtype=float).T + 0.5) / size for cube in apart]
    evenness = [round(discrepancy(of_cube), 12) for of_cube in points]
    return apart[evenness.index(min(evenness))]


def group_of(stratum: int, sizes: Sequence[int]) -> int:
    """The group that a stratum falls into."""
    return bisect_right(list(accumulate(sizes)), stratum)


def association(cube: Mapping[str, Sequence[int]], grouped: Mapping[str, Sequence[int]]) -> float:
    """How far the groups of any two dimensions go together: the sum of Pearson's chi-squared over all pairs."""
    size = sum(next(iter(grouped.values()), ()))
    groups = {name: [group for group, of in enumerate(sizes) for _ in range(of)] for name, sizes in grouped.items()}
    fallen = {name: [groups[name][stratum] for stratum in cube[name]] for name in grouped}
    total = 0.0
    for one, other in combinations(grouped, 2):
        found = Counter(zip(fallen[one], fallen[other], strict=True))
        for (a, in_one), (b, in_other) in product(enumerate(grouped[one]), enumerate(grouped[other])):
            expected = in_one * in_other / size
            total += (found[a, b] - expected) ** 2 / expected if expected else 0.0
    return total


def _permuted(address: str, size: int) -> list[int]:
    strata = list(range(size))
    Random(address).shuffle(strata)
    return strata


def discrepancy(points: NDArray[np.float64]) -> float:
    """The squared centred L2 discrepancy of points (n × d) in the unit cube; less is more even."""
    import numpy as np

    n, d = points.shape
    off = np.abs(points - 0.5)
    single = np.prod(1 + off / 2 - off**2 / 2, axis=1).sum()
    apart = np.abs(points[:, None, :] - points[None, :, :])
    pairs = np.prod(1 + off[:, None, :] / 2 + off[None, :, :] / 2 - apart / 2, axis=2).sum()
    return float((13 / 12) ** d - 2 / n * single + pairs / n**2)
