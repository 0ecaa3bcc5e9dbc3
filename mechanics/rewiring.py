"""Networks rewired at random, everyone keeping as many links as before: what is left is what the degrees alone do.

Pairs of links swap their ends, and keep them where no link comes to stand twice or to join someone with themselves
(Maslov & Sneppen 2002). In each round all links are paired, so that a few dozen rounds forget the old network.
`RewiredEngine` runs any program so: give it to an experiment in the place of the engine that it wraps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.emit.facts import networks
from sobremesa.mechanics.engine import Engine, LeverValue, Pause, Series, Snapshot, unpaused
from sobremesa.mechanics.ir import Network, Program

ROUNDS = 40
"""Each puts every link up for a swap once. Ten swaps a link are held to be enough (Milo et al. 2003)."""

Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RewiredEngine:
    """Runs programs on networks that are rewired after setup, before anybody acts."""

    engine: Engine

    @property
    def name(self) -> str:
        """The word of the engine that runs."""
        return self.engine.name

    def batch(self, program: Program, arm: Arm) -> int:
        """How many replicates are best run at a time."""
        return self.engine.batch(program, arm)

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        """Set the model up and rewire it: a snapshot at step 0."""
        return rewired(program, self.engine.start(program, arm, seed, replicates, pause=pause))

    def advance(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        """Run `steps` further steps."""
        return self.engine.advance(program, snapshot, steps, levers, pause=pause)


def rewired(program: Program, snapshot: Snapshot) -> Snapshot:
    """The snapshot with all its networks rewired; seed and replicate name one rewiring.

    What a network's links carry goes to other links. The same snapshot where there is no network.
    """
    columns = dict(snapshot.columns)
    for number, network in enumerate(networks(program)):
        key = network.layer or "space"
        degrees, others = columns[f"{key}.degree"].astype(np.int64), columns[f"{key}.neighbors"].astype(np.int64)
        ids, rows = columns[f"{network.of}.id"].astype(np.int64), columns[f"{network.of}.rows"]
        parts, agent, link = [], 0, 0
        for replicate, count in zip(snapshot.replicates, rows.tolist(), strict=True):
            own = slice(agent, agent + count)
            links = int(degrees[own].sum())
            source = np.random.Philox(key=np.array([snapshot.seed, replicate], np.uint64), counter=[0, 0, 0, number])
            chance = np.random.Generator(source)
            parts.append(_rewired(network, ids[own], degrees[own], others[link : link + links], chance))
            agent, link = agent + count, link + links
        columns[f"{key}.neighbors"] = np.concatenate([others[:0], *parts]).astype(np.uint32)
    return replace(snapshot, columns=columns)


def _rewired(
    network: Network, ids: Pairs, degrees: Pairs, others: Pairs, chance: np.random.Generator
) -> NDArray[np.int64]:
    """The neighbours' ids of one replicate, in the order of snapshots."""
    ends = np.stack([np.repeat(ids, degrees), others], axis=1)
    links = ends if network.directed else ends[ends[:, 0] < ends[:, 1]]
    links = swapped(links, chance, directed=network.directed)
    both = links if network.directed else np.concatenate([links, links[:, ::-1]])
    found: NDArray[np.int64] = both[np.lexsort((both[:, 1], both[:, 0])), 1]
    return found


def swapped(links: Pairs, chance: np.random.Generator, *, directed: bool) -> Pairs:
    """Links (m, 2) with their ends swapped at random; each number stands as often as before (directed: at each end)."""
    for _ in range(ROUNDS):
        order = np.argsort(chance.random(len(links)))
        first, second = order[: len(links) // 2], order[len(links) // 2 : len(links) // 2 * 2]
        a, b = links[first].T
        c, d = links[second].T
        if not directed:
            turned = chance.random(len(first)) < 0.5
            c, d = np.where(turned, d, c), np.where(turned, c, d)
        one, two = _keys(a, d, directed), _keys(c, b, directed)
        made, times = np.unique(np.concatenate([one, two]), return_counts=True)
        taken = np.concatenate([made[times > 1], _keys(links[:, 0], links[:, 1], directed)])
        fine = (a != d) & (c != b) & ~np.isin(one, taken) & ~np.isin(two, taken)
        links = links.copy()
        links[first[fine]] = np.stack([a, d], axis=1)[fine]
        links[second[fine]] = np.stack([c, b], axis=1)[fine]
    return links if directed else np.sort(links, axis=1)


def _keys(a: Pairs, b: Pairs, directed: bool) -> Pairs:
    """One number for each link; of an undirected one the same from both ends."""
    low, high = (a, b) if directed else (np.minimum(a, b), np.maximum(a, b))
    return low << 32 | high
