"""A recorded answer is found by whom it was for, and outlives an edit of the prompt."""

from typing import get_args

import pytest

from sobremesa.nodes.capsule.capsule import GivenUpKind
from sobremesa.nodes.gateway.given_up import REFUSED
from sobremesa.nodes.gateway.outcome import Kind
from sobremesa.nodes.gateway.recorded import NotRecordedError, Recorded, Reworded
from sobremesa.store.journal import BUDGET, Entry, Key, Unanswered


def key(prompt: str, persona: str = "ann", turn: str = "talk/0/1/ann", lineage: str = "then") -> Key:
    return Key(lineage, "speak", persona, turn, prompt)


def entry(text: str) -> Entry:
    return Entry(text, "stop", "", "m", 3, 2)


@pytest.fixture
def recorded() -> Recorded:
    """A question and its repair, the same question to another, and one that was given up."""
    return Recorded(
        [
            (key("first"), entry("bad")),
            (key("repair"), entry("good")),
            (key("first", "bo", "talk/0/1/bo"), entry("bo's")),
            (key("later", turn="talk/0/2/ann"), Unanswered(BUDGET, "calls")),
        ]
    )


def test_the_same_prompt_finds_its_answer_as_often_as_it_is_asked(recorded: Recorded) -> None:
    for _ in range(2):
        assert recorded.find(key("repair", lineage="now")) == entry("good")
        assert recorded.find(key("first", lineage="now")) == entry("bad")
    assert recorded.find(key("first", "bo", "talk/0/1/bo")) == entry("bo's")
    assert recorded.find(key("later", turn="talk/0/2/ann")) == Unanswered(BUDGET, "calls")
    assert (recorded.asked, recorded.reworded, recorded.unasked) == (4, (), ())


def test_other_prompts_find_the_answers_of_their_place_in_order(recorded: Recorded) -> None:
    assert recorded.find(key("reworded")) == entry("bad")
    assert recorded.find(key("its repair")) == entry("good")
    assert recorded.find(key("reworded")) == entry("bad")
    place = ("speak", "ann", "talk/0/1/ann")
    assert recorded.reworded == (Reworded(*place, "first", "reworded"), Reworded(*place, "repair", "its repair"))
    assert recorded.unasked == (("speak", "bo", "talk/0/1/bo"), ("speak", "ann", "talk/0/2/ann"))


def test_an_edited_repair_alone_is_found_too(recorded: Recorded) -> None:
    assert recorded.find(key("first")) == entry("bad")
    assert recorded.find(key("other repair")) == entry("good")
    assert [call.then for call in recorded.reworded] == ["repair"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (key("p", "cyd", "talk/0/1/cyd"), "the call speak of cyd at talk/0/1/cyd:"),
        (key("p", turn="talk/0/9/ann"), "the call speak of ann at talk/0/9/ann:"),
        (Key("now", "classify", "", "", "p"), "the call classify:"),
    ],
)
def test_what_was_not_asked_is_named_by_node_persona_and_round(recorded: Recorded, asked: Key, named: str) -> None:
    with pytest.raises(NotRecordedError, match=named):
        recorded.find(asked)


def test_a_place_has_no_more_answers_than_were_given_there(recorded: Recorded) -> None:
    recorded.find(key("a"))
    recorded.find(key("b"))
    with pytest.raises(NotRecordedError):
        recorded.find(key("c"))


def test_whatever_a_call_may_be_given_up_for_a_capsule_can_hold() -> None:
    kinds = {BUDGET, REFUSED, *get_args(Kind)}
    held = {kind for part in get_args(GivenUpKind) for kind in get_args(part) or (part,)}
    assert held == kinds
