"""What is called given was given: the number is one of the caller's facts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sobremesa.mechanics.document import Clock, Experiment, Measure, ModelDocument, Outcome, Parameter, Table
from sobremesa.nodes.given_figures import wrong_givens

CONTEXT: dict[str, Any] = {
    "city": "Oslo, 500 households",
    "failure_rate": 0.3,
    "illness_days": 10,
    "calls per hour": 40,
    "repair": "takes 90 minutes",
    "open": True,
    "stations": [5, 3, 7],
    "wages": {"baker": 20, "miller": "a third of that"},
}


def document(figure: Parameter | Table, unit: str = "hour") -> ModelDocument:
    held = {"tables": {"x": figure}} if isinstance(figure, Table) else {"parameters": {"x": figure}}
    fields = {"purpose": "p", "agents": {}, "measures": {"m": Measure(value=1)}, **held}
    experiment = Experiment(headline=Outcome(measure="m"))
    return ModelDocument.model_validate({"model": "m", "clock": Clock(unit=unit), "experiment": experiment, **fields})


def codes(value: float, context: dict[str, Any] | None = None, clock: str = "hour", **figure: Any) -> list[str]:
    made = document(Parameter(value=value, source="given", **figure), clock)
    return [found.code for found in wrong_givens(made, CONTEXT if context is None else context)]


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (500, {}),
        (0.3, {"why": "the failure rate of the context"}),
        (30, {"why": "failure_rate, in percent"}),
        (0.1, {"clock": "day", "why": "illness days"}),
        (1 / 240, {"why": "an illness of ten days"}),
        (40, {"why": "calls per hour"}),
        (960, {"clock": "day", "why": "calls per hour"}),
        (1.5, {}),
        (7, {}),
        (20, {"why": "wages"}),
        (1 / 3, {}),
        (500, {"quote": "500 households"}),
        (1.5, {"quote": "takes 90 minutes"}),
    ],
)
def test_a_number_of_a_fact_may_be_called_given(value: float, figure: dict[str, Any]) -> None:
    assert codes(value, **figure) == []


@pytest.mark.parametrize(
    ("value", "figure", "code"),
    [
        (501, {}, "given_number"),
        (0.7, {"why": "the others do not fail"}, "given_number"),
        (500, {"why": "the failure rate"}, "given_number"),
        (7, {"quote": "500 households"}, "given_number"),
        (500, {"quote": "five hundred households"}, "given_unknown"),
        (0.5, {"why": "what the context gives"}, "given_number"),
    ],
)
def test_a_number_that_nobody_gave_may_not(value: float, figure: dict[str, Any], code: str) -> None:
    assert codes(value, **figure) == [code]


def test_where_nothing_was_given_nothing_is() -> None:
    assert codes(1, context={}) == ["nothing_given"]
    assert codes(1, context={"city": "Oslo"}) == ["given_number"]


def test_switches_are_given_by_words_and_tables_number_by_number() -> None:
    switch = Parameter(type="bool", value=True, source="given", why="it is open")
    assert not list(wrong_givens(document(switch), CONTEXT))
    table = Table(values=(5, 4, 7), source="given", why="stations")
    assert [found.found for found in wrong_givens(document(table), CONTEXT)] == ["4"]


def test_what_was_seen_as_given_before_stays_the_callers() -> None:
    seen = document(Parameter(value=0.77, source="given", why="set in review"))
    again = document(Parameter(value=0.77, source="given", why="as before"))
    changed = document(Parameter(value=0.78, source="given", why="as before"))
    assert not list(wrong_givens(again, {}, seen))
    assert [found.code for found in wrong_givens(changed, {}, seen)] == ["nothing_given"]
    assumed = document(Parameter(value=0.77, source="assumed", why="so it is"))
    assert [found.code for found in wrong_givens(again, {}, assumed)] == ["nothing_given"]


def test_other_sources_are_none_of_its_business() -> None:
    stated = document(Parameter(value=0.77, source="stated", quote="x"))
    assert not list(wrong_givens(stated, {}))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
@example(10**9 - 1, 10**9)
def test_a_whole_number_is_found_in_its_own_fact_and_in_no_other(number: int, other: int) -> None:
    found = codes(number, context={"count": other})
    assert (found == []) == (number == other)
