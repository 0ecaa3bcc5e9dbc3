"""The forms of a model in the text and on the page: what each gives, what would decide, and why one was not run."""

from __future__ import annotations

from handmade_runs import failures
from sobremesa.mechanics.forms.contrast import CHANGE
from sobremesa.nodes.report import FormShown, Report
from sobremesa.nodes.synthesize import plain_prose, report_of
from sobremesa.report import findings, forms
from sobremesa.report.html import render as page_of
from sobremesa.report.markdown import render

NASTY = "<b>every | friend</b>"


def report() -> Report:
    made = report_of(failures(), plain_prose(failures()))
    level = next(one for one in made.findings if one.kind == "level" and one.arms == (made.arm,))
    asked = tuple(one.model_copy(update={"headline": one == level}) for one in made.findings)
    other = {"headline": False, "kind": "form", "form": "threshold"}
    there = level.model_copy(update={**other, "id": "form/1", "value": 0.5, "low": 0.4, "high": 0.6})
    change = there.model_copy(update={"id": "form/1/change", "take": CHANGE, "value": -0.3, "low": -0.4, "high": -0.2})
    shown = (
        FormShown(name="contagion"),
        FormShown(name="threshold", ask="How many are enough?", standing="differs", turned=("no failures",), failed=2),
        FormShown(name=NASTY, ask="Which?", dropped="a test of it failed"),
    )
    return made.model_copy(update={"forms": shown, "findings": (*asked, there, change)})


def test_each_form_has_a_row_with_what_it_gives_and_what_would_decide() -> None:
    first, other, dropped = forms.rows(report())
    assert first[0] == "contagion"
    assert first[2:] == ("–", "–", "–")
    assert other[1:3] == ("50% [40%, 60%]", "−30 percentage points [−40, −20]")
    assert other[3] == "Another answer; another effect against “no failures”; 2 runs stopped with an error"
    assert other[4] == "How many are enough?"
    assert dropped == (NASTY, "–", "–", "not run: a test of it failed", "Which?")


def test_it_stands_in_the_text_and_on_the_page_and_makes_no_markup_there() -> None:
    text, page = render(report()), page_of(report())
    assert f"## {forms.TITLE}" in text
    assert forms.TITLE in page
    assert "50% [40%, 60%]" in page
    assert "<b>" not in text
    assert "<b>every" not in page


def test_the_numbers_of_other_forms_are_no_findings_of_the_first() -> None:
    levels, differences, patterns, _ = findings.rows(report())
    assert not [row for row in (*levels, *differences, *patterns) if row[2].startswith(("50%", "−30"))]


def test_a_report_of_one_form_has_no_such_table() -> None:
    assert forms.TITLE not in render(report().model_copy(update={"forms": ()}))
