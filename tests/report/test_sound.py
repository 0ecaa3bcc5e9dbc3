"""The table that says whether people stayed different: every answer that it can give, in words anyone can read."""

from __future__ import annotations

from typing import Any

import pytest

from handmade_runs import talk
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.personas.candour import Candour
from sobremesa.personas.restraint import Restraint
from sobremesa.personas.secrecy import Slip
from sobremesa.personas.soundness import Departed, Soundness
from sobremesa.personas.variety import Variety
from sobremesa.report import sound
from sobremesa.report.markdown import render
from sobremesa.report.page import page

VARIETY = Variety(parts=3, parts_first=3, parts_last=2, distinct=0.9, alike_first=0.05, alike_last=0.07)
RESTRAINT = Restraint(spoken=12, only_agreeing=1, occasions=4, kept_back=0)
KNOWN: dict[str, Any] = {
    "arm": "conversation", "people": 3, "spoken": 12, "silent": 0, "spread_first": 0.5, "spread_last": 0.3,
    "variety": VARIETY, "restraint": RESTRAINT, "candour": (), "true_to_card": 12, "departed": (), "sent_back": 0,
    "improved": 0, "secrets": 0, "slips": (),
}  # fmt: skip


def reported(*talks: dict[str, Any]) -> Report:
    evidence = talk()
    found = tuple(Soundness.model_validate({**KNOWN, **one}) for one in talks)
    return report_of(evidence, plain_prose(evidence)).model_copy(update={"soundness": found})


def told(*talks: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {question: (found, means) for question, found, means in sound.rows(reported(*talks))}


def slip(by: str, how: str) -> Slip:
    return Slip.model_validate(
        {"owner": "vera", "by": by, "how": how, "turn": ("talk", 0, 1, by), "words": ("abroad", "job")}
    )


@pytest.mark.parametrize(
    ("question", "given", "means"),
    [
        ("Did they end up thinking alike?", {"spread_last": 0.02}, "Yes: in the end all stand in one place."),
        ("Did they end up thinking alike?", {"spread_last": 0.48}, "No: they stand about as far apart as before."),
        ("Did they end up thinking alike?", {"spread_last": 0.9}, "No: they moved further apart."),
        ("Did they end up thinking alike?", {}, "They came closer, and still differ."),
        ("How many views were left?", {}, "Fewer than at the start."),
        ("Did they begin to sound alike?", {}, "No: each kept to their own words."),
        ("Did they only agree?", {}, "No: most turns say something of their own."),
        ("Did they keep disagreement back?", {}, "No: who disagreed did not hide it behind a yes."),
        ("Did they stay who they are?", {}, "Yes, as far as words and figures can tell."),
        ("Did secrets stay with their owners?", {"secrets": 2}, "Yes: nobody told theirs, and nobody knew another's."),
        (
            "Did secrets stay with their owners?",
            {"secrets": 2, "slips": (slip("vera", "told"),)},
            "Told by their owners: Vera.",
        ),
        (
            "Did secrets stay with their owners?",
            {"secrets": 2, "slips": (slip("lou", "leaked"),)},
            "No: Lou spoke of what only Vera knew, and could not have known it.",
        ),
        (
            "Did they mean what they said?",
            {"candour": (Candour(persona="lou", aloud=0.5, private=-0.25),)},
            "Not all: Lou +0.50, in private −0.25.",
        ),
        (
            "Did they mean what they said?",
            {"candour": (Candour(persona="lou", aloud=0.5, private=0.45),)},
            "Yes: nobody stood elsewhere when asked alone.",
        ),
        (
            "Was anything said anew?",
            {"sent_back": 2, "improved": 1},
            "The second version stands where it was better, else the first.",
        ),
    ],
)
def test_each_answer_in_plain_words(question: str, given: dict[str, Any], means: str) -> None:
    assert told(given)[question][1] == means


def test_a_table_of_echoes_is_called_one() -> None:
    variety = VARIETY.model_copy(update={"alike_last": 0.7, "distinct": 0.3})
    restraint = Restraint(spoken=12, only_agreeing=9, occasions=4, kept_back=3)
    found = told({"variety": variety, "restraint": restraint})
    assert found["Did they begin to sound alike?"][1] == (
        "Yes: they say much the same in much the same words. Much is said again."
    )
    assert found["Did they only agree?"] == ("9 of 12 turns agree and add nothing", "Too often for a real exchange.")
    assert found["Did they keep disagreement back?"] == (
        "on 3 of 4 occasions",
        "Often: what was said is kinder than what was thought.",
    )
    assert told({"restraint": RESTRAINT.model_copy(update={"kept_back": 1})})["Did they keep disagreement back?"][
        1
    ] == ("Now and then.")


def test_departures_are_named_by_what_they_are() -> None:
    departed = (Departed(kind="jumps", turns=2), Departed(kind="repeats", turns=1))
    found = told({"true_to_card": 9, "departed": departed}, {"departed": departed[1:], "true_to_card": 11})
    assert found["Did they stay who they are?"] == (
        "20 of 24 turns go with the card",
        "2 turns: changes its mind without a reason; 2 turns: repeats what was said.",
    )


def test_several_talks_are_added_up_and_averaged() -> None:
    found = told({"spread_last": 0.2}, {"spread_last": 0.4})
    assert found["Did they end up thinking alike?"][0] == "spread of stances 0.50 before, 0.30 after"
    assert found["Did they only agree?"][0] == "2 of 24 turns agree and add nothing"


def test_whoever_means_otherwise_again_and_again_is_named_once() -> None:
    one, two = Candour(persona="lou", aloud=0.5, private=-0.25), Candour(persona="lou", aloud=0.25, private=-0.5)
    asked, means = told({"candour": (one,)}, {"candour": (two,)}, {})["Did they mean what they said?"]
    assert asked == "2 of 2 answers in private differ from what was said"
    assert means == "Not all: Lou +0.38, in private −0.38 (in 2 of 3 talks, on average)."
    once = told({"candour": (one,)}, {}, {})["Did they mean what they said?"][1]
    assert once == "Not all: Lou +0.50, in private −0.25 (in 1 of 3 talks)."


def test_where_nobody_talked_there_is_no_table() -> None:
    assert sound.rows(reported()) == []
    assert sound.rows(reported({"spoken": 0})) == []
    assert sound.TITLE not in render(reported())


def test_text_and_page_say_the_same() -> None:
    report = reported({"secrets": 1})
    (group,) = (group for group in page(report).tables if group.title == sound.TITLE)
    assert [row[2] for row in group.tables[0].rows] == [row[2] for row in sound.rows(report)]
    assert all(row[0] in render(report) for row in group.tables[0].rows)
