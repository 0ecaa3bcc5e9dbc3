"""How many replicates the points of a sweep have."""

from __future__ import annotations

from sobremesa.nodes.contract import Request
from sobremesa.nodes.explore import MOST_OF_A_POINT, replicates_of_a_point

SWEEP = {"sweep": {"parameter": "failed_share"}}


def test_many_replicates_of_a_run_are_meant_for_its_arms() -> None:
    few, many = MOST_OF_A_POINT // 2, 10 * MOST_OF_A_POINT
    assert replicates_of_a_point(Request(scenario="what if?", replicates=few)) == few
    assert replicates_of_a_point(Request(scenario="what if?", replicates=many)) == MOST_OF_A_POINT


def test_who_asks_for_narrow_intervals_asks_for_no_points() -> None:
    many = 10 * MOST_OF_A_POINT
    narrow = Request(scenario="what if?", replicates=many, experiment={"precision": 0.01, "sweep": []})
    assert replicates_of_a_point(narrow) == MOST_OF_A_POINT


def test_whoever_asks_for_points_says_how_many_replicates_they_have() -> None:
    many = 10 * MOST_OF_A_POINT
    assert replicates_of_a_point(Request(scenario="what if?", replicates=many, experiment=SWEEP)) == many
