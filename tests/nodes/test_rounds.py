"""Rounds come from the caller, the context, the text, the default, in this order."""

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.nodes.contract import Request
from sobremesa.nodes.rounds import DEFAULT_ROUNDS, rounds_asked, rounds_of_conversation
from sobremesa.personas.happening import Happening

TEXT = "Three siblings talk for four rounds."


@pytest.mark.parametrize(
    ("request_", "rounds"),
    [
        (Request(scenario=TEXT, rounds=2, context={"rounds": 3}), 2),
        (Request(scenario=TEXT, context={"rounds": 3}), 3),
        (Request(scenario=TEXT), 4),
        (Request(scenario="Three siblings talk."), DEFAULT_ROUNDS),
        (Request(scenario="Three siblings buy a round of drinks."), DEFAULT_ROUNDS),
        (Request(scenario="Three siblings talk for 5000 rounds."), DEFAULT_ROUNDS),
        (Request(scenario=TEXT, context={"rounds": "many"}), 4),
        (Request(scenario=TEXT, context={"rounds": True}), 4),
    ],
)
def test_who_is_asked_first(request_: Request, rounds: int) -> None:
    assert rounds_of_conversation(request_) == rounds


def test_the_text_is_not_asked_where_a_document_says_it() -> None:
    assert rounds_asked(Request(scenario=TEXT)) is None


@pytest.mark.parametrize("rounds", [0, 5000])
def test_a_number_of_rounds_that_there_cannot_be_is_refused(rounds: int) -> None:
    with pytest.raises(BadRequestError, match="from 1 to 100"):
        rounds_asked(Request(scenario=TEXT, context={"rounds": rounds}))


def test_what_the_text_says_will_happen_makes_a_talk_as_long_and_what_the_caller_adds_does_not() -> None:
    assert rounds_of_conversation(Request(scenario="Three siblings talk. In round 8 the lights go out.")) == 8
    event = Happening(round=5, what="the lights go out")
    assert rounds_of_conversation(Request(scenario="Three siblings talk.", events=(event,))) == DEFAULT_ROUNDS


@pytest.mark.parametrize(
    "request_", [Request(scenario=TEXT), Request(scenario="They talk."), Request(scenario=TEXT, rounds=3)]
)
def test_an_event_after_the_last_round_is_refused(request_: Request) -> None:
    late = Happening(round=99, what="the lights go out")
    with pytest.raises(BadRequestError, match="in round 99, and they talk for"):
        rounds_of_conversation(request_.model_copy(update={"events": (late,)}))
