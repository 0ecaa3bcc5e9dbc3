"""What was found: as a table for the terminal, and as JSON beside this file, one file a comparison."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.mesa_examples.comparison import Comparison
from benchmarks.mesa_examples.verdict import Row

FOLDER = Path(__file__).with_name("results")


@dataclass(frozen=True, slots=True)
class Result:
    """A comparison, run."""

    name: str
    example: str
    document: str
    setting: str
    exact: bool
    differs: str
    mesa: str
    seeds: int
    rows: tuple[Row, ...]

    @property
    def same(self) -> bool:
        """Whether all measures agree."""
        return all(row.same for row in self.rows)


def result(comparison: Comparison, seeds: int, rows: Sequence[Row], mesa: str) -> Result:
    """The comparison with what was found, and with which version of Mesa."""
    it = comparison
    return Result(it.name, it.example, it.document, it.setting, it.exact, it.differs, mesa, seeds, tuple(rows))


def saved(found: Result) -> Path:
    """Write the result into the folder of results."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{found.name}.json"
    path.write_text(json.dumps(asdict(found), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def kept() -> tuple[Result, ...]:
    """All results in the folder, by name."""
    found = (json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json")))
    return tuple(Result(**{**fields, "rows": tuple(Row(**row) for row in fields["rows"])}) for fields in found)


def table(found: Result) -> str:
    """The result for a terminal."""
    head = f"{found.name}: {found.example} of Mesa {found.mesa} and {found.document}"
    columns = f"  {'measure':24} {'step':>5} {'theirs':>10} {'ours':>10} {'d':>8} {'90 % interval':>18}"
    return "\n".join([f"{head}, {found.setting}; {found.seeds} seeds", columns, *map(_line, found.rows)])


def _line(row: Row) -> str:
    means = f"{row.theirs:10.4g} {row.ours:10.4g}"
    interval = f"{row.d:8.3f} [{row.low:7.3f}, {row.high:7.3f}]"
    return f"  {row.measure:24} {row.step:5d} {means} {interval} {'same' if row.same else 'DIFFERENT'}"
