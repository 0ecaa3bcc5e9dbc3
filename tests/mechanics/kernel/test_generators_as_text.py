"""Each generator whole, its supporting functions in machine code and in Python: what `mechanics.networks` draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics import networks
from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.kernel import generators
from sobremesa.mechanics.kernel.generators import NATIVE, Drawing, csr

SITE = "network:space.test"
SEED = (2**53 - 1, 2**40 + 3)


@pytest.fixture
def same(natively: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Whether a generator draws these links."""
    made: dict[str, Any] = {}

    def call(drawing: Drawing, name: str, *values: object) -> int:
        names = (*NATIVE[drawing.generator], "count_neighbours", "list_neighbours")
        if drawing.generator not in made:
            made[drawing.generator] = natively(*names)
        return int(getattr(made[drawing.generator], name)(*values) or 0)

    monkeypatch.setattr(generators.Drawing, "call", call)

    def compare(links: networks.Links, generator: str, n: int, directed: bool = False, **told: Any) -> None:
        groups, edges = told.pop("groups", None), told.pop("edges", ())
        indptr, indices = csr(Drawing(generator, n, told, SITE, *SEED, directed, groups), edges)
        expected = networks.csr(networks.rows(n, links, directed))
        assert [indptr.tolist(), indices.tolist()] == [each.tolist() for each in expected]

    return compare


@pytest.mark.parametrize("directed", [False, True])
def test_without_chance(same: Callable[..., None], directed: bool) -> None:
    for n in (0, 1, 2, 7):
        same(networks.complete(n), "complete", n, directed)
        for k in (0, 2, 3, 6, 9):
            same(networks.ring(n, k), "ring", n, directed, k=k)
    for width, height, torus in ((1, 1, True), (2, 3, True), (3, 2, False), (4, 4, True)):
        links = networks.lattice(width, height, torus)
        same(links, "lattice", width * height, directed, width=width, height=height, torus=torus)
    edges = [(0, 1), (3, 2), (1, 0), (0, 3)]
    same(edges, "given", 5, directed, edges=edges)


@pytest.mark.parametrize("directed", [False, True])
def test_each_pair_by_chance(same: Callable[..., None], directed: bool) -> None:
    for n, p in ((0, 0.5), (2, 1.0), (40, 0.0), (40, 0.05), (40, 0.7), (40, 1.0)):
        same(networks.erdos_renyi(n, p, directed, Draws(*SEED), SITE), "erdos_renyi", n, directed, p=p)


def test_blocks(same: Callable[..., None]) -> None:
    rng = np.random.default_rng(1)
    for n, kinds in ((1, 1), (30, 1), (60, 4)):
        groups = rng.integers(0, kinds, n)
        for p_in, p_out in ((0.2, 0.05), (0.0, 0.2), (1.0, 0.0)):
            links = networks.stochastic_block(groups.tolist(), p_in, p_out, Draws(*SEED), SITE)
            same(links, "stochastic_block", n, p_in=p_in, p_out=p_out, groups=groups)


def test_regular_networks(same: Callable[..., None]) -> None:
    for n, degree in ((2, 1), (10, 4), (10, 9), (20, 17), (20, 11), (50, 3)):
        links = networks.random_regular(n, degree, Draws(*SEED), SITE)
        same(links, "random_regular", n, degree=degree)


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_small_worlds(same: Callable[..., None], p: float) -> None:
    for n, k in ((0, 2), (3, 4), (6, 5), (9, 8), (60, 6)):
        same(networks.watts_strogatz(n, k, p, Draws(*SEED), SITE), "watts_strogatz", n, k=k, p=p)


def test_hubs(same: Callable[..., None]) -> None:
    for n, m in ((2, 1), (9, 8), (60, 3)):
        same(networks.barabasi_albert(n, m, Draws(*SEED), SITE), "barabasi_albert", n, m=m)
