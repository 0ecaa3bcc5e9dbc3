"""The tables of docs/kernel.md, written from the kept figures.

    python -m benchmarks.kernel.page

`--save` does the same after measuring; a test fails where the page and the figures differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.kernel.figures import Figures, FirstStep, Row, kept

PAGE = Path(__file__).parents[2] / "docs" / "kernel.md"
_PART = re.compile(r"(<!-- figures -->\n).*(<!-- /figures -->)", re.DOTALL)
TITLES = {
    "degroot": "DeGroot on a small world (Watts–Strogatz, k = 6), 100 steps",
    "sir": "SIR on a Moore torus, 100 steps",
    "market": "Market of N buyers and N sellers, 100 steps",
    "schelling": "Schelling's families on N cells, 20 steps",
    "wolf_sheep": "Wolves, sheep and grass on N cells, 100 steps",
}


def line(row: Row) -> str:
    """A row while it is measured."""
    who = f"{row.model:<11}{row.n:>9,} {row.contestant:<8}"
    if row.run_s is None:
        return f"{who} left out: it would take about {row.expected_s:,.0f} s"
    once = f"{row.compile_s:>9.3f}{row.once_s:>9.3f}" if row.once_s is not None and row.compile_s is not None else ""
    return f"{who}{row.setup_s:>10.4f}{row.run_s:>11.5f} ×{row.runs}{row.memory_mb or '':>8}{once}"


def tables(figures: Figures) -> str:
    """All of it in Markdown."""
    models = list(dict.fromkeys(row.model for row in figures.rows))
    parts = [f"Measured on {figures.machine}, at a load of {figures.load}.\n"]
    parts += [_race(TITLES[model], [row for row in figures.rows if row.model == model]) for model in models]
    parts.append(_first_steps(figures.first_steps))
    parts.append(_rest(figures))
    return "\n".join(parts)


def _race(title: str, rows: Sequence[Row]) -> str:
    head = ["N", "who", "set-up s", "run s", "million turns a second", "run ÷ ours", "peak MB"]
    body = []
    for row in rows:
        ours = next((r.run_s for r in rows if (r.n, r.contestant) == (row.n, "ours")), None)
        if row.run_s is None:
            body.append([f"{row.n:,}", row.contestant, "", f"left out: about {row.expected_s:,.0f}", "", "", ""])
            continue
        speed = row.n * row.steps / row.run_s / 1e6
        body.append(
            [
                f"{row.n:,}",
                row.contestant,
                f"{row.setup_s:.3f}",
                _seconds(row.run_s),
                f"{speed:,.1f}" if speed >= 1 else f"{speed:.3f}",
                _ratio(row.run_s / ours) if ours else "",
                f"{row.memory_mb:,.0f}" if row.memory_mb else "",
            ]
        )
    own = [row for row in rows if row.once_s is not None]
    told = [[f"{row.n:,}", f"{row.compile_s:.3f}", f"{row.once_s:.3f}"] for row in own]
    return (
        f"### {title}\n\n{_table(head, body, 'lrrrrrr')}\n"
        f"{_table(['N', 'compiled thoroughly, s', 'document to last step, nothing compiled, s'], told, 'rrr')}"
    )


def _first_steps(rows: Sequence[FirstStep]) -> str:
    head = ["model", "nothing compiled", "of the processor", "from the folder", "from the folder, alone"]
    body = [
        [
            f"`{r.model}`",
            f"{r.wall_ms:.0f}",
            f"{r.cpu_ms:.0f}",
            f"{r.from_folder_ms:.1f}",
            f"{r.from_folder_alone_ms:.0f}",
        ]
        for r in rows
    ]
    return f"### From a checked document to the first step, ms\n\n{_table(head, body, 'lrrrr')}"


def _rest(figures: Figures) -> str:
    count = [[f"{int(n):,}", f"{seconds:.3f}"] for n, seconds in figures.replicates.items()]
    kept_as = figures.snapshot
    return (
        "### Many replicates: SIR with 100 agents and 50 steps\n\n"
        f"{_table(['replicates', 's'], count, 'rr')}\n"
        "### A snapshot of a million agents\n\n"
        f"{kept_as['megabytes']:.0f} MB; to bytes {kept_as['to_bytes'] * 1000:.0f} ms, back "
        f"{kept_as['from_bytes'] * 1000:.0f} ms, into memory {kept_as['restore'] * 1000:.0f} ms.\n"
    )


def _table(head: Sequence[str], body: Iterable[Sequence[str]], sides: str) -> str:
    rule = ["---" if side == "l" else "---:" for side in sides]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *body))


def _seconds(value: float) -> str:
    return f"{value:.4f}" if value < 1 else f"{value:.2f}"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def filled(text: str, figures: Figures) -> str:
    """The page with these figures between its marks."""
    return _PART.sub(lambda found: found[1] + tables(figures) + found[2], text)


def write() -> None:
    """Write the kept figures into the page."""
    PAGE.write_text(filled(PAGE.read_text("utf-8"), kept()), "utf-8")


if __name__ == "__main__":
    write()
