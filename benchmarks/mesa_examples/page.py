"""The comparison's part of docs/library.md, written from the kept results.

    python -m benchmarks.mesa_examples.page

`--save` does the same after each comparison; a test fails where the page and the results differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.mesa_examples.result import Result, kept
from benchmarks.mesa_examples.verdict import Row

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
_PART = re.compile(r"(<!-- comparison -->\n).*(<!-- /comparison -->)", re.DOTALL)

SUMMARY = """\
| comparison | Mesa's example | document | set to | runs of each | furthest apart, in standard deviations | |
|---|---|---|---|---:|---|---|
"""
ROWS = """\
| measure | step | Mesa | ours | difference in sd | 90 % interval |
|---|---:|---:|---:|---:|---|
"""


def filled(page: str, results: tuple[Result, ...]) -> str:
    """The page with these results between its marks."""
    part = SUMMARY + "".join(map(_summary, results)) + "\n" + "\n".join(map(_details, results))
    return _PART.sub(lambda found: found[1] + part + found[2], page)


def _summary(found: Result) -> str:
    cells = (
        f"`{found.name}`",
        f"`{found.example}`",
        f"`{found.document}`",
        found.setting,
        f"{found.seeds:,}",
        _furthest(found),
        "the same" if found.same else "differs",
    )
    return f"| {' | '.join(cells)} |\n"


def _furthest(found: Result) -> str:
    if found.exact:
        unequal = sum(row.d for row in found.rows)
        return "every value equal" if unequal == 0 else f"{unequal:,.0f} values unequal"
    row = max(found.rows, key=lambda row: max(abs(row.low), abs(row.high)))
    return f"{_word(row)} at step {row.step}: {_number(row.d)} {_interval(row)}"


def _details(found: Result) -> str:
    lines = "".join(_lines(found))
    why = f"\n{found.differs}\n" if found.differs else ""
    return (
        f"<details><summary><code>{found.name}</code>, Mesa {found.mesa}: every measure</summary>\n{why}\n"
        f"{ROWS}{lines}\n</details>\n"
    )


def _lines(found: Result) -> Iterator[str]:
    for row in found.rows:
        difference = ("equal" if row.same else f"{row.d:,.0f} unequal") if found.exact else _number(row.d)
        interval = "" if found.exact else _interval(row)
        yield f"| {_word(row)} | {row.step} | {row.theirs:.4g} | {row.ours:.4g} | {difference} | {interval} |\n"


def _word(row: Row) -> str:
    return row.measure.replace("_", " ")


def _interval(row: Row) -> str:
    return f"[{_number(row.low)}, {_number(row.high)}]"


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def refresh() -> None:
    """Write the kept results into the page."""
    PAGE.write_text(filled(PAGE.read_text("utf-8"), kept()), "utf-8")


if __name__ == "__main__":
    refresh()
