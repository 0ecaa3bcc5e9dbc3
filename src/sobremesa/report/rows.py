"""The tables of a report as plain rows: what the page and the text both show, before either escapes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.nodes.report import Report
from sobremesa.report import decisions as decided
from sobremesa.report import findings
from sobremesa.report.escape import visible

SOURCES = {
    "stated": "said in the scenario",
    "given": "given by the caller",
    "inferred": "inferred",
    "literature": "literature",
    "assumed": "assumed",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; columns in `right` hold numbers. `label` names it for those who can't see it."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


def found(report: Report) -> tuple[tuple[Table, ...], tuple[str, ...], tuple[str, ...]]:
    """Levels, differences and patterns; what else there is; how they were computed."""
    levels, differences, patterns, left_out = findings.rows(report)
    tables = (
        table_of("Levels", findings.HEAD, levels, findings.RIGHT),
        table_of("Differences", findings.DIFFERENCES, differences, findings.RIGHT),
        table_of("Patterns", findings.PATTERNS, patterns, findings.RIGHT),
    )
    return tuple(table for table in tables if table.rows), tuple(left_out), tuple(findings.methods(report))


def decisions(report: Report) -> Table:
    """What the talk set, cycle by cycle."""
    head, rows = decided.rows(report)
    return table_of("Decisions", head, rows, decided.RIGHT)


def assumptions(report: Report) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Figures with their source, then what was read into the text."""
    figures = [(a.name, a.value, SOURCES.get(a.source, a.source), a.why) for a in report.assumptions if a.value]
    readings = [a for a in report.assumptions if not a.value]
    listed = [a.why if a.name in ("reading", "cast") else f"{a.name}: {a.why}" for a in readings]
    table = table_of("Assumptions", ("figure", "value", "source", "words or reason"), figures)
    return (table,) if figures else (), tuple(" ".join(visible(line).split()) for line in listed)


def table_of(
    label: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: frozenset[int] = frozenset()
) -> Table:
    """The rows without control characters and breaks, under their head."""
    plain = tuple(tuple(" ".join(visible(cell).split()) for cell in row) for row in rows)
    return Table(label, head, plain, right)
