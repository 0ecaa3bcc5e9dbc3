"""The command: race, measure first steps, many replicates and snapshots, print, and save what is asked.

    python -m benchmarks.kernel [--memory] [--save]              everything: some 10 minutes on a quiet machine
    python -m benchmarks.kernel --models sir --sizes 10000       one race, and nothing else

Set-up, compile and run stand apart. The final state of ours and of C must have the same hash, else this stops. A
contestant that would take longer than `--patience` seconds, by what it took at the size before, is left out, and said
so. agentpy takes part where it is installed.
"""

from __future__ import annotations

import argparse
import os

from benchmarks.kernel import page
from benchmarks.kernel.batches import many_replicates, snapshots
from benchmarks.kernel.contestants import MODELS
from benchmarks.kernel.figures import Figures, machine, save
from benchmarks.kernel.first_steps import first_steps
from benchmarks.kernel.racing import Races

SIZES = (100, 10_000, 100_000, 1_000_000)


def main() -> None:
    """Measure, print, save."""
    options = _options()
    races, rows = Races(options), []
    for model in options.models or MODELS:
        for n in options.sizes or SIZES:
            for row in races.race(model, n):
                rows.append(row)
                print(page.line(row), flush=True)
    if not options.save and (options.models or options.sizes or options.only):
        return
    figures = Figures(
        machine(),
        round(os.getloadavg()[2], 1),
        rows,
        first_steps(min(options.repeats, 3)),
        many_replicates(),
        snapshots(),
    )
    print(page.tables(figures))
    if options.save:
        save(figures)
        page.write()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kernel", description=__doc__)
    parser.add_argument("--models", nargs="+", choices=MODELS)
    parser.add_argument("--sizes", nargs="+", type=int)
    parser.add_argument("--only", nargs="+", help="contestants")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--patience", type=float, default=40.0, help="seconds that a set-up and a run may take")
    parser.add_argument("--memory", action="store_true", help="peak memory too, in a process for each")
    parser.add_argument("--save", action="store_true", help="write figures.json and the tables of docs/kernel.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
