"""Networks in which each pair is linked by chance: Erdős–Rényi's, and blocks; as `mechanics.networks` draws them.

Links are pairs (see `neighbours`). As many are written as there is `room` for; the number that there are is given. All
end early once `cancel` is raised.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.philox import as_uniform, philox_fill
from sobremesa.mechanics.kernel.supporting.words import I64s, U32s, U64s, log, log1p, raised, u64, unsigned

STRIP = 1024
DONE = -1


def next_chosen(
    position: int,
    count: int,
    scale: float,
    drawn: int,
    words: U64s,
    cancel: I64s,
    site: u64,
    visit: u64,
    seed: u64,
    replicate: u64,
) -> int:
    """The next of 0 .. count - 1 that is chosen, or DONE: the gaps are geometric (Batagelj & Brandes 2005).

    `scale` is log(1 - p), 0 where p is 1; `drawn` counts the gaps, `words` holds STRIP words of them.
    """
    place = drawn & (STRIP - 1)
    if place == 0:
        if raised(cancel):
            return DONE
        philox_fill(words, unsigned((drawn >> 2) + 1), STRIP >> 2, 0, site, visit, seed, replicate)
    gap = log(1.0 - as_uniform(words[place])) / scale if scale != 0.0 else 0.0
    if gap >= float(count - position):
        return DONE
    position += 1 + int(gap)
    return position if position < count else DONE


def scale_of(p: float) -> float:
    """What the logarithm of a uniform number is divided by, for a geometric gap."""
    return 0.0 if p >= 1.0 else log1p(-p)


def link_by_chance(
    n: int, p: float, directed: int, pairs: U32s, room: int, cancel: I64s, site: u64, seed: u64, replicate: u64
) -> int:
    """Each pair with probability p. Of a directed network, each pair in either direction."""
    if p <= 0.0:
        return 0
    words: U64s = [0] * STRIP
    scale = scale_of(p)
    count = n * (n - 1) if directed != 0 else n * (n - 1) >> 1
    links = 0
    row = 0
    begin = 0
    width = n - 1 if directed != 0 else 0
    position = next_chosen(-1, count, scale, 0, words, cancel, site, 0, seed, replicate)
    while position != DONE:
        while position >= begin + width:
            begin += width
            row += 1
            if directed == 0:
                width = row
        if links < room:
            other = position - begin
            if directed != 0:
                pairs[2 * links] = row
                pairs[2 * links + 1] = other + 1 if other >= row else other
            else:
                pairs[2 * links] = other
                pairs[2 * links + 1] = row
        links += 1
        position = next_chosen(position, count, scale, links, words, cancel, site, 0, seed, replicate)
    return links


def link_blocks(
    members: I64s,
    starts: I64s,
    blocks: int,
    p_in: float,
    p_out: float,
    pairs: U32s,
    room: int,
    cancel: I64s,
    inner: u64,
    outer: u64,
    seed: u64,
    replicate: u64,
) -> int:
    """A pair of one block with probability p_in, any other with p_out.

    Block i holds `members[starts[i]:starts[i + 1]]`. `inner` and `outer` are the two sites.
    """
    links = 0
    for i in range(blocks):
        links = _within(
            members, starts[i], starts[i + 1], p_in, pairs, links, room, cancel, inner, unsigned(i), seed, replicate
        )
        for j in range(i):
            visit = unsigned((i * (i - 1) >> 1) + j)
            links = _between(members, starts, i, j, p_out, pairs, links, room, cancel, outer, visit, seed, replicate)
    return links


def _within(
    members: I64s,
    first: int,
    last: int,
    p: float,
    pairs: U32s,
    links: int,
    room: int,
    cancel: I64s,
    site: u64,
    visit: u64,
    seed: u64,
    replicate: u64,
) -> int:
    if p <= 0.0:
        return links
    words: U64s = [0] * STRIP
    scale = scale_of(p)
    count = (last - first) * (last - first - 1) >> 1
    drawn = 0
    row = 0
    begin = 0
    position = next_chosen(-1, count, scale, drawn, words, cancel, site, visit, seed, replicate)
    while position != DONE:
        while position >= begin + row:
            begin += row
            row += 1
        if links < room:
            pairs[2 * links] = members[first + position - begin]
            pairs[2 * links + 1] = members[first + row]
        links += 1
        drawn += 1
        position = next_chosen(position, count, scale, drawn, words, cancel, site, visit, seed, replicate)
    return links


def _between(
    members: I64s,
    starts: I64s,
    i: int,
    j: int,
    p: float,
    pairs: U32s,
    links: int,
    room: int,
    cancel: I64s,
    site: u64,
    visit: u64,
    seed: u64,
    replicate: u64,
) -> int:
    if p <= 0.0:
        return links
    words: U64s = [0] * STRIP
    scale = scale_of(p)
    width = starts[j + 1] - starts[j]
    count = (starts[i + 1] - starts[i]) * width
    drawn = 0
    row = 0
    begin = 0
    position = next_chosen(-1, count, scale, drawn, words, cancel, site, visit, seed, replicate)
    while position != DONE:
        while position >= begin + width:
            begin += width
            row += 1
        if links < room:
            a = members[starts[i] + row]
            b = members[starts[j] + position - begin]
            pairs[2 * links] = min(a, b)
            pairs[2 * links + 1] = max(a, b)
        links += 1
        drawn += 1
        position = next_chosen(position, count, scale, drawn, words, cancel, site, visit, seed, replicate)
    return links
