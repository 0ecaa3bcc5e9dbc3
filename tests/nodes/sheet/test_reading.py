"""Every mistake in a file of cards gets a sentence of its own, with its place."""

from __future__ import annotations

import pytest

from sobremesa.nodes.contract import MAX_SHEET_CHARACTERS
from sobremesa.nodes.sheet.reading import MistakenSheetError, read_sheet

GOOD = """
scene: A kitchen, late.
question: they should sell the house
personas:
  ann:
    name: Ann
    role: elder sister
    age: 52
    manner: dry
    traits: {openness: 0.4, neuroticism: 0.7}
    values: [security, tradition]
    stance: -0.5
    private:
      secrets: [I have debts]
      knows: ["the roof is rotten"]
    ties:
      bo: {kind: younger brother, warmth: 0.4}
  bo: {role: brother, manner: "cheerful, wants to travel"}
"""


def test_a_sheet_holds_what_was_written() -> None:
    sheet = read_sheet(GOOD)
    ann, bo = sheet.personas.values()
    assert (sheet.scene, sheet.question) == ("A kitchen, late.", "they should sell the house")
    assert (ann.name, ann.age, ann.values, ann.stance) == ("Ann", 52, ("security", "tradition"), -0.5)
    assert ann.traits is not None
    assert (ann.traits.neuroticism, ann.traits.extraversion) == (0.7, 0.5)
    assert ann.private is not None
    assert ann.private.knows == ("the roof is rotten",)
    assert (ann.ties["bo"].kind, ann.ties["bo"].warmth) == ("younger brother", 0.4)
    assert (bo.role, bo.manner, bo.traits, bo.private) == ("brother", "cheerful, wants to travel", None, None)


def test_json_is_read_too() -> None:
    assert read_sheet('{"personas": {"bo": {"role": "brother", "stance": 1}}}').personas["bo"].stance == 1.0


def test_a_given_name_as_id_is_the_name() -> None:
    sheet = read_sheet("personas: {anna: {role: x}, mayor: {role: x}, anna_2: {role: x, name: Ana}}")
    assert [sheet.name_of(id_) for id_ in sheet.personas] == ["Anna", None, "Ana"]


MISTAKES = {
    "role: elder sister": (
        "rule: elder sister",
        [
            "personas.ann (line 5): `role` is missing.",
            "personas.ann.rule (line 7): there is no such key here (did you mean role?)",
        ],
    ),
    "age: 52": ("age: 5.2", ["personas.ann.age (line 8): must be a whole number from 0 to 120, not 5.2."]),
    "openness: 0.4": (
        "openness: 1.4",
        ["personas.ann.traits.openness (line 10): must be a number from 0 to 1, not 1.4."],
    ),
    "neuroticism: 0.7": ("nerves: 0.7", ["personas.ann.traits.nerves (line 10): there is no such key here"]),
    "[security, tradition]": (
        "[security, safety]",
        ["personas.ann.values[1] (line 11): must be one of self_direction,"],
    ),
    "security, tradition": ("security, security", ["personas.ann.values[1] (line 11): security stands there twice."]),
    "stance: -0.5": (
        "stance: rather against",
        ['personas.ann.stance (line 12): must be a number from -1 to 1, not "rather against".'],
    ),
    "[I have debts]": ("I have debts", ['personas.ann.private.secrets (line 14): must be a list, not "I have debts".']),
    "bo: {kind": (
        "bob: {kind",
        ["personas.ann.ties.bob (line 17): nobody of this cast has the id bob (did you mean bo?)."],
    ),
    "bo: {kind: ": ("ann: {kind: ", ["personas.ann.ties.ann (line 17): nobody is tied to themselves."]),
    "warmth: 0.4": ("warmth: 4", ["personas.ann.ties.bo.warmth (line 17): must be a number from -1 to 1, not 4."]),
    "bo: {role": ("Bo: {role", ["personas.Bo (line 18): an id is at most 64 of a-z, 0-9 and _"]),
    "  bo: {role": ("  everyone: {role", ["personas.everyone (line 18): the id can't be everyone", "ties.bo"]),
    "name: Ann": ("name: 42", ["personas.ann.name (line 6): must be text, not 42."]),
    "name: Ann\n": ("name: ' '\n", ["personas.ann.name (line 6): must not be empty"]),
    "manner: dry": (
        f"manner: {'x' * 2001}",
        ["personas.ann.manner (line 9): at most 2000 characters fit, and there are 2001."],
    ),
    "scene: A kitchen, late.": (
        "scenery: A kitchen",
        ["scenery (line 2): there is no such key here (did you mean scene?)"],
    ),
    "    values:": ("    role: cook\n    values:", ["line 11: `role` is given twice (keep one)."]),
    "personas:\n": ("personas: &all\n", ["anchors and aliases are not read"]),
    "question:": ("question: !!python/object:os.system", ["tags are not read"]),
    "traits: {": ("traits: [", ["this is not YAML"]),
}


@pytest.mark.parametrize("good", MISTAKES)
def test_each_mistake_is_told_with_its_place(good: str) -> None:
    bad, told = MISTAKES[good]
    assert good in GOOD
    with pytest.raises(MistakenSheetError) as caught:
        read_sheet(GOOD.replace(good, bad, 1))
    assert len(caught.value.mistakes) == len(told)
    for mistake in told:
        assert any(mistake in sentence for sentence in caught.value.mistakes), caught.value.mistakes
    assert all(sentence.endswith((".", ").")) and "\n" not in sentence for sentence in caught.value.mistakes)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(MistakenSheetError) as caught:
        read_sheet(GOOD.replace("age: 52", "age: old").replace("warmth: 0.4", "warmth: hot"))
    assert len(caught.value.mistakes) == 2


@pytest.mark.parametrize("text", ["", "- ann", "ann", "3", "personas:", "personas: {}", "scene: x"])
def test_what_holds_nobody_is_refused(text: str) -> None:
    with pytest.raises(MistakenSheetError):
        read_sheet(text)


def test_fifty_can_talk_and_no_more() -> None:
    people = [f"p{number}: {{role: x}}" for number in range(51)]
    assert len(read_sheet(f"personas: {{{', '.join(people[:50])}}}").personas) == 50
    with pytest.raises(MistakenSheetError, match="at most 50 can talk, and there are 51"):
        read_sheet(f"personas: {{{', '.join(people)}}}")


def test_a_file_that_is_too_large_is_not_even_parsed() -> None:
    with pytest.raises(MistakenSheetError, match="too large"):
        read_sheet("#" * (MAX_SHEET_CHARACTERS + 1))


def test_what_steers_a_terminal_does_not_get_in() -> None:
    sheet = read_sheet("personas: {ann: {role: \x1b[31mnur\u202ese}}")
    assert sheet.personas["ann"].role == "nurse"
