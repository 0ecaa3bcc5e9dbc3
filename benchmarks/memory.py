"""How well the memory that a run would take is told before it: `python -m benchmarks.memory`.

Each model runs in a process of its own. Printed are the bytes told, the bytes by which the process grew at its peak
(its code was loaded and compiled before), and their ratio; asked are ratios between 1 / 1.5 and 1.5. Where agents are
born, what is told is for as many as may live at a time. Linux only.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.kernel.contestants import program, sizes

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.kernel.compiling import kernel_of
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.library import load
from sobremesa.mechanics.limits import Limits

MEGABYTE = 10**6
LARGE = ("degroot", "sir", "market", "schelling", "wolf_sheep")
AGENTS = 600_000
MANY = {
    "interface_failure": 8_000,
    "game_of_life": 800,
    "virus_on_network": 4_000,
    "wealth_exchange": 3_000,
    "rumour": 40,
    "civil_violence": 500,
}
"""Models of the library, and how many replicates."""
STEPS = 10


@dataclass(frozen=True, slots=True)
class Told(Limits):
    """No limits: remembers what was told."""

    sizes: list[int] = field(default_factory=list)

    def check_memory(self, size: int, what: str) -> None:
        """Take note of it, and refuse nothing."""
        self.sizes.append(size)


def grown(name: str) -> dict[str, float]:
    """Run a model: what was told, and by how much this process grew."""
    large = name in LARGE
    of, replicates = (program(name), 1) if large else (check(load(name)), MANY[name])
    arm = Arm(name="large", set=sizes(name, AGENTS) if large else {})
    limits = Told()
    engine = KernelEngine(threads=1, limits=limits)
    engine.advance(of, engine.start(of, Arm(name="small"), 1, [0]), 1)
    kernel_of(of).finish()
    gc.collect()
    page = os.sysconf("SC_PAGE_SIZE")
    before = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * page
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # forgets the peak so far
    engine.advance(of, engine.start(of, arm, 1, range(replicates)), STEPS)
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    return {"told": limits.sizes[-1], "grown": peak - before}


def main() -> None:
    """Print the table."""
    for name in (*LARGE, *MANY):
        command = [sys.executable, "-m", "benchmarks.memory", name]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        told, peak = found["told"], found["grown"]
        print(f"{name:20}{told / MEGABYTE:10.1f} MB told{peak / MEGABYTE:10.1f} MB taken{told / peak:8.2f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(grown(sys.argv[1])))
    else:
        main()
