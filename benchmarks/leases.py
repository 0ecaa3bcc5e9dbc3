"""How soon whoever comes second is told: `python -m benchmarks.leases [POSTGRES-ADDRESS]`.

Two processes that live on race for the leases of a thousand threads, in files, or on the server of the address. Printed
are how many each won, and the longest time in which the other was told that a thread is busy (asked: under a second),
with its ratio to the middle one.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sobremesa.store.postgres import PostgresDatabase
from sobremesa.store.runs import RunTable, ThreadBusyError

THREADS = 1_000
BLOCK = 10
MOST_SECONDS = 1.0


def race(where: str, first: int, together: Barrier) -> tuple[int, list[float]]:
    """How many threads were won, and the seconds in which it was told that one was lost."""
    table = RunTable(PostgresDatabase(where) if where.startswith("postgres") else Path(where) / "runs.sqlite")
    won, told = 0, []
    together.wait()
    # Two who began at the same place would run one behind the other.
    for number in sorted(range(THREADS), key=lambda number: (number // BLOCK, (number - first) % BLOCK)):
        begun = time.perf_counter()
        try:
            table.acquire(f"thread-{number}")
            won += 1
        except ThreadBusyError:
            told.append(time.perf_counter() - begun)
    together.wait()  # leases end with their process
    return won, told


def main(where: str) -> None:
    """One race."""
    spawning = multiprocessing.get_context("spawn")
    with spawning.Manager() as manager, spawning.Pool(2) as pool:
        together = manager.Barrier(2)
        raced = [pool.apply_async(race, (where, first, together)) for first in (0, BLOCK // 2)]
        results = [one.get() for one in raced]
    told = [seconds for _, losses in results for seconds in losses]
    won = [won for won, _ in results]
    longest, middle = max(told), statistics.median(told)
    held = sum(won) == len(told) == THREADS and longest < MOST_SECONDS
    print(
        f"won {won[0]} and {won[1]} of {THREADS}; told after {longest:.3f} s at most ({longest / middle:.0f} times the "
        f"middle one){'' if held else '   NOT AS ASKED'}"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(folder)
