"""About how many servers a goal takes, before anything runs: to know which numbers of servers are worth trying.

For Poisson arrivals, exponential times and one line these are exact (Erlang 1917); elsewhere they say where to look.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp

MOST = 10_000


def servers_for(good: Callable[[int], bool], offered: float) -> int | None:
    """The least number of servers above the offered load for which something holds; None where none up to MOST does."""
    least = int(offered) + 1
    return next((servers for servers in range(least, max(least, MOST)) if good(servers)), None)


def chance_to_wait(servers: int, offered: float) -> float:
    """The share that has to wait (Erlang's C), by the recursion for Erlang's B; 1 where work outgrows the servers.

    >>> round(chance_to_wait(14, 10), 4)
    0.1741
    """
    if servers <= offered:
        return 1.0
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return servers * blocked / (servers - offered * (1 - blocked))


def served_within(servers: int, offered: float, time: float) -> float:
    """The share served within a time, which is counted in mean service times."""
    return 1 - chance_to_wait(servers, offered) * exp(-max(0.0, servers - offered) * time)


def mean_wait(servers: int, offered: float) -> float:
    """The mean wait in mean service times; infinite where work outgrows the servers."""
    return chance_to_wait(servers, offered) / (servers - offered) if servers > offered else float("inf")
