"""What became of the answer when it was tried again, and what it hangs on: verdicts, assumptions, the next question."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.finding import headline_level
from sobremesa.mechanics.verdict import Bearing, Trial, Verdict
from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.figures import amount, cell, span
from sobremesa.nodes.synthesis.phrases import noun_of
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.report.escape import inline
from sobremesa.report.tables import table

LEDGER = ("assumed", "taken as", "tried from", "to", "gives, at the first", "at the last", "more than chance")
MOST_BEARINGS = 12


def render(report: Report) -> str:
    """A line a verdict, then the question whose answer would change most."""
    lines = [
        f"- **{verdict.word}** {inline(f'{about(verdict, report)}: {verdict.reason}')}" for verdict in report.verdicts
    ]
    asked = f"What to find out next: {inline(report.ask_next)}" if report.ask_next else ""
    return "\n\n".join(part for part in ("\n".join(lines), asked) if part)


def about(verdict: Verdict, report: Report) -> str:
    """What a verdict is on: the outcome, in which arm or between which."""
    finding = next((one for one in report.findings if one.id == verdict.finding), None)
    if finding is None:
        return verdict.finding
    arms = " → ".join(f"“{arm}”" for arm in finding.arms)
    if len(finding.arms) == 2:
        return f"{noun_of(finding)}, difference {arms} ({cell(finding)})"
    return f"{noun_of(finding)} in {arms} ({cell(finding)})"


def trials(verdict: Verdict, report: Report) -> list[tuple[str, str, str, str]]:
    """What was changed, the number then, its interval, what became of the finding."""
    finding = next((one for one in report.findings if one.id == verdict.finding), None)
    rows = []
    for trial in verdict.trials:
        then, interval = "–", "–"
        if finding is not None and trial.value is not None:
            numbers = {"value": trial.value, "low": trial.low, "high": trial.high, "n": trial.n}
            again = finding.model_copy(update=numbers)
            then, interval = cell(again), span(again)
        rows.append((trial.says, then, interval, fate(trial)))
    return rows


def fate(trial: Trial) -> str:
    """What became of the finding in a trial."""
    if trial.held is None:
        return "is left open" if trial.n else "not tried"
    if trial.held:
        return "holds, at another size" if trial.shifted else "holds"
    return "does not hold"


def bearings(report: Report) -> list[tuple[str, ...]]:
    """The ledger's rows, the assumption that moves the headline most first; of many, the first."""
    headline = headline_level(report.findings, report.arm)
    unit = headline.unit if headline is not None else None
    ordered = sorted(report.ledger, key=lambda one: -(one.swing or 0.0))
    return [_bearing(one, unit) for one in ordered[:MOST_BEARINGS]]


def _bearing(one: Bearing, unit: str | None) -> tuple[str, ...]:
    figures = [taken_as(one, value) for value in (one.value, one.low, one.high)]
    ends = ["–" if end is None else amount(end, unit) for end in (one.at_low, one.at_high)]
    return (humanised(one.parameter), *figures, *ends, "yes" if one.matters else "no")


def taken_as(one: Bearing, value: float) -> str:
    """A value of an assumption: `0.5`, `10%`, `yes`."""
    if one.truth:
        return "yes" if value else "no"
    return amount(value, one.unit)


def ledger(report: Report) -> str:
    """The ledger as a table; empty where nothing was assumed."""
    return "\n\n".join(_parts(report))


def _parts(report: Report) -> Iterator[str]:
    rows = bearings(report)
    if rows:
        yield table(LEDGER, rows, frozenset(range(1, 6)))
        if len(report.ledger) > len(rows):
            yield f"Of {len(report.ledger)} assumptions these move it most; the others stand in the report's JSON."
