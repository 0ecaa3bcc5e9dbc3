"""What is called stated was said: the words stand in the scenario, and the number in the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.mechanics.document import Clock, Experiment, Measure, ModelDocument, Outcome, Parameter, Table
from sobremesa.nodes.quotes import plain, stands_in, unread, wrong_quotes
from sobremesa.nodes.reading.said_numbers import said_numbers

SCENARIO = (
    "Of 1,000 people a third wear “smart” glasses; 10% of them fail an hour, each repair takes 90 minutes, and after "
    "10 days people recover. Two of the glasses – the old ones – never fail. Parts take 5, 3 and 7 minutes."
)


def document(figure: Parameter | Table, unit: str = "hour") -> ModelDocument:
    held = {"tables": {"x": figure}} if isinstance(figure, Table) else {"parameters": {"x": figure}}
    fields = {"purpose": "p", "agents": {}, "measures": {"m": Measure(value=1)}, **held}
    experiment = Experiment(headline=Outcome(measure="m"))
    return ModelDocument.model_validate({"model": "m", "clock": Clock(unit=unit), "experiment": experiment, **fields})


def codes(value: float, quote: str | tuple[str, ...] | None, unit: str | None = None, clock: str = "hour") -> list[str]:
    parameter = Parameter(value=value, source="stated", quote=quote, unit=unit)
    return [diagnostic.code for diagnostic in wrong_quotes(document(parameter, clock), SCENARIO)]


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        (1000, "1,000 people"),
        (1000, "1000 People"),
        (1000, "Of  1,000\npeople"),
        (1 / 3, "a third"),
        (0.333, "a third"),
        (0.1, "10% of them fail an hour"),
        (10, "10 per cent of them"),
        (1.5, "each repair takes 90 minutes"),
        (240, "after 10 days"),
        (2, "Two of the glasses - the old ones - never fail."),
        (0, "the old ones – never fail"),
        (10, ('"smart" glasses', "after 10 days")),
    ],
)
def test_what_was_said_may_be_called_stated(value: float, quote: str | tuple[str, ...]) -> None:
    assert codes(value, quote) == []


@pytest.mark.parametrize(
    ("value", "quote", "code"),
    [
        (1000, None, "quote_missing"),
        (1000, (), "quote_missing"),
        (1000, "a thousand people", "quote_unknown"),
        (1000, " … ", "quote_unknown"),
        (0, "0% of them fail", "quote_unknown"),
        (5, "0 people", "quote_unknown"),
        (1001, "1,000 people", "quote_number"),
        (0.9, "10% of them fail an hour", "quote_number"),
        (100, "a third wear", "quote_number"),
        (0.34, "a third", "quote_number"),
        (30, "each repair takes 90 minutes", "quote_number"),
        (10, "people recover", "quote_number"),
    ],
)
def test_what_was_not_said_is_a_mistake(value: float, quote: str | tuple[str, ...] | None, code: str) -> None:
    assert codes(value, quote) == [code]


def test_a_time_may_be_the_rate_that_it_amounts_to_in_the_clocks_unit_or_its_own() -> None:
    assert codes(0.1, "after 10 days people recover", clock="day") == []
    assert codes(1 / 240, "after 10 days people recover") == []
    assert codes(10, "after 10 days people recover", unit="days") == []
    assert codes(0.1, "after 10 days people recover", unit="per day") == []
    assert codes(0.7, "after 10 days people recover", clock="day") == ["quote_number"]


def test_every_value_of_a_table_stands_in_its_quotes() -> None:
    def found(*values: float) -> list[str | None]:
        table = Table(values=values, source="stated", quote="5, 3 and 7 minutes", unit="minute")
        return [diagnostic.found for diagnostic in wrong_quotes(document(table), SCENARIO)]

    assert found(5, 3, 7) == []
    assert found(5, 4, 8) == ["4", "8"]


def test_figures_that_were_not_stated_and_switches_need_no_number() -> None:
    inferred = Parameter(value=3, source="inferred", why="it follows")
    switch = Parameter(type="bool", value=True, source="stated", quote="people recover")
    assert not list(wrong_quotes(document(inferred), SCENARIO))
    assert not list(wrong_quotes(document(switch), SCENARIO))


def test_numbers_in_words_of_other_languages_are_believed_and_figures_are_not() -> None:
    scenario = "Von 1.000 Leuten verlieren zehn Prozent ihre Brille, 5 % sofort."

    def codes(value: float, quote: str) -> list[str]:
        parameter = Parameter(value=value, source="stated", quote=quote)
        return [diagnostic.code for diagnostic in wrong_quotes(document(parameter), scenario)]

    assert codes(0.1, "zehn Prozent") == []
    assert codes(1000, "1.000 Leuten") == []
    assert codes(0.05, "5 % sofort") == []
    assert codes(0.06, "5 % sofort") == ["quote_number"]


def test_numbers_of_the_text_that_stand_nowhere_in_the_document_are_told_in_its_words() -> None:
    told = document(Parameter(value=0.1, source="inferred", why="w"))
    assert unread(told, SCENARIO) == ("1,000", "90 minutes", "10 days", "Two", "5", "3", "7 minutes")
    quoted = Parameter(value=90, source="stated", quote=("each repair takes 90 minutes", "10 days"))
    assert unread(document(quoted), SCENARIO) == ("1,000", "10%", "Two", "5", "3", "7 minutes")
    assert unread(document(quoted), "In 1984 the second of them came each day.") == ()


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_number_is_found_in_its_own_figures_and_in_no_others(number: int, other: int) -> None:
    assert stands_in(f"{number:,} people", plain(f"There are {number} people."))
    assert stands_in(f"{number} people", plain(f"There are {other:,} people.")) == (number == other)
    assert number in {said.value for said in said_numbers(f"{number:,} people")}
