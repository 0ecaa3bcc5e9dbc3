"""What is asked for when a run is forked, read; and names and calls as they stand in it."""

from typing import Any

import pytest

from handmade_runs import CAST
from sobremesa.errors import BadRequestError
from sobremesa.nodes.changes import Change, Line, departures_of, gone, line_of
from sobremesa.nodes.forking.changing import named
from sobremesa.nodes.forking.fork import read_fork, spoken
from sobremesa.nodes.forking.places import lies_before
from sobremesa.personas.card import Persona, PublicSide


@pytest.mark.parametrize(
    ("line", "who", "words", "stance"),
    [
        ("mayor: we close the plant", "mayor", "we close the plant", None),
        (" The Mayor (+0.5):  we  close\nthe plant: now ", "The Mayor", "we close the plant: now", 0.5),
        ("mayor (−1): no", "mayor", "no", -1.0),
    ],
)
def test_a_line_is_a_name_and_words(line: str, who: str, words: str, stance: float | None) -> None:
    read = spoken(line)
    assert (read.who, read.words, read.stance) == (who, words, stance)


@pytest.mark.parametrize("line", ["we close the plant", "mayor:", ": no", "mayor (2): no", "mayor: " + "no " * 500])
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(BadRequestError, match='say must be "NAME: words"'):
        read_fork({"at": 1, "say": [line]})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "at must be a whole number"),
        ({"at": -1}, "at must be a whole number"),
        ({"at": 1, "set": {"rate": "fast"}}, "set must be at most 20 values"),
        ({"at": 1, "whom": 3}, "whom must be left out"),
    ],
)
def test_other_fields_are_refused_in_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadRequestError, match=sentence):
        read_fork(fields)


@pytest.mark.parametrize("who", ["vera", "Vera", "the stoic engineer", "engineer", "stoic"])
def test_someone_is_called_by_id_name_or_role(who: str) -> None:
    assert named(who, CAST).id == "vera"


def test_a_name_that_could_be_two_is_no_name() -> None:
    twins = [Persona(id=one, public=PublicSide(name=f"Ann {one}", role="teacher")) for one in ("lee", "ray")]
    with pytest.raises(BadRequestError, match=r"could be Ann lee \(teacher\) and Ann ray \(teacher\): say which"):
        named("teacher", twins)
    with pytest.raises(BadRequestError, match="'Ann' could be"):
        named("Ann", twins)
    assert named("Ray", twins).id == "ray"
    with pytest.raises(BadRequestError, match="Nobody here is called 'Bob': there are Ann lee"):
        named("Bob", twins)


def test_who_leaves_is_gone_from_that_round_on() -> None:
    changes = [Change(cycle=2, round=1, remove=("vera",)), Change(cycle=3, round=1, remove=("lou",))]
    assert [gone(changes, cycle, 2) for cycle in (1, 2, 3)] == [set(), {"vera"}, {"vera", "lou"}]
    assert gone([Change(round=1, remove=("vera",))], 0, 0) == {"vera"}
    left = departures_of(changes, CAST, 2)
    assert [(one.round, one.what) for one in left] == [
        (3, "Vera leaves, and does not come back"),
        (5, "Lou leaves, and does not come back"),
    ]
    assert departures_of([Change(round=1, remove=("vera",))], CAST, 5) == ()


def test_of_two_lines_at_one_place_the_later_fork_has_the_word() -> None:
    changes = [Change(round=2, say=(Line(persona="lou", words=words),)) for words in ("first", "second")]
    assert line_of(changes, "lou", 0, 2) == Line(persona="lou", words="second")
    assert line_of(changes, "lou", 0, 3) is None


@pytest.mark.parametrize(
    ("mode", "node", "turn", "before"),
    [
        ("social", "classify", "", True),
        ("social", "cast", "first", True),
        ("social", "private", "conversation/0/0/ann", True),
        ("social", "speak", "conversation 2/0/1/ann", True),
        ("social", "note", "conversation/0/2/ann", False),
        ("hybrid", "speak", "they talk/1/2/ann", True),
        ("hybrid", "speak", "rule/or/talk/2/1/ann", False),
        ("hybrid", "synthesize", "first", False),
    ],
)
def test_calls_are_known_to_lie_before_a_place(mode: str, node: str, turn: str, before: bool) -> None:
    assert lies_before(2, mode, node, turn) == before
