"""What came out of a run, in a few words: for a line in a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sobremesa.nodes.report import Report
from sobremesa.nodes.synthesis.figures import shown
from sobremesa.nodes.synthesis.wording import humanised

LONGEST = 90


def headline_of(values: Mapping[str, Any]) -> str | None:
    """The headline of a state's report: its figure, or who stands where; None where there is no report yet."""
    if not values.get("report"):
        return None
    report = Report.model_validate(values["report"])
    for finding in report.findings:
        if finding.headline and finding.kind == "level" and finding.arms == (report.arm,):
            return f"{humanised(finding.measure)} {shown(finding)}"
    if report.outcomes:
        ends = report.outcomes[0].stances
        told = ", ".join(f"{report.cast[who].name} {stance:+.2f}" for who, stance in ends.items() if who in report.cast)
        return told.replace("-", "−")
    text = report.answer[0].text if report.answer else report.status
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
