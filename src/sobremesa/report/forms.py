"""The forms of the model that the question was put to, in a small table: what each says, and what would decide."""

from __future__ import annotations

from sobremesa.mechanics.finding import Finding, headline_level
from sobremesa.mechanics.forms.contrast import CHANGE
from sobremesa.nodes.report import FormShown, Report
from sobremesa.nodes.synthesis.figures import shown
from sobremesa.nodes.synthesis.phrases import noun
from sobremesa.personas.english import capitalised
from sobremesa.report.tables import table

TITLE = "In other forms of the model"
STANDINGS = {
    "agrees": "the same answer",
    "shifted": "another size",
    "differs": "another answer",
    "open": "the runs can't tell",
}
NONE = "–"

Row = tuple[str, ...]


def render(report: Report) -> str:
    """The table as Markdown; empty where the model has one form."""
    return table(head(report), rows(report))


def head(report: Report) -> Row:
    """The columns, with what is compared."""
    level = headline_level(report.findings, report.arm)
    outcome = "headline" if level is None else noun(level.measure, level.take)
    return ("form", outcome, "against the first", "it gives", "what would decide")


def rows(report: Report) -> list[Row]:
    """A row for each form, the first of them first; of one that was not run, why."""
    return [_row(form, report, first=place == 0) for place, form in enumerate(report.forms)]


def _row(form: FormShown, report: Report, *, first: bool) -> Row:
    if form.dropped is not None:
        return (form.name, NONE, NONE, f"not run: {form.dropped}", form.ask or NONE)
    level = headline_level(report.findings, report.arm) if first else _found(form, report, change=False)
    change = None if first else _found(form, report, change=True)
    return (form.name, _number(level), _number(change), _standing(form), form.ask or NONE)


def _standing(form: FormShown) -> str:
    told = [] if form.standing is None else [STANDINGS[form.standing]]
    told += [f"another effect against “{arm}”" for arm in form.turned]
    told += [f"{form.failed} runs stopped with an error"] if form.failed else []
    return capitalised("; ".join(told)) or NONE


def _found(form: FormShown, report: Report, *, change: bool) -> Finding | None:
    of_form = (one for one in report.findings if one.kind == "form" and one.form == form.name)
    return next((one for one in of_form if (one.take == CHANGE) == change), None)


def _number(finding: Finding | None) -> str:
    return NONE if finding is None else shown(finding)
