"""The sentences themselves: read as a proofreader would, all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, get_args

import pytest
import yaml

from sobremesa.personas.card import Value
from sobremesa.personas.material import Argument, all_arguments, role_arguments, subject_arguments, value_arguments
from sobremesa.personas.subject_matter import read_matter
from sobremesa.personas.traits import PROTOTYPES

SLOTS = {"other", "topic", "doing", "do", "claim", "denial", "point", "told", "secret", "known", "fear", "goal"}
MOVES = {"open", "agree", "differ", "comfort", "ask", "feel", "hold", "moved", "table", "think", "doubt"}
NO_SENTENCES = {"cues", "side", "turned", "only"}


def _read(name: str) -> Any:
    return yaml.safe_load((files("sobremesa.personas") / name).read_text(encoding="utf-8"))


def _leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in NO_SENTENCES:
                yield from _leaves(value, (*path, str(key)))
    elif isinstance(node, list):
        for line in node:
            yield path, line


SENTENCES = [
    (path, line.split(" | ")[-1])
    for name in ("voices.yaml", "subjects.yaml")
    for path, line in _leaves(_read(name))
    if path[0] != "intentions"
]


def test_there_is_enough_to_say() -> None:
    assert len(SENTENCES) > 900
    assert set(_read("voices.yaml")) == set(PROTOTYPES)
    assert all(set(moves) == MOVES for moves in _read("voices.yaml").values())


def test_every_sentence_is_one() -> None:
    for path, line in SENTENCES:
        assert re.match(r"[A-Z{]", line), (path, line)
        assert line[-1] in ".?!", (path, line)
        assert "  " not in line, (path, line)
        assert not re.search(r"\b(\w+) \1\b", line), (path, line)
        assert set(re.findall(r"\{(\w*)\}", line)) <= SLOTS, (path, line)
        assert not re.search(r"\s[,.;:?!]", line), (path, line)


def test_no_sentence_stands_twice_in_one_list() -> None:
    seen = set()
    for key in SENTENCES:
        assert key not in seen, key
        seen.add(key)


def test_moves_towards_someone_name_them_and_others_do_not() -> None:
    for voice, moves in _read("voices.yaml").items():
        for move, lines in moves.items():
            for line in lines:
                assert ("{other}" in line) == (move in {"agree", "differ", "comfort", "ask"}), (voice, move, line)


def test_points_can_be_taken_up_in_a_sentence() -> None:
    for path, line in _leaves(_read("subjects.yaml")):
        if path[0] in {"subjects", "roles", "values"}:
            point, _, sentence = line.partition(" | ")
            assert sentence, (path, line)
            assert not point.endswith((".", "?", "!")), (path, point)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Three founders quarrel about selling the company.", "money"),
        ("Siblings decide who takes in their mother.", "room"),
        ("People react to interface failure.", "repaired"),
    ],
)
def test_arguments_fit_the_matter(text: str, word: str) -> None:
    assert any(word in argument.sentence for argument in all_arguments(read_matter(text), text))


def test_both_sides_of_a_matter_have_arguments_of_their_own() -> None:
    matter = read_matter("Three founders quarrel about selling the company.")
    for_it, against_it = (subject_arguments(matter, "", side)[0] for side in ("for", "against"))
    assert for_it
    assert against_it
    assert not set(for_it) & set(against_it)


def test_every_value_has_something_to_come_back_to() -> None:
    for value in get_args(Value):
        own = value_arguments([value])
        assert len(own) > 3
        assert set(own) <= set(all_arguments(read_matter("They talk."), ""))
        assert not any("{" in argument.sentence for argument in own)


def test_occupations_bring_something_along_and_plain_people_do_not() -> None:
    assert role_arguments("stoic engineer")
    assert role_arguments("district nurse") != role_arguments("mayor")
    assert role_arguments("person") == ()


WEDDING = re.compile(r"\b(?:wedding|bride|groom|vows)\b", re.IGNORECASE)


def _what_can_be_said(text: str, role: str) -> str:
    found = [*all_subject_arguments(text), *role_arguments(role)]
    return " ".join(argument.sentence for argument in found)


def all_subject_arguments(text: str) -> list[Argument]:
    matter = read_matter(text)
    return [
        argument for side in ("for", "against") for kind in subject_arguments(matter, text, side) for argument in kind
    ]


def test_a_wedding_is_spoken_of_at_weddings_alone() -> None:
    assert WEDDING.search(_what_can_be_said("Five friends celebrate a wedding.", "friend"))
    for text in ("A team celebrates a promotion.", "Three strangers share a table at a birthday party."):
        assert not WEDDING.search(_what_can_be_said(text, "team member"))
    everywhere = [line for path, line in SENTENCES if path[:2] != ("subjects", "wedding")]
    assert not any(WEDDING.search(line) for line in everywhere)


@pytest.mark.parametrize(
    ("role", "strange"),
    [
        ("researcher", r"my class|twelve-year-old|back row"),
        ("singer", r"drawing|set from outside|picture"),
        ("partner", r"garage|customer|three of us"),
        ("executive", r"how we met|on the stairs"),
        ("librarian", r"my class|children"),
    ],
)
def test_an_occupation_says_nothing_of_another_one(role: str, strange: str) -> None:
    said = " ".join(argument.sentence for argument in role_arguments(role))
    assert said
    assert not re.search(strange, said)


def test_what_is_said_of_devices_is_not_said_of_papers() -> None:
    device = r"switched mine off|set from outside|sold it to us"
    papers = "Three researchers learn that their published data were fabricated. Do they report it?"
    assert not re.search(device, _what_can_be_said(papers, "researcher"))
    assert re.search(device, _what_can_be_said("They learn that the interfaces are being manipulated.", "artist"))
