"""How fast networks are drawn, beside networkx: `python benchmarks/networks.py [--sizes 1000000] [--json FILE]`.

Mean degree 6. Ours ends in neighbours as two arrays (CSR), networkx in its own graph. Contestants take turns; what is
printed is the best of some runs, and how many times as long networkx takes. Compiling stands apart.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np

from sobremesa.mechanics.kernel.generators import Drawing, Rows, csr

DEGREE = 6
BLOCKS = 4
PATIENCE = 30.0
"""Seconds: networkx is left out where it is expected to take longer."""

Options = dict[str, bool | int | float]


def drawing(generator: str, n: int, replicate: int) -> Drawing:
    options: dict[str, Options] = {
        "watts_strogatz": {"k": DEGREE, "p": 0.1},
        "barabasi_albert": {"m": DEGREE // 2},
        "erdos_renyi": {"degree": DEGREE},
        "stochastic_block": {"p_in": 2 * DEGREE / n, "p_out": 2 * DEGREE / 3 / n},
        "random_regular": {"degree": DEGREE},
    }
    groups = np.arange(n) % BLOCKS if generator == "stochastic_block" else None
    site = f"network:space.{generator}"
    return Drawing(generator, n, options[generator], site, seed=1, replicate=replicate, groups=groups)


def by_networkx(generator: str, n: int) -> nx.Graph:
    if generator == "watts_strogatz":
        return nx.watts_strogatz_graph(n, DEGREE, 0.1, seed=1)
    if generator == "barabasi_albert":
        return nx.barabasi_albert_graph(n, DEGREE // 2, seed=1)
    if generator == "erdos_renyi":
        return nx.fast_gnp_random_graph(n, DEGREE / (n - 1), seed=1)
    if generator == "random_regular":
        return nx.random_regular_graph(DEGREE, n, seed=1)
    inside, across = 2 * DEGREE / n, 2 * DEGREE / 3 / n
    chances = [[inside if a == b else across for b in range(BLOCKS)] for a in range(BLOCKS)]
    return nx.stochastic_block_model([n // BLOCKS] * BLOCKS, chances, seed=1, sparse=True)


def timed(work: Callable[[], Rows | nx.Graph]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measured(generator: str, sizes: list[int], repeats: int) -> list[dict[str, str | int | float | None]]:
    compiling = timed(lambda: csr(drawing(generator, 100, 0)))
    found: list[dict[str, str | int | float | None]] = []
    pace = 0.0
    for n in sizes:
        ours, theirs = [], []
        for repeat in range(repeats):
            ours.append(timed(lambda n=n, repeat=repeat: csr(drawing(generator, n, repeat))))
            if pace * n < PATIENCE:
                theirs.append(timed(lambda n=n: by_networkx(generator, n)))
        pace = max(pace, min(theirs) / n if theirs else 0.0)
        degree = len(csr(drawing(generator, n, 0))[1]) / n
        found.append(
            {
                "generator": generator,
                "n": n,
                "mean_degree": round(degree, 3),
                "ours_s": round(min(ours), 4),
                "networkx_s": round(min(theirs), 3) if theirs else None,
                "ratio": round(min(theirs) / min(ours), 1) if theirs else None,
                "compile_s": round(compiling, 3),
            }
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, help="where the figures go")
    options = parser.parse_args()
    generators = ("watts_strogatz", "barabasi_albert", "erdos_renyi", "stochastic_block", "random_regular")
    rows = [row for generator in generators for row in measured(generator, options.sizes, options.repeats)]
    print(f"{'generator':<18}{'n':>9}{'degree':>8}{'ours s':>9}{'networkx s':>12}{'ratio':>8}{'compile s':>11}")
    for row in rows:
        theirs, ratio = (row[word] if row[word] is not None else "" for word in ("networkx_s", "ratio"))
        line = f"{row['generator']:<18}{row['n']:>9}{row['mean_degree']:>8}{row['ours_s']:>9}"
        print(f"{line}{theirs:>12}{ratio:>8}{row['compile_s']:>11}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
