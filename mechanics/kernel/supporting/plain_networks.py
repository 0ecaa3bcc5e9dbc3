"""Networks without chance: the same links as `mechanics.networks` draws, as pairs (see `neighbours`)."""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import I64s, U32s, raised


def link_complete(n: int, pairs: U32s, cancel: I64s) -> int:
    """Everyone with everyone. Gives the number of links; that of those so far once `cancel` is raised."""
    links = 0
    for a in range(n):
        if raised(cancel):
            return links
        for b in range(a + 1, n):
            pairs[2 * links] = a
            pairs[2 * links + 1] = b
            links += 1
    return links


def link_ring(n: int, k: int, pairs: U32s, cancel: I64s) -> int:
    """A circle, each with the k // 2 nearest on either side; fewer than 2 ** 32 links. Gives their number."""
    half = k >> 1
    if 2 * half >= n:
        return link_complete(n, pairs, cancel)
    links = 0
    for a in range(n):
        for j in range(1, half + 1):
            b = a + j if a + j < n else a + j - n
            pairs[2 * links] = min(a, b)
            pairs[2 * links + 1] = max(a, b)
            links += 1
    return links


def link_lattice(width: int, height: int, torus: int, pairs: U32s) -> int:
    """A chessboard, row by row, each with the nearest four. Gives the number of links.

    On a torus, a side of 2 has its links once, a side of 1 none.
    """
    links = 0
    for y in range(height):
        for x in range(width):
            a = y * width + x
            if x + 1 < width:
                pairs[2 * links] = a
                pairs[2 * links + 1] = a + 1
                links += 1
            elif torus != 0 and width > 2:
                pairs[2 * links] = y * width
                pairs[2 * links + 1] = a
                links += 1
            if y + 1 < height:
                pairs[2 * links] = a
                pairs[2 * links + 1] = a + width
                links += 1
            elif torus != 0 and height > 2:
                pairs[2 * links] = x
                pairs[2 * links + 1] = a
                links += 1
    return links
