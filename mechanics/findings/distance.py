"""How far a condition spreads from those who met it first: in links of the network, or cells of the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.findings.states import Life, links

Mask = NDArray[np.bool_]
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Spread:
    """The largest distance from the first, and the steps from then until someone so far away met the condition."""

    reach: float
    steps: int


def spread_over(space: ir.Program, kind: str, life: Life, met: Sequence[Mask]) -> Spread | None:
    """How far it came in one replicate; None where nobody met it, agents came or went, or there is no network.

    Distances are those of the network when the first met it.
    """
    moments = [moment for moment, mask in enumerate(met) if mask.any()]
    network = next((n for n in (space.space, *space.layers) if isinstance(n, ir.Network) and n.of == kind), None)
    ids = [state.columns[f"{kind}.id"] for state in life]
    if not moments or network is None or any(not np.array_equal(ids[0], each) for each in ids):
        return None
    first = moments[0]
    away = distances(links(life[first], network), met[first])
    reach, at = 0, first
    for moment in moments[1:]:
        furthest = int(away[met[moment]].max(initial=0))
        if furthest > reach:
            reach, at = furthest, moment
    return Spread(float(reach), life[at].step - life[first].step)


def distances(ends: NDArray[np.int64], seeds: Mask) -> NDArray[np.int64]:
    """Links from the nearest seed, shape (agents,); -1 where there is no way. `ends` is (m, 2), from and to."""
    away = np.where(seeds, 0, NOWHERE)
    front, far = seeds, 0
    while front.any():
        far += 1
        reached = np.zeros(len(seeds), dtype=np.bool_)
        reached[ends[front[ends[:, 0]], 1]] = True
        front = reached & (away == NOWHERE)
        away[front] = far
    return away
