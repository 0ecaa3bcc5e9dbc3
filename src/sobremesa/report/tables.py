"""Tables in Markdown that also line up on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.report.escape import inline

WIDEST = 40


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """A table of plain texts; columns in `right` are set to the right. Empty where there are no rows."""
    if not rows:
        return ""
    cells = [[_cell(text) for text in row] for row in (head, *rows)]
    widths = [max(3, *(min(WIDEST, len(row[column])) for row in cells)) for column in range(len(head))]
    rule = ["-" * (widths[i] - 1) + ":" if i in right else "-" * widths[i] for i in range(len(head))]
    return "\n".join(_row(row, widths, right) for row in (cells[0], rule, *cells[1:]))


def _cell(text: str) -> str:
    """An opening bracket needs its escape at the start of a line, and a cell never stands there."""
    escaped = inline(text)
    return escaped[1:] if escaped.startswith("\\[") else escaped


def _row(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    padded = [
        text.rjust(width) if column in right else text.ljust(width)
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
