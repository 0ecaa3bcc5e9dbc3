"""How fast the kernel is beside C and NumPy by hand, Mesa and agentpy: `python benchmarks/kernel [--sizes 10000]`.

Contestants are interleaved in one process; what is printed are medians and ratios. The final state of ours and of C
must have the same hash, else this stops. Set-up and compile stand apart, and peak memory is that of a child process.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from contestants import MODELS, STEPS, contestants, digest, program, sizes

PATIENCE = 90.0
"""Seconds: a run that is expected to take longer is left out."""


def main() -> None:
    """Measure, print the table, write JSON."""
    options = _options()
    if options.peak:
        print(_peak(*options.peak))
        return
    rows = [row for model in options.models for n in options.sizes for row in measured(model, n, options)]
    print(table(rows))
    extra = {"first_step": first_steps(options.models), "replicates": many_replicates(), "snapshot": snapshots()}
    print(json.dumps(extra, indent=2))
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, **extra}, indent=2) + "\n")


def measured(model: str, n: int, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Every contestant on one model at one size, interleaved."""
    steps, times, rows, states = STEPS[model], {}, [], {}
    for name, prepare in contestants().items():
        if options.only and name not in options.only:
            continue
        if _expected(model, n, name) > PATIENCE:
            continue
        begun = time.perf_counter()
        prepared = prepare(model, n)
        times[name] = {"prepare": prepare, "setup": time.perf_counter() - begun, "runs": []}
        states[name] = _timed(prepared.run, steps, times[name]["runs"])
    if {"ours", "C"} <= set(states) and digest(states["ours"], states["C"]) != digest(states["C"], states["C"]):
        raise SystemExit(f"{model} at {n}: ours and C differ")
    for _ in range(options.repeats - 1):
        for each in times.values():
            if each["runs"][0] < PATIENCE / 10:
                _timed(each["prepare"](model, n).run, steps, each["runs"])
    for name, each in times.items():
        seconds = statistics.median(each["runs"])
        _DONE[model, n, name] = seconds
        rows.append(
            {
                "model": model,
                "n": n,
                "steps": steps,
                "contestant": name,
                "setup_s": round(each["setup"], 4),
                "run_s": round(seconds, 5),
                "runs": len(each["runs"]),
                "million_agent_steps_per_s": round(n * steps / seconds / 1e6, 2),
                "peak_mb": _memory(model, n, name) if options.memory else None,
            }
        )
    return rows


_DONE: dict[tuple[str, int, str], float] = {}


def _expected(model: str, n: int, name: str) -> float:
    """Seconds that a run will take, by what smaller ones took."""
    smaller = [seconds * n / size for (m, size, who), seconds in _DONE.items() if (m, who) == (model, name)]
    return smaller[-1] if smaller else 0.0


def _timed(run: Any, steps: int, runs: list[float]) -> Any:
    begun = time.perf_counter()
    state = run(steps)
    runs.append(time.perf_counter() - begun)
    return state


def _memory(model: str, n: int, name: str) -> float:
    command = [sys.executable, str(Path(__file__).parent), "--peak", model, str(n), name]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _peak(model: str, n: str, name: str) -> float:
    """The peak memory of this process, MB, once the contestant has run one step."""
    contestants()[name](model, int(n)).run(1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as text, with the ratio of everyone's time to ours."""
    lines = [f"{'model':<11}{'n':>9} {'who':<8}{'set-up s':>9}{'run s':>10}{'M a-s/s':>9}{'× ours':>9}{'peak MB':>9}"]
    for row in rows:
        own = next(
            (r["run_s"] for r in rows if (r["model"], r["n"], r["contestant"]) == (row["model"], row["n"], "ours")),
            None,
        )
        ratio = f"{row['run_s'] / own:.2f}" if own else ""
        lines.append(
            f"{row['model']:<11}{row['n']:>9} {row['contestant']:<8}{row['setup_s']:>9.3f}{row['run_s']:>10.4f}"
            f"{row['million_agent_steps_per_s']:>9.1f}{ratio:>9}{row['peak_mb'] or '':>9}"
        )
    return "\n".join(lines)


def _place(row: dict[str, Any]) -> tuple[str, int]:
    return row["model"], row["n"]


def first_steps(models: list[str]) -> dict[str, float]:
    """Milliseconds from a checked document to its first step at 100 agents, llvmlite imported, nothing cached."""
    from sobremesa.mechanics.document import Arm
    from sobremesa.mechanics.kernel.engine import KernelEngine

    found = {}
    for model in models:
        program.cache_clear()
        checked, arm = program(model), Arm(name="benchmark", set=sizes(model, 100))
        begun = time.perf_counter()
        engine = KernelEngine()
        engine.advance(checked, engine.start(checked, arm, 2, [0]), 1)
        found[model] = round((time.perf_counter() - begun) * 1000, 1)
    return found


def many_replicates() -> dict[str, float]:
    """Seconds for 1,000 replicates of 100 agents over 50 steps of SIR, beside 20 replicates."""
    from sobremesa.mechanics.document import Arm
    from sobremesa.mechanics.kernel.engine import KernelEngine

    engine, arm, found = KernelEngine(), Arm(name="benchmark", set=sizes("sir", 100)), {}
    for count in (20, 1000, 20, 1000):
        begun = time.perf_counter()
        engine.advance(program("sir"), engine.start(program("sir"), arm, 1, range(count)), 50)
        found[str(count)] = round(time.perf_counter() - begun, 4)
    return found


def snapshots() -> dict[str, float]:
    """Seconds for a snapshot of a million agents to bytes, back, and one step on from it."""
    from sobremesa.mechanics.document import Arm
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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/kernel", description=__doc__)
    parser.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS))
    parser.add_argument("--sizes", nargs="+", type=int, default=[100, 10_000, 100_000, 1_000_000])
    parser.add_argument("--only", nargs="+", help="contestants")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help="peak memory too, in a process for each")
    parser.add_argument("--json", type=Path, help="where the figures go")
    parser.add_argument("--peak", nargs=3, metavar=("MODEL", "N", "WHO"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
