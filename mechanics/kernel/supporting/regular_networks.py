"""Networks in which everyone has as many links (Steger & Wormald 1999), as `mechanics.networks` draws them."""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.philox import philox_fill
from sobremesa.mechanics.kernel.supporting.sorting import order_by_words
from sobremesa.mechanics.kernel.supporting.words import I64s, U32s, U64s, raised, signed, u64, unsigned


def link_regular(
    n: int,
    degree: int,
    near: U32s,
    filled: U32s,
    ends: U64s,
    words: U64s,
    places: I64s,
    room: U64s,
    more: I64s,
    cancel: I64s,
    site: u64,
    seed: u64,
    replicate: u64,
) -> None:
    """Pair the ends of links at random, again and again, until all are paired.

    Agent a's neighbours come to stand in `near[a * degree:(a + 1) * degree]`. The arrays behind `filled` (n numbers)
    have room for n * degree numbers, and 3 more. Nothing more is done once `cancel` is raised.
    """
    attempt: u64 = 0
    left = -1
    while left != 0:
        left = n * degree
        for i in range(left):
            ends[i] = unsigned(i // degree)
        for a in range(n):
            filled[a] = 0
        stuck = False
        while left > 0 and not stuck:
            if raised(cancel):
                return
            philox_fill(words, 1, (left + 3) >> 2, 0, site, attempt, seed, replicate)
            attempt += 1
            order_by_words(words, places, room, more, left)
            left = _pair(degree, near, filled, ends, places, words, left)
            stuck = left > 0 and _stuck(degree, near, filled, words, left)
            if not stuck:
                _in_order(ends, words, places, room, more, left)


def _pair(degree: int, near: U32s, filled: U32s, ends: U64s, places: I64s, words: U64s, count: int) -> int:
    """Link those who stand next to each other; puts the others into `words`, and gives their number."""
    left = 0
    for i in range(count >> 1):
        a = signed(ends[places[2 * i]])
        b = signed(ends[places[2 * i + 1]])
        if a == b or _linked(degree, near, filled, a, b):
            words[left] = unsigned(a)
            words[left + 1] = unsigned(b)
            left += 2
        else:
            near[a * degree + filled[a]] = b
            near[b * degree + filled[b]] = a
            filled[a] += 1
            filled[b] += 1
    return left


def _linked(degree: int, near: U32s, filled: U32s, a: int, b: int) -> bool:
    for i in range(a * degree, a * degree + filled[a]):
        if near[i] == b:
            return True
    return False


def _stuck(degree: int, near: U32s, filled: U32s, left: U64s, count: int) -> bool:
    """Whether no two of those who are left could be linked."""
    for i in range(count):
        for j in range(i):
            a = signed(left[i])
            b = signed(left[j])
            if a != b and not _linked(degree, near, filled, a, b):
                return False
    return True


def _in_order(ends: U64s, words: U64s, places: I64s, room: U64s, more: I64s, count: int) -> None:
    """Those who are left, by number."""
    for i in range(count):
        ends[i] = words[i]
    order_by_words(words, places, room, more, count)
    for i in range(count):
        words[i] = ends[places[i]]
    for i in range(count):
        ends[i] = words[i]


def pairs_of_regular(n: int, degree: int, near: U32s, pairs: U32s) -> int:
    """The links as pairs (see `neighbours`); gives their number."""
    links = 0
    for a in range(n):
        for i in range(a * degree, (a + 1) * degree):
            if near[i] > a:
                pairs[2 * links] = a
                pairs[2 * links + 1] = near[i]
                links += 1
    return links


def pairs_without(n: int, degree: int, near: U32s, pairs: U32s, cancel: I64s) -> int:
    """All other pairs than those links; gives their number, or that of those so far once `cancel` is raised."""
    links = 0
    for a in range(n):
        if raised(cancel):
            return links
        for b in range(a + 1, n):
            absent = False
            for i in range(a * degree, (a + 1) * degree):
                absent = absent or near[i] == b
            if not absent:
                pairs[2 * links] = a
                pairs[2 * links + 1] = b
                links += 1
    return links
