"""Numbers as people write them: what they say, what they count, and the exact words."""

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.tokens import tokenise


def read(words: str) -> tuple[Number, ...]:
    return read_numbers(tokenise(words))


def only(words: str) -> Number:
    (number,) = read(words)
    return number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,000 people", 1000),
        ("a hundred people", 100),
        ("a hundred and twenty people", 120),
        ("two dozen people", 24),
        ("twenty-five people", 25),
        ("three thousand four hundred people", 3400),
        ("two hundred thousand people", 200_000),
        ("half a million people", 500_000),
        ("1.5 million people", 1_500_000),
        ("10k people", 10_000),
        ("a couple of people", 2),
        ("٥٠ people", 50),
        ("an island of 500 people", 500),
    ],
)
def test_counts(words: str, value: float) -> None:
    number = only(words)
    assert (number.kind, number.value, number.noun) == ("count", value, "people")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("10% of them", 0.1),
        ("ten per cent of them", 0.1),
        ("12.5 percent of them", 0.125),
        ("one in five fail", 0.2),
        ("one implant in twenty breaks", 0.05),
        ("9 out of 10 fail", 0.9),
        ("half of them", 0.5),
        ("a third of them", 1 / 3),
        ("two thirds of them", 2 / 3),
        ("one-fifth of them", 0.2),
        ("3/4 of them", 0.75),
        ("½ of them", 0.5),
    ],
)
def test_shares(words: str, value: float) -> None:
    number = only(words)
    assert number.kind == "share"
    assert math.isclose(number.value, value)


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("it takes three minutes", 3, "minute"),
        ("it takes an hour", 1, "hour"),
        ("it takes an hour and a half", 1.5, "hour"),
        ("it takes half an hour", 0.5, "hour"),
        ("it takes a quarter of an hour", 0.25, "hour"),
        ("a three-day fever", 3, "day"),
        ("two and a half weeks", 2.5, "week"),
        ("50 steps", 50, "step"),
    ],
)
def test_durations(words: str, value: float, unit: str) -> None:
    number = only(words)
    assert (number.kind, number.value, number.unit) == ("duration", value, unit)


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("every ten days", 10, "day"),
        ("each week", 1, "week"),
        ("every half hour", 0.5, "hour"),
        ("every other day", 2, "day"),
        ("once a month", 1, "month"),
        ("weekly", 1, "week"),
    ],
)
def test_periods(words: str, value: float, unit: str) -> None:
    number = only(words)
    assert (number.kind, number.value, number.unit) == ("every", value, unit)


@pytest.mark.parametrize(
    ("words", "value", "per"),
    [
        ("40 an hour", 40, "hour"),
        ("25 tickets an hour", 25, "hour"),
        ("5% a year", 0.05, "year"),
        ("0.2 per day", 0.2, "day"),
    ],
)
def test_rates(words: str, value: float, per: str) -> None:
    number = only(words)
    assert (number.kind, number.value, number.per) == ("rate", value, per)


@pytest.mark.parametrize(
    ("words", "value", "per"),
    [
        ("with probability 0.1 a day", 0.1, "day"),
        ("a 10% chance", 0.1, None),
        ("a chance of one in six", 1 / 6, None),
        ("a 5% risk each week", 0.05, "week"),
    ],
)
def test_probabilities(words: str, value: float, per: str | None) -> None:
    number = only(words)
    assert (number.kind, number.per) == ("probability", per)
    assert math.isclose(number.value, value)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("between 50 and 150", 50, 150),
        ("from $5 to $10", 5, 10),
        ("20 to 80", 20, 80),
        ("50–150", 50, 150),
        ("5-10%", 0.05, 0.1),
    ],
)
def test_ranges(words: str, low: float, high: float) -> None:
    number = only(words)
    assert (number.kind, number.value, number.high) == ("range", low, high)


@pytest.mark.parametrize("words", ["50 by 40", "50x40", "50 × 40", "fifty by forty"])
def test_sizes(words: str) -> None:
    number = only(words)
    assert (number.kind, number.value, number.high) == ("size", 50, 40)


def test_money_is_no_count() -> None:
    assert [number.kind for number in read("$50, 20 euros and 3 pears")] == ["currency", "currency", "count"]


def test_places_and_dates_are_told_from_counts() -> None:
    words = "On 5 May 2026 at 9 am the second till opened; a 45-year-old and the 3rd customer came in 1985."
    assert {number.kind for number in read(words)} <= {"date", "ordinal"}


def test_a_range_ends_where_the_next_count_begins() -> None:
    kinds = [(number.kind, number.noun) for number in read("bids between 50 and 150 and 50 sellers")]
    assert kinds == [("range", ""), ("count", "sellers")]


def test_an_enumeration_shares_its_unit() -> None:
    assert [(n.kind, n.value, n.unit) for n in read("5, 3 and 7 minutes")] == [
        ("duration", 5, "minute"), ("duration", 3, "minute"), ("duration", 7, "minute"),
    ]  # fmt: skip


def test_a_number_among_others_is_a_share_of_them() -> None:
    assert [(n.kind, n.value) for n in read("30 of the 120 guests")] == [("share", 0.25), ("count", 120)]


def test_a_share_that_recurs_is_a_rate() -> None:
    for words in ("5% of the broken ones per hour", "5% of them leave each hour"):
        assert [(n.kind, n.value, n.per) for n in read(words)] == [("rate", 0.05, "hour")]


def test_signs_are_told_from_hyphens() -> None:
    assert [(n.value, n.high) for n in read("between -1 and 1, 3-5")] == [(-1, 1), (3, 5)]


def test_multiples_are_stated_numbers() -> None:
    assert [n.text for n in read("twice as many buyers")] == ["twice as many"]


def test_a_whole_names_what_it_counts() -> None:
    assert only("a town of 500").noun == "town"
    assert only("a rate of 500").noun != "rate"


def test_one_is_weak_unless_it_is_a_part() -> None:
    assert [number.weak for number in read("one is shy, and one in five laughs")] == [True, False]


@given(st.integers(min_value=2, max_value=10**9))
def test_figures_with_and_without_commas_agree(value: int) -> None:
    for written in (f"{value}", f"{value:,}"):
        number = only(f"there were {written} pigeons")
        assert (number.value, number.noun, number.text) == (value, "pigeons", written)


@given(st.text(max_size=200))
def test_quotes_are_exact_and_in_order(words: str) -> None:
    text = tokenise(words)
    end = 0
    for number in read_numbers(text):
        assert end <= number.first < number.end <= len(text)
        assert number.text in words
        end = number.end


def calls(words: str) -> int:
    """How many function calls reading takes: work that can be counted without a clock."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read(words)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "one hundred and ",
        "half a ",
        "between 1 and ",
        "a couple of ",
        "twenty-",
        "1,",
        "1.1.",
        "9",
        "(",
        "every ",
        "one in ",
        "\u202e",
    ],
)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    short, long = (calls(piece * (length // len(piece))) for length in (1_000, 20_000))
    assert long <= 22 * short
