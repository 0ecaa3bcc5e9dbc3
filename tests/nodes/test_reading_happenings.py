"""What a scenario says will happen in a round, in many words; and what only looks like it."""

import pytest

from sobremesa.nodes.contract import Request
from sobremesa.nodes.happenings import happenings_of, without_happenings
from sobremesa.nodes.reading.happenings import foretold
from sobremesa.nodes.rounds import rounds_of_conversation
from sobremesa.personas.happening import Happening

OPENING = "Three siblings decide whether to sell their mother's house."


@pytest.mark.parametrize(
    ("said", "spoken", "what", "kind"),
    [
        ("In round 3 the lights go out.", 3, "the lights go out", "event"),
        ("in round 3, the lights go out", 3, "the lights go out", "event"),
        ("In round three: the lights go out!", 3, "the lights go out", "event"),
        ("The lights go out in round 3.", 3, "The lights go out", "event"),
        ("In the third round their aunt comes in and wants to be heard.", 3,
         "their aunt comes in and wants to be heard", "event"),
        ("After round 2 a storm breaks, and the road is flooded.", 3,
         "a storm breaks, and the road is flooded", "event"),
        ("After two rounds, the lights go out.", 3, "the lights go out", "event"),
        ("At the start of round 4, a letter arrives.", 4, "a letter arrives", "event"),
        ("From round 4 on they sit in the garden.", 4, "they sit in the garden", "scene"),
        ("In round 2 it is the next morning, and the kitchen is cold.", 2,
         "it is the next morning, and the kitchen is cold", "scene"),
        ("In the 10th round the scene moves to the station.", 10, "the scene moves to the station", "scene"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["last", "first"])
def test_what_will_happen_is_read_and_taken_out(said: str, spoken: int, what: str, kind: str, place: str) -> None:
    end = "" if said[-1] in ".!" else "."
    text = f"{OPENING} {said}{end}" if place == "last" else f"{said}{end} {OPENING}"
    found = foretold(text)
    assert found.text == OPENING
    assert found.happenings == (Happening.model_validate({"round": spoken, "what": what, "kind": kind}),)


@pytest.mark.parametrize(
    "said",
    [
        "Let them talk for 3 rounds.",
        "Who gives in in round 3?",
        "In each round everyone speaks once.",
        "In round 1 each of them says what they want.",
        "The best of three rounds wins.",
        "In round 0 nothing is said.",
        "In round 3000 the lights go out.",
        "They sit around the table.",
    ],
)
def test_what_only_looks_like_it_is_left_where_it_is(said: str) -> None:
    text = f"{OPENING} {said}"
    assert foretold(text).happenings == ()
    assert foretold(text).text == text


def test_a_text_of_nothing_else_is_left_alone() -> None:
    assert foretold("In round 3 the lights go out.").happenings == ()


def test_text_and_caller_are_put_together_by_round() -> None:
    request = Request(
        scenario=f"{OPENING} In round 3 the lights go out.",
        events=(Happening(round=3, what="a bell rings"), Happening(round=1, what="it rains")),
    )
    assert [one.what for one in happenings_of(request)] == ["it rains", "the lights go out", "a bell rings"]
    assert without_happenings(request).scenario == OPENING


def test_a_round_in_which_something_happens_is_no_number_of_rounds() -> None:
    request = Request(scenario=f"{OPENING} In round 3 the lights go out. Let them talk for six rounds.")
    assert rounds_of_conversation(request) == 6
    assert rounds_of_conversation(Request(scenario=f"{OPENING} In round 3 the lights go out.")) == 5
    assert rounds_of_conversation(Request(scenario=f"{OPENING} In the third round the lights go out.")) == 5
    assert rounds_of_conversation(Request(scenario=f"{OPENING} After two rounds the lights go out.")) == 5
    assert rounds_of_conversation(Request(scenario=f"{OPENING} In round 8 the lights go out.")) == 8
