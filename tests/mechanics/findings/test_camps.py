"""Camps are counted where they have been planted, and hardly ever elsewhere."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from sobremesa.mechanics.findings.camps import camps_of, labelled
from sobremesa.mechanics.findings.polarisation import bimodality, modularity

Numbers = NDArray[np.float64]

SHAPES: dict[str, Callable[[Generator, int], Numbers]] = {
    "even": lambda chance, n: chance.random(n),
    "bell": lambda chance, n: chance.normal(0.5, 0.15, n),
    "at an end": lambda chance, n: chance.exponential(0.15, n),
    "skewed": lambda chance, n: chance.beta(2, 5, n),
    "narrow": lambda chance, n: chance.normal(0.37, 0.01, n),
    "one": lambda chance, n: np.full(n, 0.25),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("people", [20, 100, 1000])
def test_hardly_ever_are_there_two_where_there_is_one(shape: str, people: int) -> None:
    """At most 8%: of 300 samples more than 39 about once in 1,000 times."""
    chance = np.random.default_rng(7)
    samples = [SHAPES[shape](chance, people) for _ in range(300)]
    assert int((camps_of(samples, 0, 1).numbers > 1).sum()) <= 39


@pytest.mark.parametrize("camps", [1, 2, 3, 5])
def test_planted_camps_are_counted_and_know_their_members(camps: int) -> None:
    chance = np.random.default_rng(camps)
    belongs = [chance.integers(0, camps, 100) for _ in range(100)]
    samples = [(each + 0.5) / camps + chance.normal(0, 0.01, 100) for each in belongs]
    found = camps_of(samples, 0, 1)
    assert float((found.numbers == camps).mean()) >= 0.8
    counted = [place for place in range(100) if found.numbers[place] == camps]
    assert all(np.array_equal(found.members[place], belongs[place]) for place in counted)


def test_a_few_outsiders_are_no_camp() -> None:
    sample = np.concatenate([np.full(570, 0.3), np.full(390, 0.7), np.full(40, 0.95)])
    assert camps_of([sample], 0, 1).numbers.tolist() == [2]


def test_samples_need_not_be_of_one_size() -> None:
    two, one = np.repeat([0.1, 0.9], 40), np.full(33, 0.5)
    found = camps_of([two, one, np.zeros(0)], 0, 1)
    assert found.numbers.tolist() == [2, 1, 0]
    assert [len(members) for members in found.members] == [80, 33, 0]


def test_answers_may_be_any_whole_numbers() -> None:
    """Below 0 and far apart: modularity counts camps from 0 on."""
    found = labelled([np.repeat([-5, 10**12, -5], 20), np.zeros(0, dtype=np.int64)])
    assert found.numbers.tolist() == [2, 0]
    assert found.members[0].tolist() == [*[0] * 20, *[1] * 20, *[0] * 20]
    pairs = np.array([(one, one + 1) for one in range(59)])
    assert 0 < modularity(pairs, found.members[0]) < 1


def test_modularity_is_that_of_networkx() -> None:
    graph = nx.karate_club_graph()
    members = np.array([club == "Officer" for club in nx.get_node_attributes(graph, "club").values()], dtype=np.int64)
    ends = np.array([*graph.edges, *((b, a) for a, b in graph.edges)])
    sides = [set(np.flatnonzero(members == side).tolist()) for side in (0, 1)]
    expected = nx.community.modularity(graph, sides, weight=None)
    assert modularity(ends, members) == pytest.approx(expected)


def test_bimodality_tells_two_points_from_what_is_spread_and_from_a_bell() -> None:
    chance = np.random.default_rng(0)
    samples = [np.repeat([0.0, 1.0], 500), chance.random(100_000), chance.normal(size=100_000), np.ones(50)]
    assert bimodality(samples).tolist() == pytest.approx([1, 5 / 9, 1 / 3, 1 / 3], abs=0.01)
