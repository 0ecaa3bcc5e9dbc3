"""Networks by address: each generator draws from Philox at its own sites, so seed and replicate name one network.

A generator gives links as pairs (a, b) of agent numbers: each undirected link once, with a < b. `rows` turns them
into neighbours sorted by number, `csr` into two arrays. `site` is `network:<layer or space>.<generator>`.
The functions stand alone (NumPy and math): programs that are exported carry a copy of the one they use.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.draws import Draws

Links = list[tuple[int, int]]


def complete(n: int) -> Links:
    """Everyone is linked with everyone."""
    return [(a, b) for a in range(n) for b in range(a + 1, n)]


def ring(n: int, k: int) -> Links:
    """Everyone stands in a circle and is linked with the k nearest, k // 2 on each side."""
    links = {(min(a, (a + j) % n), max(a, (a + j) % n)) for j in range(1, k // 2 + 1) for a in range(n)}
    return sorted(link for link in links if link[0] != link[1])


def lattice(width: int, height: int, torus: bool) -> Links:
    """Everyone stands on a crossing of a chessboard, row by row, and is linked with the nearest four."""
    links = set()
    for y in range(height):
        for x in range(width):
            for right, down in ((x + 1, y), (x, y + 1)):
                if torus or (right < width and down < height):
                    a, b = y * width + x, down % height * width + right % width
                    links.add((min(a, b), max(a, b)))
    return sorted(link for link in links if link[0] != link[1])


def erdos_renyi(n: int, p: float, directed: bool, draws: Draws, site: str) -> Links:
    """Each pair is linked with probability p (Gilbert 1959), by skipping (Batagelj & Brandes 2005)."""
    if directed:
        chosen = chosen_pairs(n * (n - 1), p, draws, f"{site}#0", 0)
        return [(k // (n - 1), k % (n - 1) + (k % (n - 1) >= k // (n - 1))) for k in chosen]
    return [pair_below(k) for k in chosen_pairs(n * (n - 1) // 2, p, draws, f"{site}#0", 0)]


def stochastic_block(groups: Sequence[int], p_in: float, p_out: float, draws: Draws, site: str) -> Links:
    """A pair of one group is linked with probability p_in, any other with p_out (Holland et al. 1983)."""
    members: dict[int, list[int]] = {}
    for agent, group in enumerate(groups):
        members.setdefault(group, []).append(agent)
    blocks = [members[group] for group in sorted(members)]
    links = []
    for i, block in enumerate(blocks):
        pairs = chosen_pairs(len(block) * (len(block) - 1) // 2, p_in, draws, f"{site}#0", i)
        links += [(block[a], block[b]) for a, b in map(pair_below, pairs)]
        for j in range(i):
            other, visit = blocks[j], i * (i - 1) // 2 + j
            for k in chosen_pairs(len(block) * len(other), p_out, draws, f"{site}#1", visit):
                links.append((block[k // len(other)], other[k % len(other)]))
    return sorted((min(link), max(link)) for link in links)


def chosen_pairs(count: int, p: float, draws: Draws, site: str, visit: int) -> Iterator[int]:
    """Each of 0 .. count - 1 with probability p, ascending: the gaps are geometric, one draw a gap."""
    if p <= 0.0:
        return
    position, drawn = -1, 0
    while True:
        gap = 0.0 if p >= 1.0 else math.log(1.0 - draws.uniform01(site, drawn, visit)) / math.log1p(-p)
        drawn += 1
        if gap >= count - position:
            return
        position += 1 + int(gap)
        if position >= count:
            return
        yield position


def pair_below(k: int) -> tuple[int, int]:
    """The k-th of the pairs (0, 1), (0, 2), (1, 2), (0, 3), …"""
    b = (1 + math.isqrt(1 + 8 * k)) // 2
    return k - b * (b - 1) // 2, b


def random_regular(n: int, degree: int, draws: Draws, site: str) -> Links:
    """Everyone has `degree` links, all such networks nearly alike in chance (Steger & Wormald 1999).

    Raises ValueError where there is none: n * degree odd, or degree not below n.
    """
    if n * degree % 2 or not 0 <= degree < max(n, 1):
        raise ValueError(f"there is no network of {n} agents with {degree} links each")
    if 2 * degree > n - 1:  # nearly complete: random pairing would hardly ever end, and what is left out is as random
        absent = set(random_regular(n, n - 1 - degree, draws, site))
        return [link for link in complete(n) if link not in absent]
    attempt = 0
    while True:
        links: set[tuple[int, int]] = set()
        ends = [agent for agent in range(n) for _ in range(degree)]
        while ends:
            words = [draws.word(f"{site}#0", i, attempt) for i in range(len(ends))]
            attempt += 1
            ends = [ends[i] for i in sorted(range(len(ends)), key=words.__getitem__)]
            left = []
            for a, b in zip(ends[::2], ends[1::2], strict=True):
                link = (min(a, b), max(a, b))
                if a == b or link in links:
                    left += [a, b]
                else:
                    links.add(link)
            stuck = all(a == b or (min(a, b), max(a, b)) in links for a in set(left) for b in set(left))
            if left and stuck:
                break
            ends = sorted(left)
        else:
            return sorted(links)


def watts_strogatz(n: int, k: int, p: float, draws: Draws, site: str) -> Links:
    """A ring of k neighbours, each link moved to someone at random with probability p (Watts & Strogatz 1998)."""
    near: list[set[int]] = [set() for _ in range(n)]
    for a, b in ring(n, k):
        near[a].add(b)
        near[b].add(a)
    for j in range(1, k // 2 + 1):
        for a in range(n):
            b, link = (a + j) % n, (j - 1) * n + a
            if b not in near[a] or len(near[a]) >= n - 1 or draws.uniform01(f"{site}#0", link) >= p:
                continue
            tried, c = 0, a
            while c == a or c in near[a]:
                c = int(draws.uniform01(f"{site}#1", link, tried) * n)
                tried += 1
            near[a].remove(b)
            near[b].remove(a)
            near[a].add(c)
            near[c].add(a)
    return [(a, b) for a in range(n) for b in sorted(near[a]) if a < b]


def barabasi_albert(n: int, m: int, draws: Draws, site: str) -> Links:
    """Newcomers link with m others, by their links (Barabási & Albert 1999); the first m + 1 are a star.

    Raises ValueError unless 1 <= m < n.
    """
    if not 1 <= m < n:
        raise ValueError(f"{m} links for each newcomer need more than {m} agents; there are {n}")
    links = [(0, b) for b in range(1, m + 1)]
    ends = [agent for link in links for agent in link]
    for newcomer in range(m + 1, n):
        chosen: list[int] = []
        tried = 0
        while len(chosen) < m:
            other = ends[int(draws.uniform01(f"{site}#0", newcomer, tried) * len(ends))]
            tried += 1
            if other not in chosen:
                chosen.append(other)
        for other in chosen:
            links.append((other, newcomer))
            ends += [other, newcomer]
    return sorted(links)


def rows(n: int, links: Iterable[tuple[int, int]], directed: bool = False) -> list[list[int]]:
    """Everyone's neighbours, sorted; of a directed network, those that each one points to."""
    near: list[set[int]] = [set() for _ in range(n)]
    for a, b in links:
        near[a].add(b)
        if not directed:
            near[b].add(a)
    return [sorted(row) for row in near]


def csr(neighbours: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Rows as two arrays: agent a's neighbours are `indices[indptr[a]:indptr[a + 1]]`."""
    indptr = np.zeros(len(neighbours) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in neighbours], out=indptr[1:])
    indices = np.fromiter((b for row in neighbours for b in row), dtype=np.uint32, count=int(indptr[-1]))
    return indptr, indices
