"""What the gates said of the model, in a small table: those that apply, failures first."""

from __future__ import annotations

from sobremesa.nodes.report import Report
from sobremesa.report.tables import table

TITLE = "What the model was tested for"
HEAD = ("gate", "outcome", "what was found")


def render(report: Report) -> str:
    """The table as Markdown; empty where no gate was passed."""
    return table(HEAD, rows(report))


def rows(report: Report) -> list[tuple[str, str, str]]:
    """A row for each gate that applies to the model."""
    told = [gate for gate in report.gates if gate.outcome != "not applicable"]
    return [
        (f"{gate.family}: {gate.code}", "doubtful" if gate.failed and gate.doubt else gate.outcome, gate.sentence)
        for gate in sorted(told, key=lambda gate: not gate.failed)
    ]
