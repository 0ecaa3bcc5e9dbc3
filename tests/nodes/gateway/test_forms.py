"""Whatever a language model writes is read as a value, or is a mistake that can be told: nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import JsonForm, MistakenAnswerError
from sobremesa.nodes.gateway.dialect import FORMATS, Dialect
from sobremesa.nodes.gateway.faults import retry_after
from sobremesa.nodes.interpreter import NoModel, Route
from sobremesa.nodes.model_interpreter import Routed
from sobremesa.nodes.model_speaker import TurnForm
from sobremesa.nodes.translating import read_answer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=4),
)
FIELDS = st.fixed_dictionaries(dict.fromkeys(TurnForm("ann", ()).schema["properties"], JSON), optional={"extra": JSON})


@given(st.text() | JSON.map(json.dumps) | FIELDS.map(json.dumps))
def test_a_turn_is_read_or_is_a_mistake(text: str) -> None:
    try:
        assert TurnForm("ann", (("bo", "Bo"),)).read(text).speech
    except MistakenAnswerError as error:
        assert str(error)


@given(st.text() | JSON.map(json.dumps))
def test_a_document_is_read_or_is_a_mistake(text: str) -> None:
    route = Route(mode="mechanics", confidence=1, reasons=())
    try:
        assert isinstance(read_answer(text, Request(scenario="They meet."), route), NoModel)
    except MistakenAnswerError as error:
        assert str(error)


@pytest.mark.parametrize(
    "text",
    [
        '{"mode": "social", "confidence": 0.5, "reasons": ["few"], "phrases": []}',
        '```json\n{"mode": "social", "confidence": 0.5, "reasons": ["few"], "phrases": []}\n```',
        'Of course! {"mode": "social", "confidence": 0.5, "reasons": ["few"], "phrases": []} Anything else?',
    ],
)
def test_an_object_is_found_in_its_wrapping(text: str) -> None:
    assert JsonForm(Routed).read(text).mode == "social"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
    ],
)
def test_what_an_endpoint_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_dialect_gives_way_step_by_step_and_ends() -> None:
    dialect, steps = Dialect.of("http://127.0.0.1:8080/v1").of_server("llama.cpp"), 0
    complaint = "stream_options, temperature, max_completion_tokens, response_format, grammar"
    while (plainer := dialect.without(complaint)) is not None:
        dialect, steps = plainer, steps + 1
    assert steps == 3 + len(FORMATS) - 1
    assert dialect.body({"type": "object"}, 9, 0.5) == {"max_completion_tokens": 9}
    assert Dialect.of(None).limit == "max_completion_tokens"
    assert dialect.without("the moon is full") is None
