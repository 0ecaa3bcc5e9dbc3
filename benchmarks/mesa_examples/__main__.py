"""The command: run comparisons, print a table for each, and save the results if asked."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version

import benchmarks.mesa_examples
from benchmarks.mesa_examples.comparison import catalogue
from benchmarks.mesa_examples.page import refresh
from benchmarks.mesa_examples.result import result, saved, table
from benchmarks.mesa_examples.running import compared


def main() -> int:
    """Exit code 1 where a comparison that should agree does not."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mesa_examples",
        description=benchmarks.mesa_examples.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--models", nargs="+", choices=list(catalogue()), default=list(catalogue()), metavar="NAME")
    parser.add_argument("--seeds", type=int, help="runs of either side; as many as the comparison says, if left out")
    parser.add_argument("--workers", type=int, choices=(1, 2), default=2)
    parser.add_argument("--save", action="store_true", help="write results/NAME.json, and docs/library.md")
    asked = parser.parse_args()
    as_expected = True
    for name in asked.models:
        comparison = catalogue()[name]
        seeds = asked.seeds or comparison.seeds
        found = result(comparison, seeds, compared(comparison, seeds, asked.workers), version("mesa"))
        print(table(found), flush=True)
        if asked.save:
            saved(found)
            refresh()
        as_expected &= found.same or bool(comparison.differs)
    return 0 if as_expected else 1


if __name__ == "__main__":
    sys.exit(main())
