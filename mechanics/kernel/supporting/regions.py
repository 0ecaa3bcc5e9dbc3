"""Clusters of numbers, and regions that grow together (union and find with path halving, Tarjan & van Leeuwen 1984).

`parent` holds for each row another of its region, in the end the one that stands for it; `OUTSIDE` for no member.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import F64s, I64s, U32s, apart

OUTSIDE = 4294967295


@apart
def apart_from_all(parent: U32s, rows: int) -> None:
    """No row is a member yet."""
    for row in range(rows):
        parent[row] = OUTSIDE


def region_of(parent: U32s, row: int) -> int:
    """The row that stands for the region of a member."""
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


def join_regions(parent: U32s, a: int, b: int) -> None:
    """Two members belong to one region."""
    one = region_of(parent, a)
    other = region_of(parent, b)
    if one < other:
        parent[other] = one
    else:
        parent[one] = other


@apart
def regions_among(parent: U32s, members: I64s, count: int, sizes: U32s, largest: int) -> int:
    """How many regions there are, or how large the largest is; `sizes` has room for a number of each row."""
    for k in range(count):
        sizes[members[k]] = 0
    regions = 0
    most = 0
    for k in range(count):
        root = region_of(parent, members[k])
        if sizes[root] == 0:
            regions = regions + 1
        sizes[root] = sizes[root] + 1
        most = max(most, sizes[root])
    if largest != 0:
        return most
    return regions


@apart
def clusters_among(values: F64s, count: int, gap: float, least: int, largest: int) -> int:
    """How many clusters of at least so many there are among sorted numbers, or how large the largest is.

    Neighbours in order belong together where they stand at most `gap` apart.
    """
    clusters = 0
    most = 0
    size = 0
    for k in range(count):
        if k > 0 and values[k] - values[k - 1] > gap:
            if size >= least:
                clusters = clusters + 1
                most = max(most, size)
            size = 0
        size = size + 1
    if count > 0 and size >= least:
        clusters = clusters + 1
        most = max(most, size)
    if largest != 0:
        return most
    return clusters
