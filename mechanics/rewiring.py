"""Networks rewired at random, everyone keeping as many links as before: what is left is what the degrees alone do.

Pairs of links swap their ends, and keep them where no link comes to stand twice or to join someone with themselves
(Maslov & Sneppen 2002). In each round all links are paired, so that a few rounds forget the old network.
`RewiredEngine` runs any program so: give it to an experiment in the place of the engine that it wraps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sobremesa.mechanics.column_names import degree_of, neighbors_of, rows_of
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine, LeverValue, Pause, Series, Snapshot, unpaused
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.ir.facts import networks

ROUNDS = 20
"""Each puts every link up for a swap once, and most are made. Ten a link are held to be enough (Milo et al. 2003)."""

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
        degrees = columns[degree_of(network.layer)].astype(np.int64)
        ids, rows = columns[f"{network.of}.id"].astype(np.int64), columns[rows_of(network.of)].astype(np.int64)
        owner = np.repeat(np.arange(len(ids)), degrees)
        replicate = np.repeat(np.arange(len(rows)), rows)
        other = _places(ids, replicate, columns[neighbors_of(network.layer)].astype(np.int64), replicate[owner])
        once = np.ones(len(owner), np.bool_) if network.directed else owner < other
        links = np.stack([owner, other], axis=1)[once]
        chances = [_chance(snapshot.seed, index, number) for index in snapshot.replicates]
        sizes = np.bincount(replicate[links[:, 0]], minlength=len(rows)) if len(links) else rows * 0
        links = swapped(links, sizes, chances, directed=network.directed)
        both = links if network.directed else np.concatenate([links, links[:, ::-1]])
        ordered = both[np.lexsort((both[:, 1], both[:, 0])), 1]
        columns[neighbors_of(network.layer)] = ids[ordered].astype(np.uint32)
    return replace(snapshot, columns=columns)


def swapped(links: Pairs, sizes: Pairs, chances: Sequence[Generator], *, directed: bool) -> Pairs:
    """Links (m, 2) with their ends swapped at random; each number stands as often as before (directed: at each end).

    `sizes` says how many belong together, one after another, and swap only among themselves; each such group has its
    own random numbers.
    """
    starts = np.cumsum(sizes) - sizes
    pairs = sizes // 2
    within = np.arange(int(pairs.sum())) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    first = np.repeat(starts, pairs) + within
    second = first + np.repeat(pairs, pairs)
    for _ in range(ROUNDS):
        order = [np.argsort(chance.random(size)) for chance, size in zip(chances, sizes.tolist(), strict=True)]
        links = links[np.concatenate([np.zeros(0, np.int64), *order]) + np.repeat(starts, sizes)]
        (a, b), (c, d) = links[first].T, links[second].T
        if not directed:
            halves = [chance.random(size) for chance, size in zip(chances, pairs.tolist(), strict=True)]
            turned = np.concatenate([np.zeros(0), *halves]) < 0.5
            c, d = np.where(turned, d, c), np.where(turned, c, d)
        keys = np.concatenate([_keys(a, d, directed), _keys(c, b, directed), _keys(links[:, 0], links[:, 1], directed)])
        _, which, times = np.unique(keys, return_inverse=True, return_counts=True)
        new = times[which[: 2 * len(first)]] == 1
        fine = (a != d) & (c != b) & new[: len(first)] & new[len(first) :]
        links[first[fine]] = np.stack([a, d], axis=1)[fine]
        links[second[fine]] = np.stack([c, b], axis=1)[fine]
    return links if directed else np.sort(links, axis=1)


def _keys(a: Pairs, b: Pairs, directed: bool) -> Pairs:
    """One number for each link; of an undirected one the same from both ends."""
    low, high = (a, b) if directed else (np.minimum(a, b), np.maximum(a, b))
    return low << 32 | high


def _places(ids: Pairs, of: Pairs, wanted: Pairs, among: Pairs) -> Pairs:
    """Where the agents with the ids `wanted` stand: `of` and `among` say in which replicate each is."""
    found: Pairs = np.searchsorted(of << 40 | ids, among << 40 | wanted)
    return found


def _chance(seed: int, replicate: int, number: int) -> Generator:
    key, counter = np.array([seed, replicate], dtype=np.uint64), np.array([0, 0, 0, number], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))
