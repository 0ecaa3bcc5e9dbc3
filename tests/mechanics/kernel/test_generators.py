"""Networks in machine code are the networks that `mechanics.networks` draws, link by link."""

from __future__ import annotations

import numpy as np
import pytest

from sobremesa.mechanics import networks
from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.ir import Site
from sobremesa.mechanics.kernel.generators import Drawing, csr
from sobremesa.mechanics.kernel.supporting import grown_networks, random_networks, regular_networks

SITE = "network:space.test"
SEEDS = [(1, 0), (2**53 - 1, 2**40 + 3)]


def assert_same(links: networks.Links, drawing: Drawing, edges: networks.Links = ()) -> None:
    indptr, indices = csr(drawing, edges)
    expected, told = networks.csr(networks.rows(drawing.count, links, drawing.directed))
    assert (indptr.dtype, indices.dtype) == (np.int64, np.uint32)
    assert np.array_equal(indptr, expected), drawing
    assert np.array_equal(indices, told), drawing


def drawing(generator: str, count: int, seed: tuple[int, int] = SEEDS[0], directed: bool = False, **options) -> Drawing:
    return Drawing(generator, count, options, SITE, *seed, directed)


@pytest.mark.parametrize("directed", [False, True])
def test_networks_without_chance(directed):
    for n in (0, 1, 2, 3, 7, 40):
        assert_same(networks.complete(n), drawing("complete", n, directed=directed))
        for k in (0, 1, 2, 3, 4, 6, 7, 50):
            assert_same(networks.ring(n, k), drawing("ring", n, directed=directed, k=k))
    for width in (1, 2, 3, 5):
        for height in (1, 2, 3, 4):
            for torus in (False, True):
                links = networks.lattice(width, height, torus)
                told = {"width": width, "height": height, "torus": torus}
                assert_same(links, drawing("lattice", width * height, directed=directed, **told))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("directed", [False, True])
def test_each_pair_by_chance(seed, directed):
    for n in (0, 1, 2, 3, 10, 200, 1500):
        for p in (-0.5, 0.0, 1e-9, 0.01, 0.5, 1.0, 1.5):
            if n * n * p > 50_000:
                continue
            links = networks.erdos_renyi(n, p, directed, Draws(*seed), SITE)
            assert_same(links, drawing("erdos_renyi", n, seed, directed, p=p))
        degree = min(6, max(n - 1, 0))
        links = networks.erdos_renyi(n, degree / max(n - 1, 1), directed, Draws(*seed), SITE)
        assert_same(links, drawing("erdos_renyi", n, seed, directed, degree=degree))


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks(seed):
    rng = np.random.default_rng(1)
    for n, kinds in ((0, 1), (1, 1), (2, 2), (60, 1), (300, 3), (500, 40)):
        groups = rng.integers(0, kinds, n)
        for p_in, p_out in ((0.1, 0.01), (0.0, 0.2), (1.0, 0.0), (0.3, 0.3)):
            links = networks.stochastic_block(groups.tolist(), p_in, p_out, Draws(*seed), SITE)
            told = Drawing("stochastic_block", n, {"p_in": p_in, "p_out": p_out}, SITE, *seed, groups=groups)
            assert_same(links, told)


@pytest.mark.parametrize("seed", SEEDS)
def test_regular_networks(seed):
    for n, degree in ((1, 0), (2, 1), (7, 0), (10, 9), (10, 4), (31, 4), (50, 3), (40, 38), (40, 19), (1000, 6)):
        links = networks.random_regular(n, degree, Draws(*seed), SITE)
        assert_same(links, drawing("random_regular", n, seed, degree=degree))
    for n, degree in ((5, 3), (4, 4), (4, -1), (0, 0)):
        with pytest.raises(ValueError, match="there is no network"):
            csr(drawing("random_regular", n, degree=degree))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("p", [0.0, 0.1, 0.6, 1.0])
def test_small_worlds(seed, p):
    """Also where the ring is so small that it holds links twice."""
    for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 1030):
        for k in (0, 1, 2, 4, 5, 6, 8, 12):
            links = networks.watts_strogatz(n, k, p, Draws(*seed), SITE)
            assert_same(links, drawing("watts_strogatz", n, seed, k=k, p=p))


@pytest.mark.parametrize("seed", SEEDS)
def test_hubs(seed):
    for n, m in ((2, 1), (3, 2), (5, 1), (9, 8), (50, 3), (2000, 3), (90, 80)):
        links = networks.barabasi_albert(n, m, Draws(*seed), SITE)
        assert_same(links, drawing("barabasi_albert", n, seed, m=m))
    with pytest.raises(ValueError, match="need more than"):
        csr(drawing("barabasi_albert", 3, m=3))


def test_given_links():
    edges = [(0, 1), (3, 2), (1, 0), (2, 3), (0, 3), (0, 1)]
    for directed in (False, True):
        assert_same(edges, drawing("given", 5, directed=directed), edges)
    assert_same([], drawing("given", 2), [])


def rows_of(n: int, pairs: list[int], links: int) -> list[list[int]]:
    ends = zip(pairs[: 2 * links : 2], pairs[1 : 2 * links : 2], strict=True)
    return networks.rows(n, ends)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_text_in_python_draws_the_same_networks(seed):
    n, words = 60, [Site(f"{SITE}#{ordinal}").word for ordinal in (0, 1)]
    pairs, ends, degrees = [0] * (2 * n * 6), [0] * (3 * n), [0] * n
    grown_networks.link_small_world(n, 3, 0.4, ends, degrees, [0], *words, *seed)
    links = grown_networks.pairs_of_owners(n, 3, ends, pairs)
    assert rows_of(n, pairs, links) == networks.rows(n, networks.watts_strogatz(n, 6, 0.4, Draws(*seed), SITE))
    assert degrees == [len(row) for row in rows_of(n, pairs, links)]
    links = grown_networks.link_by_links(n, 3, pairs, [0] * 3, [0], words[0], *seed)
    assert rows_of(n, pairs, links) == networks.rows(n, networks.barabasi_albert(n, 3, Draws(*seed), SITE))
    links = random_networks.link_by_chance(n, 0.1, 0, pairs, n * 6, [0], words[0], *seed)
    assert rows_of(n, pairs, links) == networks.rows(n, networks.erdos_renyi(n, 0.1, False, Draws(*seed), SITE))
    near, arrays = [0] * (4 * n), [[0] * (4 * n + 3) for _ in range(5)]
    regular_networks.link_regular(n, 4, near, degrees, *arrays, [0], words[0], *seed)
    links = regular_networks.pairs_of_regular(n, 4, near, pairs)
    assert rows_of(n, pairs, links) == networks.rows(n, networks.random_regular(n, 4, Draws(*seed), SITE))


def test_more_links_than_expected_are_drawn_again(monkeypatch):
    monkeypatch.setattr("sobremesa.mechanics.kernel.generators.SPARE", -8.0)
    links = networks.erdos_renyi(300, 0.1, False, Draws(*SEEDS[0]), SITE)
    assert_same(links, drawing("erdos_renyi", 300, p=0.1))
