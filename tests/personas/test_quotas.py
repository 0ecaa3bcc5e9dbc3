"""Shares become whole people, and quotas that make no sense are refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.personas.quotas import QuotaError, ages_of, apportion, read_quotas

WEIGHTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(lambda weights: sum(weights) > 1e-3)


@given(WEIGHTS, st.integers(1, 50))
def test_each_gets_its_due_to_within_one(weights: list[float], size: int) -> None:
    counts = apportion(weights, size)
    assert sum(counts) == size
    for count, weight in zip(counts, weights, strict=True):
        assert abs(count - size * weight / sum(weights)) < 1 + 1e-6


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
def test_counts_that_add_up_are_met_as_given(counts: list[int]) -> None:
    assert apportion(counts, sum(counts)) == tuple(counts)


def test_largest_remainders_as_in_the_textbook() -> None:
    # Balinski & Young, Fair Representation (1982), the Alabama paradox: 26 seats for five states of 26,000.
    assert apportion([9061, 7179, 5259, 3319, 1182], 26) == (9, 7, 5, 4, 1)
    assert apportion([9061, 7179, 5259, 3319, 1182], 27) == (9, 8, 6, 3, 1)


def test_the_order_in_which_a_caller_writes_plays_no_part() -> None:
    one = read_quotas({"opinion": {"against": 1, "pro": 2}, "age": {"60+": 1, "18-34": 2}})
    assert one == read_quotas({"age": {"18-34": 2, "60+": 1}, "opinion": {"for": 2, "opposed": 1}})
    assert [quota.dimension for quota in one] == ["age", "opinion"]


def test_ages_are_told_in_bands() -> None:
    assert [ages_of(label) for label in ("18-34", "35 to 50", "60+", "65 and over", "over 60", "under 30")] == [
        (18, 34), (35, 50), (60, 90), (65, 90), (61, 90), (18, 29),
    ]  # fmt: skip
    assert ages_of("under 15") == (0, 14)
    assert [ages_of(label) for label in ("90+", "95+", "over 90")] == [(90, 90), (95, 120), (91, 120)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"age": {"young": 1}}, "young is no band of ages, such as 18-34"),
        ({"age": {"18-34": 1, "30-50": 1}}, "18-34 and 30-50 overlap"),
        ({"age": {"50-30": 1}}, "50-30 must run from a lower to a higher age"),
        ({"opinion": {"maybe": 1}}, "quota opinion: it knows for, undecided, against, not maybe"),
        ({"openness": {"huge": 1}}, "quota openness: it knows low, average, high, not huge"),
        ({"role": {"baker": -1}}, "baker must be a count or a share, 0 or more, not -1"),
        ({"role": {"baker": float("inf")}}, "not inf"),
        ({"role": {"baker": 0}}, "say how many of which, at least one"),
        ({"role": {}}, "say how many of which, at least one"),
        ({"opinion": {"for": 1, "yes": 1}}, "for is given twice"),
        ({" ": {"x": 1}}, "must name its dimension"),
        ({"role": {" ": 1}}, "each label must have 1 to 80 characters"),
    ],
)
def test_a_quota_that_makes_no_sense_is_refused(given: dict[str, dict[str, float]], told: str) -> None:
    with pytest.raises(QuotaError) as caught:
        read_quotas(given)
    assert told in str(caught.value)
