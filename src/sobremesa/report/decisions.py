"""What the talk set, cycle by cycle."""

from __future__ import annotations

from sobremesa.nodes.report import Decided, Report
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import listed
from sobremesa.report.tables import table

HEAD = ("after step", "what", "was", "they set", "the rule instead", "bounds", "who")
RIGHT = frozenset({0, 2, 3, 4})


def render(report: Report) -> str:
    """A table of decisions: which parameter, from what to what, what the rule would have set, and who decided."""
    return table(*rows(report), RIGHT)


def rows(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The head of the table and its rows."""
    several = len({decided.arm for decided in report.decisions}) > 1
    found = []
    for decided in report.decisions:
        names = [report.cast[persona].name if persona in report.cast else persona for persona in decided.by]
        values = [_shown(value, decided) for value in (decided.before, decided.value, decided.instead)]
        values[1] += f" ({decided.choice})" if decided.choice is not None else ""
        bounds = [_shown(bound, decided) for bound in (decided.low, decided.high)]
        row = (str(decided.step), humanised(decided.moves), *values, " to ".join(bounds), listed(names))
        found.append((*row, decided.arm) if several else row)
    return (*HEAD, "arm") if several else HEAD, found


def _shown(value: float | None, decided: Decided) -> str:
    return "–" if value is None else amount(value, decided.unit)
