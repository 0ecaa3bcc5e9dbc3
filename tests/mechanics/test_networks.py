"""Networks against the figures they are known by; networkx measures, and never draws."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.networks import (
    Links,
    barabasi_albert,
    complete,
    csr,
    erdos_renyi,
    lattice,
    pair_below,
    random_regular,
    ring,
    rows,
    stochastic_block,
    watts_strogatz,
)

SITE = "network:space.test"


def graph(n: int, links: Links) -> nx.Graph:
    made = nx.empty_graph(n)
    made.add_edges_from(links)
    assert made.number_of_edges() == len(links), "a link is named twice"
    assert nx.number_of_selfloops(made) == 0
    return made


def mean_path(made: nx.Graph) -> float:
    far = shortest_path(nx.to_scipy_sparse_array(made), unweighted=True)
    return float(far.sum() / (len(far) * (len(far) - 1)))


@pytest.mark.parametrize(("p", "path", "clustering"), [(0.0, 50.45, 0.667), (0.01, 9.6, 0.65), (1.0, 3.27, 0.010)])
def test_small_worlds_are_small_and_cliquish(p: float, path: float, clustering: float) -> None:
    """K16: Watts & Strogatz 1998, n = 1,000, k = 10."""
    paths, clusters = [], []
    for replicate in range(1 if p == 0 else 8):
        made = graph(1000, watts_strogatz(1000, 10, p, Draws(1, replicate), SITE))
        assert made.number_of_edges() == 5000
        paths.append(mean_path(made))
        clusters.append(nx.average_clustering(made, nodes=range(0, 1000, 5)))
    assert np.mean(paths) == pytest.approx(path, rel=0.06 if 0 < p < 1 else 0.003)
    assert np.mean(clusters) == pytest.approx(clustering, abs=0.006)


def test_networks_without_draws_are_what_they_say() -> None:
    assert nx.is_isomorphic(graph(6, complete(6)), nx.complete_graph(6))
    assert nx.is_isomorphic(graph(9, ring(9, 4)), nx.circulant_graph(9, [1, 2]))
    assert nx.is_isomorphic(graph(12, lattice(4, 3, torus=False)), nx.grid_2d_graph(4, 3))
    assert nx.is_isomorphic(graph(20, lattice(5, 4, torus=True)), nx.grid_2d_graph(5, 4, periodic=True))
    assert graph(2, ring(2, 2)).number_of_edges() == 1
    assert ring(1, 2) == complete(1) == []


def test_a_random_network_has_the_links_that_chance_gives() -> None:
    counts = [len(erdos_renyi(200, 0.05, False, Draws(2, replicate), SITE)) for replicate in range(60)]
    assert np.mean(counts) == pytest.approx(995.0, abs=4 * np.sqrt(995 * 0.95 / 60))
    assert np.std(counts) == pytest.approx(np.sqrt(995 * 0.95), rel=0.35)
    directed = [erdos_renyi(200, 0.05, True, Draws(2, replicate), SITE) for replicate in range(30)]
    assert np.mean([len(links) for links in directed]) == pytest.approx(1990.0, abs=4 * np.sqrt(1990 / 30))
    assert all(a != b and max(a, b) < 200 for a, b in directed[0])
    assert any(a < b for a, b in directed[0]) and any(a > b for a, b in directed[0])
    assert erdos_renyi(9, 1.0, False, Draws(2), SITE) == [pair_below(k) for k in range(36)]
    assert erdos_renyi(9, 0.0, False, Draws(2), SITE) == erdos_renyi(1, 0.5, True, Draws(2), SITE) == []


def test_every_pair_is_as_likely() -> None:
    seen = np.zeros(45)
    for replicate in range(3000):
        for a, b in erdos_renyi(10, 0.3, False, Draws(4, replicate), SITE):
            seen[b * (b - 1) // 2 + a] += 1
    assert np.all(np.abs(seen / 3000 - 0.3) < 4.5 * np.sqrt(0.21 / 3000))


def test_blocks_are_denser_inside() -> None:
    groups = [number % 3 for number in range(300)]
    links = stochastic_block(groups, 0.1, 0.01, Draws(5), SITE)
    graph(300, links)
    inside = sum(groups[a] == groups[b] for a, b in links)
    assert inside == pytest.approx(3 * 100 * 99 / 2 * 0.1, rel=0.1)
    assert len(links) - inside == pytest.approx(3 * 100 * 100 * 0.01, rel=0.25)


def test_regular_networks_are_regular() -> None:
    for n, degree in ((50, 3), (10, 9), (31, 4), (7, 0)):
        degrees = dict(graph(n, random_regular(n, degree, Draws(6), SITE)).degree)
        assert set(degrees.values()) == {degree}
    for n, degree in ((5, 3), (4, 4), (4, -1)):
        with pytest.raises(ValueError, match="there is no network"):
            random_regular(n, degree, Draws(6), SITE)


def test_preferential_attachment_makes_hubs() -> None:
    made = graph(2000, barabasi_albert(2000, 3, Draws(7), SITE))
    assert made.number_of_edges() == 3 + 3 * (2000 - 4)
    degrees = np.array([degree for _, degree in made.degree])
    share = np.mean(degrees >= 12)
    assert share == pytest.approx(3 * 4 / (12 * 13), abs=0.025)  # P(k >= q) = m (m + 1) / (q (q + 1))
    assert degrees.max() > 60
    with pytest.raises(ValueError, match="need more than"):
        barabasi_albert(3, 3, Draws(7), SITE)


def test_a_seed_and_a_replicate_name_one_network() -> None:
    first = watts_strogatz(60, 4, 0.3, Draws(1, 0), SITE)
    assert first == watts_strogatz(60, 4, 0.3, Draws(1, 0), SITE)
    assert first != watts_strogatz(60, 4, 0.3, Draws(1, 1), SITE)
    assert first != watts_strogatz(60, 4, 0.3, Draws(1, 0), "network:other.test")


def test_rows_are_sorted_and_csr_holds_them() -> None:
    links = watts_strogatz(60, 6, 0.5, Draws(3), SITE)
    neighbours = rows(60, links)
    assert all(row == sorted(set(row)) for row in neighbours)
    assert all(a in neighbours[b] for a in range(60) for b in neighbours[a])
    indptr, indices = csr(neighbours)
    assert indices.dtype == np.uint32
    assert [indices[indptr[a] : indptr[a + 1]].tolist() for a in range(60)] == neighbours
    assert rows(3, [(2, 0), (0, 1)], directed=True) == [[1], [], [0]]


@pytest.mark.parametrize(("n", "degree"), [(40, 38), (40, 19), (6, 5)])
def test_nearly_complete_regular_networks_are_found_too(n: int, degree: int) -> None:
    near = rows(n, random_regular(n, degree, Draws(6), SITE))
    assert {len(row) for row in near} == {degree}
