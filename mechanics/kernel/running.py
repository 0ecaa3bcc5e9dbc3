"""Native code at work: in portions, and in threads.

A portion is a number of replicates and of steps that take some 50 ms; how large that is shows while running, and
decides nothing but when we look up. Native code runs without Python's lock, so threads share the replicates.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from sobremesa.mechanics.overseeing import Watch

PORTION = 0.05
"""Seconds that one call should take at most, where a step takes less."""

Call = Callable[[int, int, int, int], None]
"""Run replicates from the first to below the second place by some steps, of which so many are done."""


def run_steps(call: Call, replicates: int, steps: int, threads: int, watch: Watch) -> None:
    """Bring every replicate `steps` steps further. Raises EndedError where that is not wanted any more."""
    shares = list(_shares(replicates, min(threads, replicates)))
    if len(shares) == 1:
        _work(call, shares[0], steps, watch)
    elif shares:
        with ThreadPoolExecutor(len(shares)) as pool:
            for work in [pool.submit(_work, call, share, steps, watch) for share in shares]:
                work.result()


def _work(call: Call, share: range, steps: int, watch: Watch) -> None:
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
        watch.look()


def _next(amount: int, seconds: float) -> int:
    """The next portion, in steps of a replicate."""
    return amount * 2 if seconds < PORTION / 2 else max(1, amount // 2) if seconds > PORTION else amount


def _shares(replicates: int, count: int) -> Iterator[range]:
    return (range(replicates * i // count, replicates * (i + 1) // count) for i in range(count))


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
