"""Entities, the servers that they wait for, and what is written down of each visit: SimPy's resources, with records."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import simpy

NEVER = math.inf
"""The time of what has not happened."""
MOST_ARRIVALS = 10_000_000
MOST_ROUNDS = 10_000
FIRST = -math.inf
"""The priority of a breakdown: it goes before everybody."""


class Entity:
    """Somebody or something that goes through the process, with its number, and when it came and left.

    `fate` says why somebody left without being served: balked, blocked, reneged.
    """

    __slots__ = ("arrived", "fate", "id", "left")

    def __init__(self, number: int, now: float) -> None:
        self.id = number
        self.arrived = now
        self.left = NEVER
        self.fate = ""

    def leaves(self, now: float, fate: str) -> None:
        """Leave for good, unserved."""
        self.left = now
        self.fate = fate


class Visit:
    """One entity at one resource: when it asked for a server, began to be served, and let the server go.

    `fate` says why it was not served; `spells` are the times of serving, where others may interrupt.
    """

    __slots__ = ("asked", "began", "ended", "entity", "fate", "spells")

    def __init__(self, servers: Any, entity: Entity) -> None:
        self.entity = entity
        self.asked: float = servers.env.now
        self.began = self.ended = NEVER
        self.fate = ""
        self.spells: list[list[float]] | None = None
        servers.visits.append(self)

    def turned_away(self, now: float, fate: str) -> None:
        """Found no room (blocked), or gave up (reneged)."""
        self.ended = now
        self.fate = fate

    def resumes(self, now: float) -> float:
        """A server is there, for the first time or again."""
        if self.spells is None:
            self.began = now
            self.spells = []
        self.spells.append([now, NEVER])
        return now

    def pauses(self, now: float) -> None:
        """The server has gone on to something else."""
        if self.spells:
            self.spells[-1][1] = now


class Recording:
    """What every kind of servers writes down, and how their number changes. `course` is (time, servers)."""

    env: simpy.Environment
    visits: list[Visit]
    downs: list[list[float]]
    course: list[tuple[float, float]]
    lines: dict[Any, Any]
    _capacity: Any

    def begin(self, env: simpy.Environment, capacity: int) -> None:
        """Write down from now on. SimPy knows no resource without servers, we do."""
        self.env = env
        self.visits = []
        self.downs = []
        self.course = [(env.now, capacity)]
        self.lines = {}
        self._capacity = capacity

    def resize(self, capacity: int) -> None:
        """So many servers from now on. Those who are at work finish what they do."""
        if capacity < 0 or capacity != int(capacity):
            raise ValueError("the number of servers must be a whole number, 0 or more")
        if capacity != self._capacity:
            self._capacity = capacity
            self.course.append((self.env.now, capacity))
            self._trigger_put(None)  # type: ignore[attr-defined]

    def full(self, room: int) -> bool:
        """Whether all servers are busy, and so many wait already."""
        return self.count >= self._capacity and len(self.queue) >= room  # type: ignore[attr-defined]

    def breaks(self) -> list[float]:
        """A server is out of order; the time at which it is again in order is to be filled in."""
        down = [self.env.now, NEVER]
        self.downs.append(down)
        return down


class Servers(Recording, simpy.Resource):
    """Whoever came first is served first."""

    def __init__(self, env: simpy.Environment, capacity: int) -> None:
        simpy.Resource.__init__(self, env, max(capacity, 1))
        self.begin(env, capacity)


class PriorityServers(Recording, simpy.PriorityResource):
    """The smallest priority is served first; nobody is interrupted."""

    def __init__(self, env: simpy.Environment, capacity: int) -> None:
        simpy.PriorityResource.__init__(self, env, max(capacity, 1))
        self.begin(env, capacity)


class PreemptiveServers(Recording, simpy.PreemptiveResource):
    """The smallest priority is served first, and interrupts whoever has a larger one."""

    def __init__(self, env: simpy.Environment, capacity: int) -> None:
        simpy.PreemptiveResource.__init__(self, env, max(capacity, 1))
        self.begin(env, capacity)


class Amount(simpy.Container):
    """A container that writes down how much it holds. `course` is (time, amount)."""

    def __init__(self, env: simpy.Environment, capacity: float, start: float) -> None:
        super().__init__(env, capacity, start)
        self.env = env
        self.course: list[tuple[float, float]] = [(env.now, start)]

    def note(self) -> None:
        """Write down how much is there."""
        self.course.append((self.env.now, self.level))


class Shelf(simpy.Store):
    """A store that writes down how many it holds. `course` is (time, number)."""

    def __init__(self, env: simpy.Environment, capacity: float) -> None:
        super().__init__(env, capacity)
        self.env = env
        self.course: list[tuple[float, float]] = [(env.now, 0)]

    def note(self) -> None:
        """Write down how many are there."""
        self.course.append((self.env.now, len(self.items)))


class Group:
    """Those who are together so far; `done` happens when they go on."""

    __slots__ = ("done", "size")

    def __init__(self, env: simpy.Environment) -> None:
        self.size = 0
        self.done = env.event()


class Gathering:
    """Where entities wait until enough of them are together."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.group = Group(env)

    def join(self) -> Group:
        """Come to those who wait."""
        self.group.size += 1
        return self.group

    def close(self) -> None:
        """They are enough; who comes next waits for others."""
        self.group = Group(self.env)


class Changes:
    """For those who wait until something is as they want it: whenever something has changed they look again."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.waiting: list[simpy.Event] = []

    def wait(self) -> simpy.Event:
        """Until the next change."""
        event = self.env.event()
        self.waiting.append(event)
        return event

    def happened(self) -> None:
        """Something has changed."""
        waiting, self.waiting = self.waiting, []
        for event in waiting:
            event.succeed()


def lasting(time: float) -> float:
    """The time. Raises ValueError where it is below 0 or not finite."""
    if 0.0 <= time < math.inf:
        return time
    raise ValueError("a time is below 0, or not finite")


Spans = tuple[tuple[float, float], ...]


def span_at(now: float, spans: Spans) -> tuple[float, float]:
    """The value of a pattern now, and for how long it still holds. `spans` are (how long, value), over and over."""
    total = sum(length for length, _ in spans)
    if not total > 0.0:
        raise ValueError("a pattern must last some time")
    place, end = now % total, 0.0
    for length, value in spans:
        end += length
        if end - place > 1e-9 * total:  # what is shorter is what rounding has left of the span before
            return value, end - place
    length, value = next(span for span in spans if span[0] > 0.0)
    return value, length + end - place


def until_next(env: simpy.Environment, work: float, current: Any) -> Iterator[simpy.Event]:
    """Wait for the next arrival of a Poisson process whose rate changes.

    `work` is exponential with mean 1, and done at the rate that `current` gives for a time, with how long that holds
    (Çinlar 1975, the inversion of the cumulative rate).
    """
    while True:
        rate, holds = current(env.now)
        if rate < 0.0:
            raise ValueError("a rate is below 0")
        if rate * holds >= work:
            yield env.timeout(work / rate)
            return
        yield env.timeout(holds)
        work -= rate * holds
