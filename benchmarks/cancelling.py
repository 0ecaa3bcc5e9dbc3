"""How soon a run ends once nobody wants it: `python -m benchmarks.cancelling [--agents 1000000] [--times 20]`.

Set-up and steps of large models are cancelled at random moments of their first seconds, compiling among them. Printed
are the seconds until whoever waited is free (asked: 0.5), and until nothing is at work for it any more: the worst, and
the median.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.kernel.contestants import program, sizes

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel import compiling
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

LONGEST = 4.0
"""Seconds after which a run is cancelled, at the latest."""
STEPS = 10_000
NETWORKS = ("erdos_renyi, degree: 6", "barabasi_albert, m: 3", "random_regular, degree: 6")


class StoppedError(Exception):
    """Nobody waits any more."""


def cases(agents: int) -> Iterator[tuple[str, Engine, Program, Arm]]:
    """What is cancelled: every model of the kernel's benchmark, other networks, and one of them on Mesa."""
    kernel = KernelEngine()
    for model in ("degroot", "sir", "market", "schelling", "wolf_sheep"):
        yield model, kernel, program(model), Arm(name="large", set=sizes(model, agents))
    degroot = program("degroot")
    text = (Path(__file__).parent / "kernel" / "models" / "degroot.yaml").read_text("utf-8")
    for network in NETWORKS:
        other = check(read_document(re.sub("watts_strogatz.*}", f"{network}}}", text)))
        yield network, kernel, other, Arm(name="large", set={"people": agents})
    yield "degroot on mesa", MesaEngine(), degroot, Arm(name="large", set={"people": agents})


def cancelled(engine: Engine, of: Program, arm: Arm, after: float) -> tuple[float, float]:
    """Run it, and cancel it after some seconds: those until we are free, and until nothing is at work."""
    begun, told = time.perf_counter(), 0.0

    def pause() -> None:
        nonlocal told
        if time.perf_counter() > begun + after:
            told = told or begun + after
            raise StoppedError

    try:
        snapshot = engine.start(of, arm, 1, [0], pause=pause)
        engine.advance(of, snapshot, STEPS, pause=pause)
    except StoppedError:
        pass
    free = time.perf_counter() - told
    while at_work():
        time.sleep(0.001)
    return free, time.perf_counter() - told


def at_work() -> bool:
    """Whether a thread in which work is done does any: one that waits for the next is in its pool's own loop."""
    frames = sys._current_frames()
    ours = [thread.ident for thread in threading.enumerate() if thread.name.startswith("sobremesa")]
    return any(frames[number].f_code.co_name != "_worker" for number in ours if number in frames)


def forget() -> None:
    """Let the next run compile everything again."""
    compiling._KEPT.clear()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    draw = random.Random(1)
    print(f"{'':26}{'free, worst':>12}{'median':>9}{'at rest, worst':>16}{'median':>9}")
    for name, engine, of, arm in cases(asked.agents):
        found = []
        for _ in range(asked.times):
            forget()
            found.append(cancelled(engine, of, arm, draw.uniform(0, 1) ** 2 * LONGEST))  # set-up is early
        free, rest = zip(*found, strict=True)
        middle = statistics.median(free), statistics.median(rest)
        print(f"{name:26}{max(free):12.3f}{middle[0]:9.3f}{max(rest):16.3f}{middle[1]:9.3f}")


if __name__ == "__main__":
    main()
