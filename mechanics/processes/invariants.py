"""What holds in every run whatever its numbers: Little's law (1961), and records that agree with SimPy's own queues.

Over a window from 0, the time integral of how many wait is the sum of the times that they have waited. The left side is
counted event by event, the right side visit by visit; neither knows of the other. A run in which they differ is a bug
of ours, and its numbers are not used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.processes.runtime.measures import Stays, line_of, within

TOLERANCE = 1e-9


class LittleLawError(SobremesaError, RuntimeError):
    """The records of a run contradict each other or SimPy: this is a bug of Sobremesa."""


def check_little(model: Any, resources: dict[str, str], entities: dict[str, Stays], end: float) -> None:
    """Raise LittleLawError where L and λW of a queue or of a class differ over the window 0 to end.

    `resources` gives the model's attribute by name, `entities` who came and left.
    """
    for name, member in resources.items():
        _equal(f"who waits for {name}", line_of(getattr(model, member)).waiting, end)
    for name, stays in entities.items():
        _equal(f"who is there of {name}", stays.times, end)


def check_queues(model: Any, resources: dict[str, str], now: float) -> None:
    """Raise LittleLawError where the records tell of other queues than SimPy holds at this moment.

    Not for servers that break down: repairs stand in SimPy's queue too, and are no visits.
    """
    for name, member in resources.items():
        servers = getattr(model, member)
        line = line_of(servers)
        for what, intervals, held in (
            ("waiting for", line.waiting, servers.queue),
            ("at", line.serving, servers.users),
        ):
            known = _open(intervals, now)
            if known != len(held):
                raise LittleLawError(f"this is a bug: {known} are {what} {name} by our records, {len(held)} by SimPy's")


def _open(intervals: NDArray[np.float64], now: float) -> int:
    """How many intervals hold this moment."""
    return int(np.count_nonzero((intervals[:, 0] <= now) & (intervals[:, 1] > now)))


def _equal(what: str, intervals: NDArray[np.float64], end: float) -> None:
    counted, summed = integral(intervals, end), within(intervals, 0.0, end)
    if abs(counted - summed) > TOLERANCE * max(counted, summed, 1.0):
        raise LittleLawError(f"this is a bug: Little's law does not hold of {what}: L·T is {counted}, ΣW is {summed}")


def integral(intervals: NDArray[np.float64], end: float) -> float:
    """The time integral from 0 to end of how many intervals hold a moment, counted from event to event."""
    begins, ends = (column[column < end] for column in intervals.T)
    moments = np.concatenate([begins, ends])
    steps = np.concatenate([np.ones(len(begins)), -np.ones(len(ends))])
    order = np.argsort(moments, kind="stable")  # merges what is in order already, as it mostly is
    times = np.concatenate([moments[order], [end]])
    return float((np.cumsum(steps[order]) * np.diff(times)).sum()) if len(order) else 0.0
