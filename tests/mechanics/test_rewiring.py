"""Rewiring forgets who knew whom, and keeps how many each one knew."""

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.findings.states import links, split
from sobremesa.mechanics.ir import Network
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.rewiring import RewiredEngine, rewired, swapped

PROGRAM = check(library.load("interface_failure"))
ARM = PROGRAM.document.experiment.arms[1]


def graph(links: NDArray[np.int64], *, directed: bool = False) -> nx.Graph:
    made = nx.DiGraph() if directed else nx.Graph()
    made.add_edges_from(links.tolist())
    return made


@pytest.mark.parametrize("directed", [False, True])
def test_everyone_keeps_their_links_and_triangles_go(directed: bool) -> None:
    before = nx.watts_strogatz_graph(200, 10, 0.0)
    pairs = np.array(sorted((min(e), max(e)) for e in before.edges))
    after = swapped(pairs, np.array([len(pairs)]), [np.random.default_rng(1)], directed=directed)
    made = graph(after, directed=directed)
    assert made.number_of_edges() == before.number_of_edges()  # none twice
    assert nx.number_of_selfloops(made) == 0
    for end in (0, 1):
        if directed:
            assert np.array_equal(np.bincount(after[:, end], minlength=200), np.bincount(pairs[:, end], minlength=200))
    degrees = np.bincount(after.ravel(), minlength=200)
    assert np.array_equal(degrees, np.bincount(pairs.ravel(), minlength=200))
    assert nx.transitivity(before) > 0.6
    assert nx.transitivity(nx.Graph(made)) < 0.12


def test_rewirings_of_a_small_network_are_equally_likely() -> None:
    """Six people with one link each can be paired in fifteen ways."""
    pairs = np.array([[0, 1], [2, 3], [4, 5]])
    rounds = 1500
    seen: dict[bytes, int] = {}
    for seed in range(rounds):
        made = swapped(pairs, np.array([3]), [np.random.default_rng(seed)], directed=False)
        key = np.array(sorted(made.tolist())).tobytes()
        seen[key] = seen.get(key, 0) + 1
    assert len(seen) == 15
    expected = rounds / 15
    squares = sum((count - expected) ** 2 / expected for count in seen.values())
    assert squares < 36.1  # the 99.9th percentile of chi-squared with 14 degrees of freedom


def test_a_rewired_model_runs_and_is_the_same_each_time() -> None:
    engine = RewiredEngine(KernelEngine())
    start = KernelEngine().start(PROGRAM, ARM, 4, range(3))
    once, twice = (engine.start(PROGRAM, ARM, 4, range(3)) for _ in range(2))
    assert isinstance(PROGRAM.space, Network)
    for a, b, c in zip(split(PROGRAM, start), split(PROGRAM, once), split(PROGRAM, twice), strict=True):
        assert np.array_equal(links(b, PROGRAM.space), links(c, PROGRAM.space))
        assert not np.array_equal(links(a, PROGRAM.space), links(b, PROGRAM.space))
        assert np.array_equal(a.columns["space#degree"], b.columns["space#degree"])
    _, series = engine.advance(PROGRAM, once, 10)
    assert not series.errors


def test_replicates_are_rewired_on_their_own() -> None:
    start = KernelEngine().start(PROGRAM, ARM, 4, [2])
    together = KernelEngine().start(PROGRAM, ARM, 4, range(3))
    alone, among = split(PROGRAM, rewired(PROGRAM, start))[0], split(PROGRAM, rewired(PROGRAM, together))[2]
    assert np.array_equal(alone.columns["space#neighbors"], among.columns["space#neighbors"])


def test_without_a_network_nothing_is_rewired() -> None:
    program = check(library.load("wealth_exchange"))
    start = KernelEngine().start(program, program.document.experiment.arms[0], 1, [0])
    assert rewired(program, start).columns == start.columns
