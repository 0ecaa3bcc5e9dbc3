"""What an experiment asks of the kernel beside speed on one large model: many small replicates, snapshots."""

from __future__ import annotations

import time

from benchmarks.kernel.contestants import program, sizes

from sobremesa.mechanics.document import Arm


def many_replicates() -> dict[str, float]:
    """Seconds for 1,000 replicates of 100 agents over 50 steps of SIR, beside 20 replicates."""
    from sobremesa.mechanics.kernel.engine import KernelEngine

    engine, arm, found = KernelEngine(), Arm(name="benchmark", set=sizes("sir", 100)), {}
    for count in (20, 1000, 20, 1000):
        begun = time.perf_counter()
        engine.advance(program("sir"), engine.start(program("sir"), arm, 1, range(count)), 50)
        found[str(count)] = round(time.perf_counter() - begun, 4)
    return found


def snapshots() -> dict[str, float]:
    """Seconds for a snapshot of a million agents to bytes, back, and into memory again."""
    from sobremesa.mechanics.kernel.engine import KernelEngine
    from sobremesa.mechanics.snapshot import from_bytes, to_bytes

    engine = KernelEngine()
    taken = engine.start(program("sir"), Arm(name="benchmark", set=sizes("sir", 1_000_000)), 1, [0])
    begun = time.perf_counter()
    content = to_bytes(taken)
    written = time.perf_counter()
    read = from_bytes(content)
    there = time.perf_counter()
    engine.advance(program("sir"), read, 0)
    found = {"to_bytes": written - begun, "from_bytes": there - written, "restore": time.perf_counter() - there}
    return {name: round(seconds, 4) for name, seconds in found.items()} | {"megabytes": round(len(content) / 2**20, 1)}
