"""Processes against SimPy by hand: 10,000 customers through one station, both in one run, as a ratio.

    python -m benchmarks.processes            (or: python benchmarks/processes.py)

By hand: a generator for arrivals and one for a customer, a `simpy.Resource`, Python's `random`, the time of each wait
in a list, and its mean. Ours: the emitted program under the engine, with everything that it writes down of each visit,
its measures (of each of 50 slices too), the warm-up by MSER-5, and the check of Little's law. The two take turns, and
the fastest of each counts, in CPU time. A machine that is busy with other things makes ours look slower than it is:
what it writes down takes memory, and by hand there is next to none. Ours is also run over two processes.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import simpy

from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.reading import read_process

CUSTOMERS = 10_000
RATE = 0.8
ROUNDS = 9
ASKED = 1.3
DOCUMENT = f"""
process: one_station
purpose: customers queue for service
clock: {{unit: minute, horizon: {CUSTOMERS / RATE}}}
parameters:
  rate: {{value: {RATE}, low: 0.01, source: given}}
  service: {{value: 1, low: 0, source: given}}
resources: {{desk: {{}}}}
entities: {{customer: {{arrive: {{rate: rate}}, route: [{{use: desk, for: exponential(service)}}]}}}}
measures: {{wait: {{value: waiting(desk)}}}}
experiment: {{headline: {{measure: wait}}}}
"""


def by_hand(seed: int) -> float:
    """The mean wait, as one would write it for SimPy."""
    draws, env = random.Random(seed), simpy.Environment()
    desk = simpy.Resource(env, capacity=1)
    waits: list[float] = []

    def customer() -> Iterator[simpy.Event]:
        arrived = env.now
        with desk.request() as turn:
            yield turn
            waits.append(env.now - arrived)
            yield env.timeout(draws.expovariate(1.0))

    def arrivals() -> Iterator[simpy.Event]:
        while True:
            yield env.timeout(draws.expovariate(RATE))
            env.process(customer())

    env.process(arrivals())
    env.run(until=CUSTOMERS / RATE)
    return sum(waits) / len(waits)


def ours(program: ProcessProgram, seed: int, replicates: int = 1) -> float:
    """The mean wait, by the engine."""
    engine, arm = SimpyEngine(), program.document.experiment.arms[0]
    _, series = engine.advance(program, engine.start(program, arm, seed, range(replicates)), 50)
    return float(series.values["wait"][:, -1].mean())


def seconds(work: Callable[[], object]) -> float:
    """The CPU time that it takes; what was left over before is cleared away first."""
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def wall(work: Callable[[], object]) -> float:
    """The time that passes meanwhile."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print the ratio, and what two processes bring."""
    program = check_process(read_process(DOCUMENT))
    ours(program, 0)
    pairs = [(seconds(lambda: by_hand(1)), seconds(lambda: ours(program, 1))) for _ in range(ROUNDS)]
    hand, engine = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    print(f"{CUSTOMERS:,} customers, one station: by hand {hand:.3f} s, ours {engine:.3f} s")
    print(f"ratio {engine / hand:.2f} (asked: at most {ASKED})")
    tasks = range(8)
    alone = wall(lambda: [ours(program, seed) for seed in tasks])
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(ours, [program] * 2, range(2)))  # they import everything first
        both = wall(lambda: list(pool.map(ours, [program] * len(tasks), tasks)))
    print(f"{len(tasks)} replicates: one process {alone:.2f} s, two {both:.2f} s: {alone / both:.2f} times as fast")


if __name__ == "__main__":
    main()
