"""Small worlds and hubs: Watts & Strogatz's and Barabási & Albert's networks, as `mechanics.networks` draws them.

Links are pairs (see `neighbours`).
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.philox import as_uniform, philox_block, philox_fill, philox_word
from sobremesa.mechanics.kernel.supporting.words import I64s, U32s, U64s, raised, u64, unsigned

NOBODY = 2**32 - 1
STRIP = 1024
REMEMBERED = 64
WORDS = 4 * REMEMBERED


def link_small_world(
    n: int,
    half: int,
    p: float,
    ends: U32s,
    degrees: U32s,
    cancel: I64s,
    stay: u64,
    go: u64,
    seed: u64,
    replicate: u64,
) -> None:
    """A ring in which each link is moved with probability p to someone at random.

    Agent a owns `half` links, whose other ends are `ends[a * half:(a + 1) * half]`; a link that has come to nothing, or
    that another owns too, is NOBODY. `stay` and `go` are the two sites. Nothing more is done once `cancel` is raised.
    """
    _begin_ring(n, half, ends, degrees)
    words: U64s = [0] * STRIP
    link = 0
    for j in range(1, half + 1):
        for a in range(n):
            place = link & (STRIP - 1)
            if place == 0:
                if raised(cancel):
                    return
                philox_fill(words, unsigned((link >> 2) + 1), STRIP >> 2, 0, stay, 0, seed, replicate)
            if as_uniform(words[place]) < p:
                b = a + j
                while b >= n:
                    b -= n
                _move(n, half, ends, degrees, a, b, j - 1, link, go, seed, replicate)
            link += 1


def _begin_ring(n: int, half: int, ends: U32s, degrees: U32s) -> None:
    for i in range(n * half):
        ends[i] = NOBODY
    for a in range(n):
        degrees[a] = 0
    for j in range(1, half + 1):
        for a in range(n):
            b = (a + j) % n
            if b != a and (2 * half < n or owned(ends, half, a, b) == NOBODY):
                ends[a * half + j - 1] = b
                degrees[a] += 1
                degrees[b] += 1


def owned(ends: U32s, half: int, a: int, b: int) -> int:
    """Where the link of two agents is kept, whoever owns it; NOBODY where there is none."""
    for i in range(a * half, (a + 1) * half):
        if ends[i] == b:
            return i
    for i in range(b * half, (b + 1) * half):
        if ends[i] == a:
            return i
    return NOBODY


def _move(
    n: int,
    half: int,
    ends: U32s,
    degrees: U32s,
    a: int,
    b: int,
    j: int,
    link: int,
    site: u64,
    seed: u64,
    replicate: u64,
) -> None:
    """Link a with someone at random instead of b."""
    kept = owned(ends, half, a, b)
    if kept == NOBODY or degrees[a] >= n - 1:
        return
    block, lane = unsigned((link >> 2) + 1), unsigned(link & 3)
    c = a
    tried: u64 = 0
    while c == a or owned(ends, half, a, c) != NOBODY:
        c = int(as_uniform(philox_word(block, 0, site, tried, seed, replicate, lane)) * float(n))
        tried += 1
    ends[kept] = NOBODY
    ends[a * half + j] = c
    degrees[b] -= 1
    degrees[c] += 1


def pairs_of_owners(n: int, half: int, ends: U32s, pairs: U32s) -> int:
    """The links as pairs; gives their number."""
    links = 0
    for a in range(n):
        for i in range(a * half, (a + 1) * half):
            b = ends[i]
            if b != NOBODY:
                pairs[2 * links] = min(a, b)
                pairs[2 * links + 1] = max(a, b)
                links += 1
    return links


def link_by_links(n: int, m: int, pairs: U32s, chosen: U32s, cancel: I64s, site: u64, seed: u64, replicate: u64) -> int:
    """Each newcomer with m others, by their links; the first m + 1 are a star. Gives the number of links.

    `chosen` has room for m numbers. It ends early once `cancel` is raised.
    """
    words: U64s = [0] * WORDS
    four: U64s = [0] * 4
    known: U64s = [0] * REMEMBERED
    links = 0
    for b in range(1, m + 1):
        pairs[2 * links] = 0
        pairs[2 * links + 1] = b
        links += 1
    for newcomer in range(m + 1, n):
        if newcomer & (STRIP - 1) == 0 and raised(cancel):
            return links
        block, lane = unsigned((newcomer >> 2) + 1), newcomer & 3
        whole = float(2 * links)
        found = 0
        tried = 0
        while found < m:
            if tried < REMEMBERED:
                if known[tried] != block:
                    known[tried] = block
                    philox_block(four, block, 0, site, unsigned(tried), seed, replicate)
                    for i in range(4):
                        words[4 * tried + i] = four[i]
                word = words[4 * tried + lane]
            else:
                word = philox_word(block, 0, site, unsigned(tried), seed, replicate, unsigned(lane))
            other = pairs[int(as_uniform(word) * whole)]
            tried += 1
            if not _among(other, chosen, found):
                chosen[found] = other
                found += 1
        for i in range(m):
            pairs[2 * links] = chosen[i]
            pairs[2 * links + 1] = newcomer
            links += 1
    return links


def _among(other: int, chosen: U32s, found: int) -> bool:
    for i in range(found):
        if chosen[i] == other:
            return True
    return False
