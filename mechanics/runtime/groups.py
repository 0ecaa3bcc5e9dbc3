"""Clusters of numbers, and regions of agents or cells that agree with their neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def clusters(values: Sequence[float], gap: float, least: int) -> list[int]:
    """Sizes of the clusters of numbers, smallest numbers first; neighbours in order stand at most `gap` apart."""
    sizes: list[int] = []
    before = None
    for value in sorted(values):
        if before is None or value - before > gap:
            sizes.append(0)
        sizes[-1] += 1
        before = value
    return [size for size in sizes if size >= least]


def groups(values: Sequence[float], gap: float, least: int) -> int:
    """How many clusters there are with at least so many members."""
    return len(clusters(values, gap, least))


def largest_group(values: Sequence[float], gap: float, least: int) -> int:
    """The size of the largest cluster; 0 where there is none of that many members."""
    return max(clusters(values, gap, least), default=0)


def region_sizes(
    members: Sequence[Any], near: Callable[[Any], Sequence[Any]], agree: Callable[[Any, Any], bool]
) -> list[int]:
    """Sizes of the connected regions of members, where neighbours that agree belong together."""
    inside = {id(member) for member in members}
    linked: dict[int, list[Any]] = {id(member): [] for member in members}
    for member in members:
        for other in near(member):
            if id(other) in inside and agree(member, other):
                linked[id(member)].append(other)
                linked[id(other)].append(member)
    sizes, seen = [], set()
    for member in members:
        if id(member) in seen:
            continue
        seen.add(id(member))
        front, size = [member], 0
        while front:
            one = front.pop()
            size += 1
            for other in linked[id(one)]:
                if id(other) not in seen:
                    seen.add(id(other))
                    front.append(other)
        sizes.append(size)
    return sizes


def regions(members: Sequence[Any], near: Callable[[Any], Sequence[Any]], agree: Callable[[Any, Any], bool]) -> int:
    """How many regions there are."""
    return len(region_sizes(members, near, agree))


def largest_region(
    members: Sequence[Any], near: Callable[[Any], Sequence[Any]], agree: Callable[[Any, Any], bool]
) -> int:
    """The size of the largest region; 0 of nothing."""
    return max(region_sizes(members, near, agree), default=0)
