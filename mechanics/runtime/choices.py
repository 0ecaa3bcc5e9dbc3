"""Picking members of a collection: at random, by weight, by key. A draw stands at its address (see Draws)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.runtime.numbers import int64


def one_of(members: Sequence[Any], draws: Draws, site: str, index: int, visit: int = 0) -> Any:
    """A member at random; None of nothing."""
    if not members:
        return None
    return members[int(draws.uniform01(site, index, visit) * len(members))]


def one_of_others(members: Sequence[Any], me: Any, draws: Draws, site: str, index: int, visit: int = 0) -> Any:
    """A member at random that is not me; None where there is no other. Members are sorted by id."""
    place = bisect_left(members, me.id, key=lambda member: member.id)
    among = place < len(members) and members[place] is me
    count = len(members) - among
    if not count:
        return None
    chosen = int(draws.uniform01(site, index, visit) * count)
    return members[chosen + (among and chosen >= place)]


def one_by_weight(
    members: Sequence[Any], draws: Draws, site: str, index: int, visit: int = 0, *, key: Callable[[Any], float]
) -> Any:
    """A member at random, with chances in proportion to the keys; None of nothing, or where all are 0."""
    reached: list[float] = []
    whole = 0.0
    for member in members:
        whole += key(member)
        reached.append(whole)
    if not whole:
        return None
    mark = draws.uniform01(site, index, visit) * whole
    for member, upto in zip(members, reached, strict=True):
        if upto > mark:
            return member
    return None


def all_best(members: Sequence[Any], key: Callable[[Any], Any]) -> list[Any]:
    """The members with the greatest key."""
    best: list[Any] = []
    greatest = None
    for member in members:
        value = key(member)
        if not best or value > greatest:
            best, greatest = [member], value
        elif value == greatest:
            best.append(member)
    return best


def first_best(members: Sequence[Any], *, key: Callable[[Any], Any]) -> Any:
    """The first member with the greatest key; None of nothing."""
    best = all_best(members, key)
    return best[0] if best else None


def best_of(members: Sequence[Any], draws: Draws, site: str, index: int, *, key: Callable[[Any], Any]) -> Any:
    """A member with the greatest key, ties at random; None of nothing. Draws only where there is more than one."""
    best = all_best(members, key)
    if len(best) > 1:
        return best[int(draws.uniform01(site, index, draws.visit(site, index)) * len(best))]
    return best[0] if best else None


def chosen(member: Any) -> Any:
    """The member. Raises LookupError where there was none to choose."""
    if member is None:
        raise LookupError("there is no number to choose from")
    return member


def top(members: Sequence[Any], amount: int, *, key: Callable[[Any], Any]) -> list[Any]:
    """The members with the greatest keys, greatest first; ties in the members' order."""
    return sorted(members, key=key, reverse=True)[: max(amount, 0)]


def shuffled(members: Sequence[Any], draws: Draws, site: str, index: int) -> list[Any]:
    """The members in random order: by one word for each place, ties by place."""
    everyone = list(members)
    words = [draws.word(site, index, draws.visit(site, index)) for _ in everyone]
    return [everyone[place] for place in sorted(range(len(everyone)), key=words.__getitem__)]


def sample(members: Sequence[Any], amount: int, draws: Draws, site: str, index: int) -> list[Any]:
    """So many different members (or all of them), in random order."""
    return shuffled(members, draws, site, index)[: max(amount, 0)]


def living(one: Any) -> Any:
    """The agent, or None once it has died."""
    return one if one is not None and one.alive else None


def numbered(agents: Sequence[Any], number: int) -> Any:
    """The agent with this number, or None; agents are sorted by number."""
    place = bisect_left(agents, number, key=lambda agent: agent.id)
    return agents[place] if place < len(agents) and agents[place].id == number else None


def push(vector: list[Any], value: Any) -> None:
    """The value becomes the first of the vector; the last falls out."""
    vector.insert(0, value)
    vector.pop()


def add_whole(holder: Any, sums: str, amount: int) -> None:
    """Add to what is being added to a whole number during a rule. Raises OverflowError over 64 bits."""
    setattr(holder, sums, int64(getattr(holder, sums) + amount))


def add_to(holder: Any, sums: str, place: int, amount: float, size: int, zero: float) -> None:
    """Add to one element of what is being added to a vector during a rule.

    Raises IndexError beyond its ends, OverflowError where a whole number takes more than 64 bits.
    """
    if not 0 <= place < size:
        raise IndexError("an index is beyond the vector")
    if getattr(holder, sums) is None:
        setattr(holder, sums, [zero] * size)
    more = getattr(holder, sums)[place] + amount
    getattr(holder, sums)[place] = int64(more) if isinstance(more, int) else more
