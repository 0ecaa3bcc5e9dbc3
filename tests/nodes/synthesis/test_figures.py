"""Numbers as they are shown, and as they are read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.synthesis.figures import amount, cell, decimals, gap, plain, shown, span, trimmed, turned
from sobremesa.nodes.synthesis.numerals import numerals

BASE = Finding(
    id="f", kind="level", measure="m", take="last", arms=("a",), value=0.5, low=0.4, high=0.6, n=30, method="mean"
)


def finding(value: float, low: float | None, high: float | None, unit: str | None = None, arms: int = 1) -> Finding:
    changes = {"value": value, "low": low, "high": high, "unit": unit, "arms": ("a", "b")[:arms]}
    return BASE.model_copy(update=changes)


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "text"),
    [
        (0.8527, 0.8312, 0.8742, "share", "85.3% [83.1%, 87.4%]"),
        (0.8527, 0.8497, 0.8557, "share", "85.27% [84.97%, 85.57%]"),
        (1.0, 1.0, 1.0, "share", "100%"),
        (0.8527, 0.8027, 0.9027, "share", "85% [80%, 90%]"),
        (0.99987, 0.99976, 0.99998, "share", "99.99% [99.98%, 100.00%]"),
        (65.31, 64.1, 66.6, "money", "65.3 money [64.1, 66.6]"),
        (1234.6, 1204.0, 1265.2, None, "1,235 [1,204, 1,265]"),
        (12.4, 11.8, 13.0, "hour", "12.4 hours [11.8, 13.0]"),
        (1.0, None, None, "day", "1 day"),
        (0.02, 0.018, 0.022, "chance per hour", "2.00% per hour [1.80%, 2.20%]"),
        (0.96, 0.95, 0.97, "share of the best possible", "96.0% of the best possible [95.0%, 97.0%]"),
        (-0.00001, -0.002, 0.002, None, "0.0000 [−0.0020, 0.0020]"),
        (0.123456, None, None, None, "0.12"),
    ],
)
def test_a_level_shows_no_more_than_its_interval_bears(
    value: float, low: float | None, high: float | None, unit: str | None, text: str
) -> None:
    assert shown(finding(value, low, high, unit)) == text


def test_a_difference_of_shares_is_in_percentage_points() -> None:
    difference = finding(-0.047, -0.0585, -0.0355, "share", arms=2)
    assert gap(difference) == "4.7 percentage points [3.5, 5.9]"
    assert cell(difference) == "−4.7 percentage points"
    assert span(difference) == "[−5.9, −3.5]"
    assert turned(turned(difference)) == difference


def test_runs_that_are_all_alike_have_no_interval_to_show() -> None:
    assert span(finding(1.0, 1.0, 1.0, "share")) == "all alike"
    assert span(finding(1.0, None, None)) == "–"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.065, "chance per hour", "6.5% per hour"), (0.4, None, "0.4"), (0.0, "share", "0%"), (1 / 3, None, "0.333")],
)
def test_a_single_amount(value: float, unit: str | None, text: str) -> None:
    assert amount(value, unit) == text


@pytest.mark.parametrize(("value", "text"), [(0.1, "0.1"), (1000, "1,000"), (-2.5, "−2.5"), (1e-9, "1e-09")])
def test_a_number_that_someone_wrote_stays_as_it_was(value: float, text: str) -> None:
    assert trimmed(value) == text


@given(value=st.floats(-1e6, 1e6), half=st.floats(1e-5, 1e5))
def test_what_is_shown_is_read_back(value: float, half: float) -> None:
    places = decimals(value, value - half, value + half)
    (read,) = numerals(plain(value, places))
    assert read.means(value)


@given(value=st.floats(0.0001, 1), half=st.floats(0.0001, 0.5))
def test_a_share_that_is_shown_is_read_back_as_a_percentage(value: float, half: float) -> None:
    first, *bounds = numerals(shown(finding(value, value - half, value + half, "share")))
    assert first.percent
    assert first.means(value)
    assert all(bound.percent for bound in bounds)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(1, "camps", "1 camp"), (2, "camps", "2 camps"), (1, "people", "1 person"), (1, "hour", "1 hour"), (1, "", "1")],
)
def test_one_of_a_unit_is_named_as_one(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text
