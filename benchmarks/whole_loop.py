"""How long the main job takes: from a cold start, and in a process that has done it before.

    python benchmarks/whole_loop.py [--runs 5]

Runs the scenario of the README without a language model, in a fresh home each time, and prints seconds: minimum,
median, maximum. Cold is a whole process (`sobremesa run`); warm is a second and later call in one process. Verdicts are
seconds of CPU that trying the headline's findings again takes for 100 agents over 50 steps, nothing compiled before.
Many is what 1,000 replicates take beyond 20 in one process, run in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

SCENARIO = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cold(environment: dict[str, str]) -> float:
    """One whole process."""
    command = [sys.executable, "-m", "sobremesa", "run", SCENARIO, "--mode", "mechanics", "--seed", "1", "--json"]
    return seconds(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))


def warm(runs: int) -> list[float]:
    """Calls in this process, the first one not counted."""
    from sobremesa import simulate_scenario

    return [seconds(lambda: simulate_scenario(SCENARIO, mode="mechanics", seed=1)) for _ in range(runs + 1)][1:]


def many(runs: int) -> list[float]:
    """How much longer 1,000 replicates take than 20, in this process."""
    from sobremesa import simulate_scenario

    def call(replicates: int) -> float:
        return seconds(lambda: simulate_scenario(SCENARIO, mode="mechanics", seed=1, replicates=replicates))

    return [call(1_000) - call(20) for _ in range(runs + 1)][1:]


def verdicts(runs: int) -> list[float]:
    """Judging what `interface_failure` shows (100 agents, 50 steps, 30 runs an arm), each time in a new process."""
    return [float(subprocess.run([sys.executable, "-c", JUDGING], check=True, capture_output=True).stdout)
            for _ in range(runs)]  # fmt: skip


JUDGING = """
import time
from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.verdicts.judging import Case, judge
engine, program = KernelEngine(), check(library.load("interface_failure"))
findings = analyse(program, run_experiment(program, engine, 1, 30))
begun = time.process_time()
judge(Case(program, 1, 30, findings), engine, scenario_arm(program.document).name)
print(time.process_time() - begun)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as home:
        os.environ["SOBREMESA_HOME"] = home
        figures = {
            "cold": [cold(dict(os.environ)) for _ in range(runs)],
            "warm": warm(runs),
            "many": many(runs),
            "verdicts": verdicts(runs),
        }
    table = {
        name: {"min": min(times), "median": statistics.median(times), "max": max(times)}
        for name, times in figures.items()
    }
    print(json.dumps({"runs": runs, "seconds": table}, indent=1))


if __name__ == "__main__":
    main()
