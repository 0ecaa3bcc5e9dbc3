"""From pairs of agents to neighbours: agent a's are `indices[indptr[a]:indptr[a + 1]]`, sorted by number.

A generator writes its links as pairs, the smaller number first: link i is `pairs[2 * i]`, `pairs[2 * i + 1]`.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import I64s, U32s, raised

STRIP = 65_536
"""After how many links and agents it looks whether to go on."""


def count_neighbours(pairs: U32s, links: int, n: int, directed: int, indptr: I64s, sources: I64s) -> None:
    """Where everyone's neighbours begin, and where those who point to each begin. Both arrays have n + 1 numbers."""
    for a in range(n + 1):
        indptr[a] = 0
        sources[a] = 0
    for i in range(links):
        a = pairs[2 * i] + 1
        b = pairs[2 * i + 1] + 1
        indptr[a] += 1
        sources[b] += 1
        if directed == 0:
            indptr[b] += 1
            sources[a] += 1
    for a in range(n):
        indptr[a + 1] += indptr[a]
        sources[a + 1] += sources[a]


def list_neighbours(
    pairs: U32s,
    links: int,
    n: int,
    directed: int,
    indptr: I64s,
    sources: I64s,
    room: U32s,
    indices: U32s,
    cancel: I64s,
) -> None:
    """Everyone's neighbours in order: who point to an agent are gathered, and told of it, agent by agent.

    `indptr` and `sources` are of `count_neighbours`; `room` and `indices` hold one number for each neighbour. Nothing
    more is done once `cancel` is raised.
    """
    for i in range(links):
        if i & (STRIP - 1) == 0 and raised(cancel):
            return
        a = pairs[2 * i]
        b = pairs[2 * i + 1]
        room[sources[b]] = a
        sources[b] += 1
        if directed == 0:
            room[sources[a]] = b
            sources[a] += 1
    k = 0
    for b in range(n):
        if b & (STRIP - 1) == 0 and raised(cancel):
            return
        while k < sources[b]:
            a = room[k]
            indices[indptr[a]] = b
            indptr[a] += 1
            k += 1
    for a in range(n, 0, -1):
        indptr[a] = indptr[a - 1]
    indptr[0] = 0
