"""Native code at work: in portions, in threads, and never long without asking whether to go on.

A portion is a number of replicates and of steps that take some 50 ms; how large that is shows while running, and
decides nothing but when we look up. Native code runs without Python's lock, so threads share the replicates.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from sobremesa.mechanics.engine import Pause, unpaused

PORTION = 0.05
"""Seconds that one call should take at most, where a step takes less."""

Result = TypeVar("Result")
Call = Callable[[int, int, int, int], None]
"""Run replicates from the first to below the second place by some steps, of which so many are done."""


class _LookedUpError(Exception):
    """Work was ended, since another thread failed or was told to end."""


def run_steps(call: Call, replicates: int, steps: int, threads: int, pause: Pause) -> None:
    """Bring every replicate `steps` steps further. What `pause` raises ends the work soon, and is raised."""
    shares = list(_shares(replicates, min(threads, replicates)))
    if len(shares) <= 1:
        for share in shares:
            _work(call, share, steps, pause)
        return
    ended = threading.Event()

    def go_on() -> None:
        if ended.is_set():
            raise _LookedUpError

    with ThreadPoolExecutor(len(shares)) as pool:
        try:
            _wait([pool.submit(_work, call, share, steps, go_on) for share in shares], pause)
        finally:
            ended.set()


def waited(work: Callable[[], Result], pause: Pause) -> Result:
    """Do in a thread what can't be ended, such as compiling. If `pause` raises, nobody waits for it any more."""
    if pause is unpaused:
        return work()
    pool = ThreadPoolExecutor(1)
    try:
        task = pool.submit(work)
        while not wait([task], PORTION).done:
            pause()
        return task.result()
    finally:
        pool.shutdown(wait=False)


def _wait(work: Sequence[Future[None]], pause: Pause) -> None:
    left: set[Future[None]] = set(work)
    while left:
        done, left = wait(left, PORTION, FIRST_EXCEPTION)
        for each in done:
            each.result()
        pause()


def _work(call: Call, share: range, steps: int, pause: Pause) -> None:
    amount, place, done = 1, share.start, 0
    while place < share.stop and steps > 0:
        whole = done == 0 and amount >= steps
        last = min(place + amount // steps, share.stop) if whole else place + 1
        taken = steps if whole else min(amount, steps - done)
        begun = time.perf_counter()
        call(place, last, done, taken)
        amount = _next(amount, time.perf_counter() - begun)
        done = (done + taken) % steps
        place = last if done == 0 else place
        pause()


def _next(amount: int, seconds: float) -> int:
    """The next portion, in steps of a replicate."""
    return amount * 2 if seconds < PORTION / 2 else max(1, amount // 2) if seconds > PORTION else amount


def _shares(replicates: int, count: int) -> Iterator[range]:
    return (range(replicates * i // count, replicates * (i + 1) // count) for i in range(count))


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
