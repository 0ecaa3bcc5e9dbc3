"""What each answered in private, before and after, beside where they stood aloud."""

from __future__ import annotations

from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.talk import signed, stance_id
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.report.rows import Table, table_of
from sobremesa.report.tables import table

TITLE = "Asked in private"
HEAD = ("name", "in private before", "aloud, in the end", "in private after", "what they say there")
RIGHT = frozenset({1, 2, 3})
NOBODY = "–"

Row = tuple[str, ...]


def render(report: Report) -> str:
    """The table as Markdown; empty where nobody was asked."""
    return table(HEAD, rows(report), RIGHT)


def as_table(report: Report) -> Table:
    """The same for the page."""
    return table_of(TITLE, HEAD, rows(report), RIGHT)


def rows(report: Report) -> list[Row]:
    """A row for each who was asked in the talks that are told."""
    values = {finding.id: finding.value for finding in report.findings}
    asked = {(answer.arm, answer.persona, answer.when): answer for answer in report.private}
    places = dict.fromkeys((answer.arm, answer.persona) for answer in report.private)
    return [
        (
            report.cast[persona].name if persona in report.cast else persona,
            _stance(asked.get((arm, persona, "before"))),
            _signed(values.get(stance_id(arm, persona, "after"))),
            _stance(asked.get((arm, persona, "after"))),
            _words(asked.get((arm, persona, "after")) or asked.get((arm, persona, "before"))),
        )
        for arm, persona in places
    ]


def _stance(answer: PrivateAnswer | None) -> str:
    return _signed(None if answer is None or answer.said is None else answer.said.stance)


def _signed(value: float | None) -> str:
    return NOBODY if value is None else signed(value)


def _words(answer: PrivateAnswer | None) -> str:
    if answer is None:
        return NOBODY
    return answer.said.answer if answer.said is not None else f"(no answer: {answer.silence})"
