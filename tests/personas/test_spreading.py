"""Points over a space of people: one in each stratum of each dimension, and as even as they come."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.personas.spreading import association, discrepancy, group_of, spread


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 30), st.integers(1, 6), st.integers(0, 2**53 - 1))
def test_each_stratum_of_each_dimension_holds_one_point(size: int, dimensions: int, seed: int) -> None:
    cube = spread({f"d{place}": () for place in range(dimensions)}, size, f"{seed}")
    assert all(sorted(strata) == list(range(size)) for strata in cube.values())


def test_the_discrepancy_is_the_one_of_the_literature() -> None:
    from scipy.stats import qmc

    for n, d in ((1, 1), (7, 3), (40, 8)):
        points = np.random.default_rng(n).random((n, d))
        assert discrepancy(points) == pytest.approx(qmc.discrepancy(points, method="CD"), rel=1e-12)


def test_the_chosen_cube_is_more_even_than_a_usual_one() -> None:
    names = [f"d{place}" for place in range(4)]
    for seed in range(5):
        cube = spread(dict.fromkeys(names, ()), 20, f"{seed}")
        chosen = discrepancy((np.array(list(cube.values())).T + 0.5) / 20)
        lots = Random(seed)
        usual = [discrepancy((np.array([lots.sample(range(20), 20) for _ in names]).T + 0.5) / 20) for _ in range(200)]
        assert sum(chosen < other for other in usual) > 195


def test_groups_of_two_dimensions_cross_as_evenly_as_whole_people_allow() -> None:
    sizes = {"age": (4, 4, 4), "opinion": (6, 6)}
    for seed in range(10):
        cube = spread(sizes, 12, f"{seed}")
        pairs = [
            (group_of(a, sizes["age"]), group_of(b, sizes["opinion"]))
            for a, b in zip(cube["age"], cube["opinion"], strict=True)
        ]
        assert {pairs.count(pair) for pair in pairs} == {2}
        assert association(cube, sizes) == 0.0


def test_groups_follow_the_strata() -> None:
    assert [group_of(stratum, (2, 0, 3)) for stratum in range(5)] == [0, 0, 2, 2, 2]


def test_a_dimension_more_leaves_the_tried_cubes_of_the_others_alone() -> None:
    assert spread({"a": ()}, 9, "s") == spread({"a": ()}, 9, "s")
    assert spread({"a": ()}, 9, "s") != spread({"a": ()}, 9, "t")
