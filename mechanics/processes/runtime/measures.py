"""From the records of visits to numbers: waits, queues, utilisation, in a window of time.

A mean over customers counts those whose wait (or stay) ended in the window, so that nobody who is still there bends it;
a mean over time counts everybody. A number that there is not (nobody was served) is NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np

NOTHING = float("nan")


class Line:
    """The visits at a resource (of one class of entities, or all) as arrays; times that have not come are infinite.

    `wait` is how long each waited, and `since` when that was over; `waiting` and `serving` are the intervals of time,
    shape (n, 2), in which somebody waited or was served.
    """

    def __init__(self, servers: Any, kind: type | None = None) -> None:
        visits = servers.visits
        if kind is not None:
            visits = [each for each in visits if type(each.entity) is kind]
        self.asked = np.array([each.asked for each in visits], dtype=float)
        self.began = np.array([each.began for each in visits], dtype=float)
        self.ended = np.array([each.ended for each in visits], dtype=float)
        fates = [each.fate for each in visits]
        self.blocked, self.reneged = which(fates, "blocked"), which(fates, "reneged")
        self.waiting = np.stack([self.asked, np.minimum(self.began, self.ended)], axis=1)[~self.blocked]
        self.serving = np.stack([self.began, self.ended], axis=1)[np.isfinite(self.began)]
        self.over = np.where(self.reneged, np.inf, self.began)
        self.wait = self.over - self.asked
        if any([each.spells for each in visits]):  # noqa: C419 - a list is twice as fast
            self._interrupted(visits)
        self.order = np.argsort(self.over, kind="stable")
        self.sorted = self.over[self.order]

    def _interrupted(self, visits: Any) -> None:
        """Of those whom others interrupt: they wait several times."""
        waiting, serving = [], []
        for number, visit in enumerate(visits):
            since, served = visit.asked, 0.0
            for begun, paused in visit.spells or ():
                waiting.append((since, begun))
                serving.append((begun, paused))
                since, served = paused, served + paused - begun
            if since < visit.ended:
                waiting.append((since, visit.ended))
            self.over[number] = visit.ended
            self.wait[number] = visit.ended - visit.asked - served
        self.waiting = np.array(waiting).reshape(-1, 2)
        self.serving = np.array(serving).reshape(-1, 2)

    def served(self, start: float, end: float) -> Any:
        """The waits of those whose wait ended in the window because they were served."""
        first, last = np.searchsorted(self.sorted, (start, end), side="right")
        return self.wait[self.order[first:last]]

    def gave_up(self, start: float, end: float) -> int:
        """How many gave up in the window."""
        return int(np.count_nonzero(self.reneged & (self.ended > start) & (self.ended <= end)))


class Stays:
    """The entities of a class as arrays: when they came and left, and whether served."""

    def __init__(self, entities: Any) -> None:
        arrived, left = [each.arrived for each in entities], [each.left for each in entities]
        self.times = np.array([arrived, left], dtype=float).T
        self.fates = [each.fate for each in entities]
        self.served = which(self.fates, "")

    def left(self, start: float, end: float) -> Any:
        """Who left in the window."""
        return (self.times[:, 1] > start) & (self.times[:, 1] <= end)


def line_of(servers: Any, kind: type | None = None) -> Line:
    """The visits as arrays, made once for each moment."""
    now = servers.env.now
    if servers.lines.get("made") != now:
        servers.lines = {"made": now}
    if kind not in servers.lines:
        servers.lines[kind] = Line(servers, kind)
    found: Line = servers.lines[kind]
    return found


def which(fates: Any, fate: str) -> Any:
    """Whose fate this is; mostly everybody is served, and their fate is no word."""
    if not any(fates):
        return np.full(len(fates), not fate)
    return np.array([each == fate for each in fates], dtype=bool)


def within(intervals: Any, start: float, end: float) -> float:
    """How much time these intervals, shape (n, 2), have in common with the window, all together."""
    shared = np.minimum(intervals[:, 1], end) - np.maximum(intervals[:, 0], start)
    return float(shared[shared > 0.0].sum())  # the same bits, whoever comes after the window


def held(course: Any, start: float, end: float) -> float:
    """The time integral over the window of a number that is told as (time, number) wherever it changes."""
    times = np.array([time for time, _ in course] + [np.inf])
    values = np.array([value for _, value in course], dtype=float)
    shared = np.minimum(times[1:], end) - np.maximum(times[:-1], start)
    there = shared > 0.0
    return float((shared[there] * values[there]).sum())


def share(part: Any, whole: Any) -> float:
    """The part of the whole; of nothing there is none."""
    return float(part / whole) if whole > 0 else NOTHING


def mean(values: Any) -> float:
    """The mean; of nothing there is none."""
    return float(values.mean()) if len(values) else NOTHING


def waiting(line: Line, start: float, end: float) -> float:
    """How long those waited who were served."""
    return mean(line.served(start, end))


def longest_waiting(line: Line, start: float, end: float) -> float:
    """The longest wait of all."""
    waits = line.served(start, end)
    return float(waits.max()) if len(waits) else NOTHING


def percentile(values: Any, part: float) -> float:
    """The value below which this part of them lies."""
    return float(np.quantile(values, part)) if len(values) else NOTHING


def waiting_percentile(line: Line, part: float, start: float, end: float) -> float:
    """The wait that this part of those who were served did not exceed."""
    return percentile(line.served(start, end), part)


def share_waiting(line: Line, start: float, end: float) -> float:
    """The share who had to wait at all, of those who were served or gave up; whoever gave up waited."""
    waits, gone = line.served(start, end), line.gave_up(start, end)
    return share(np.count_nonzero(waits > 0.0) + gone, len(waits) + gone)


def service_level(line: Line, most: float, start: float, end: float) -> float:
    """The share that waited at most so long, of those who were served or gave up."""
    waits = line.served(start, end)
    return share(np.count_nonzero(waits <= most), len(waits) + line.gave_up(start, end))


def queue_length(line: Line, start: float, end: float) -> float:
    """How many waited, on average over time."""
    return within(line.waiting, start, end) / (end - start)


def longest_queue(line: Line, start: float, end: float) -> float:
    """The most who waited at the same time (those who came and were served at once did not)."""
    begin = np.maximum(line.waiting[:, 0], start)
    until = np.minimum(line.waiting[:, 1], end)
    there = begin < until
    times = np.concatenate([begin[there], until[there]])
    steps = np.concatenate([np.ones(there.sum()), -np.ones(there.sum())])
    order = np.lexsort((steps, times))
    return float(np.cumsum(steps[order]).max()) if len(order) else 0.0


def busy(line: Line, start: float, end: float) -> float:
    """How many servers were at work, on average over time."""
    return within(line.serving, start, end) / (end - start)


def utilisation(line: Line, servers: Any, start: float, end: float) -> float:
    """The share of the time of servers that were there and in order in which they were at work."""
    down = within(np.array(servers.downs).reshape(-1, 2), start, end)
    return share(within(line.serving, start, end), held(servers.course, start, end) - down)


def blocked(line: Line, start: float, end: float) -> float:
    """The share that found no room, of those who came."""
    came = (line.asked > start) & (line.asked <= end)
    return share(np.count_nonzero(line.blocked & came), np.count_nonzero(came))


def reneged(line: Line, start: float, end: float) -> float:
    """The share that gave up, of those who were served or gave up."""
    gone = line.gave_up(start, end)
    return share(gone, gone + len(line.served(start, end)))


def throughput(line: Line, start: float, end: float) -> float:
    """How many were served to the end in a unit of time."""
    done = np.isfinite(line.began) & (line.ended > start) & (line.ended <= end)
    return int(np.count_nonzero(done)) / (end - start)


def times_in_system(stays: Stays, start: float, end: float) -> Any:
    """How long those stayed who left served."""
    left = stays.times[stays.left(start, end) & stays.served]
    return left[:, 1] - left[:, 0]


def time_in_system(stays: Stays, start: float, end: float) -> float:
    """How long those stayed who left served, on average."""
    return mean(times_in_system(stays, start, end))


def time_in_system_percentile(stays: Stays, part: float, start: float, end: float) -> float:
    """The time that this part of those who left served did not exceed."""
    return percentile(times_in_system(stays, start, end), part)


def number_in_system(stays: Stays, start: float, end: float) -> float:
    """How many were there, on average over time."""
    return within(stays.times, start, end) / (end - start)


def throughput_of(stays: Stays, start: float, end: float) -> float:
    """How many left served in a unit of time."""
    return len(times_in_system(stays, start, end)) / (end - start)


def gone(stays: Stays, fate: str, start: float, end: float) -> float:
    """The share with this fate, of all who left."""
    left = stays.left(start, end)
    return share(np.count_nonzero(left & which(stays.fates, fate)), np.count_nonzero(left))


def lost(stays: Stays, start: float, end: float) -> float:
    """The share that left without being served, of all who left."""
    left = stays.left(start, end)
    return share(np.count_nonzero(left & ~stays.served), np.count_nonzero(left))


def amount(place: Any, start: float, end: float) -> float:
    """How much (how many) a container or a store held, on average over time."""
    return held(place.course, start, end) / (end - start)
