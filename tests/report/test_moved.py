"""Who moved whom, in the text and on the page: four kinds of evidence, kept apart."""

from __future__ import annotations

import re
from functools import cache

import pytest

from handmade_report import who_moved_whom
from handmade_runs import talk
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.personas.pull import WhoMoved
from sobremesa.report import moved
from sobremesa.report.figures import moved as arrows
from sobremesa.report.html import render as page_of
from sobremesa.report.markdown import render

MADE = who_moved_whom()
WEAK = MADE["moved"][0].pulls[-1]


@cache
def report(untold: str | None = None) -> Report:
    made = dict(MADE)
    if untold is not None:
        claims = made["moved"][0].claims
        made["moved"] = (WhoMoved(arms=("conversation",), rounds=3, claims=claims, untold=untold, needed=9),)
    return report_of(talk(), plain_prose(talk())).model_copy(update=made)


def test_each_kind_of_evidence_has_a_table_of_its_own() -> None:
    tables = {one.label: one.rows for one in moved.tables(report())}
    assert tables[moved.MEASURED] == (
        ("Vera", "Lou", "stance", "0.40", "[0.20, 0.60]", "< 0.001"),
        ("Sam", "Vera", "feeling", "0.40", "[0.20, 0.60]", "0.030"),
    )
    assert tables[moved.CLAIMED] == (("Sam", "Lou", "2 of 5 turns"),)
    assert tables[moved.HELD_AGAIN] == (("Lou", "Vera", "+0.20", "−0.30", "+0.50", "–"),)
    assert [row[1:3] for row in tables[moved.LAW]] == [("weight 0.30, held on to 0.25", "0.050"), ("–", "0.090")]


@pytest.mark.parametrize(
    ("untold", "words"),
    [
        ("too few rounds", "From 3 rounds it can't be told who moved whom: that takes 9 rounds"),
        ("too few speak", "With fewer than three who speak"),
        ("nobody moves", "Nobody moves by more than their own habits account for"),
    ],
)
def test_what_cannot_be_told_is_said(untold: str, words: str) -> None:
    assert moved.notes(report(untold))[0].startswith(words)
    assert moved.MEASURED not in [one.label for one in moved.tables(report(untold))]


def test_nothing_told_from_chance_is_said_with_how_much_was_looked_at() -> None:
    still = WEAK.model_copy(update={"pull": None, "low": None, "high": None, "chance": None})
    for pulls, words in (((WEAK, still), " (with the others too little changes): none"), ((WEAK, WEAK), ": none")):
        none = report().moved[0].model_copy(update={"pulls": pulls})
        note = moved.notes(report().model_copy(update={"moved": (none,)}))[0]
        looked = sum(pull.pull is not None for pull in pulls)
        assert note.startswith(f"Of 2 pulls {looked} could be looked at over 31 rounds{words} is told from chance.")


def test_a_replay_by_a_language_model_that_shows_nothing_is_said_to() -> None:
    chance = report().masked[0].shifts[0].model_copy(update={"told": False})
    masked = report().masked[0].model_copy(update={"shifts": (chance,), "exact": False})
    assert "What one replay without Lou shows is not told" in moved.notes(
        report().model_copy(update={"masked": (masked,)})
    )[1]  # fmt: skip


@pytest.mark.parametrize(
    ("difference", "low", "high", "exact", "words"),
    [
        (0.06, 0.02, 0.1, False, "the others end about where they ended before, on average."),
        (0.06, 0.02, 0.1, True, "the others end about where they ended before, on average."),
        (0.06, -0.4, 0.52, False, "What 4 replays without Lou show is not told"),
        (0.3, -0.1, 0.7, True, "What 4 replays without Lou show is not told"),
    ],
)
def test_what_is_small_is_not_what_is_uncertain(
    difference: float, low: float, high: float, exact: bool, words: str
) -> None:
    found = {"difference": difference, "low": low, "high": high, "n": 4, "told": False}
    shift = report().masked[0].shifts[0].model_copy(update=found)
    masked = report().masked[0].model_copy(update={"shifts": (shift,), "exact": exact})
    assert words in moved.notes(report().model_copy(update={"masked": (masked,)}))[1]


def test_text_and_page_say_the_same() -> None:
    text, page = render(report()), page_of(report())
    for note in moved.notes(report()):
        assert note.split(":")[0] in text
        assert note.split(":")[0].split("'")[0] in page
    for one in moved.tables(report()):
        assert one.label in text
        assert one.label in page


def test_the_figure_says_what_it_shows() -> None:
    (drawn,) = arrows.figures(report())
    assert drawn.says == (
        "Vera's stance moves with Lou's: 0.40; Sam's feeling moves with Vera's: 0.40; hearing Lou moved Vera by +0.50; "
        "Sam names Lou in 2 of 5 turns"
    )
    label = re.search(r'aria-label="([^"]*)"', drawn.svg)
    assert label is not None and "hearing Lou moved Vera" in label[1]
    for word in ("Vera", "measured", "by their own account", "stance moves with", "says so"):
        assert f">{word}<" in drawn.svg
    for number in range(1, 5):
        assert f"var(--s{number})" in drawn.svg


def test_kinds_of_arrows_differ_without_colour() -> None:
    (drawn,) = arrows.figures(report())
    dashes = set(re.findall(r"stroke-dasharray: ([0-9. ,]+)", drawn.svg))
    assert len(dashes) >= 3


def test_names_are_text_and_no_more() -> None:
    evil = {who: side.model_copy(update={"name": "<script>$x^2$|"}) for who, side in report().cast.items()}
    changed = report().model_copy(update={"cast": evil})
    (drawn,) = arrows.figures(changed)
    assert "<script>" not in drawn.svg
    assert "<script>" not in page_of(changed)


def test_where_nothing_is_known_there_is_no_figure() -> None:
    empty = WhoMoved(arms=("conversation",), rounds=3, untold="too few rounds", needed=9)
    assert not list(arrows.figures(report().model_copy(update={"moved": (empty,), "masked": ()})))
    assert moved.render(report().model_copy(update={"moved": (), "masked": (), "laws": ()})) == ""
