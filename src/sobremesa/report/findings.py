"""The findings as tables, and how the headline went over time."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.report import Course, Report
from sobremesa.nodes.synthesis.figures import cell, decimals, plain, scale_of, span
from sobremesa.nodes.synthesis.phrases import noun_of
from sobremesa.nodes.synthesis.talk import is_talk
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised
from sobremesa.report.escape import code, inline, visible
from sobremesa.report.sparkline import sparkline
from sobremesa.report.tables import table

HEAD = ("outcome", "arm", "value", "95% interval", "runs")
RIGHT = frozenset({2, 3, 4})


def render(report: Report) -> str:
    """Levels, then differences from the scenario's own arm, how they were computed, and the headline's course."""
    counted = [finding for finding in report.findings if not is_talk(finding)]
    levels = [finding for finding in counted if len(finding.arms) == 1]
    differences = [f for f in counted if len(f.arms) == 2 and (report.arm is None or report.arm in f.arms)]
    blocks = [
        table(HEAD, [_row(finding, finding.arms[0]) for finding in levels], RIGHT),
        table(
            ("difference in", "from → to", *HEAD[2:]),
            [_row(finding, " → ".join(finding.arms), sign=True) for finding in differences],
            RIGHT,
        ),
        _left_out(sum(len(f.arms) == 2 for f in counted) - len(differences)),
        _methods(counted),
        _courses(report.courses),
    ]
    return "\n\n".join(block for block in blocks if block)


def _row(finding: Finding, arms: str, sign: bool = False) -> tuple[str, ...]:
    value = cell(finding)
    value = f"+{value}" if (sign or finding.kind == "trend") and finding.value > 0 else value
    return (noun_of(finding), arms, value, span(finding), str(finding.n))


def _left_out(number: int) -> str:
    """Every comparison that was made is said to have been made."""
    if not number:
        return ""
    if number == 1:
        return "1 more comparison was made, between the other arms; it stands in the report's JSON."
    return f"{number} more comparisons were made, between the other arms; they stand in the report's JSON."


def _methods(findings: Sequence[Finding]) -> str:
    """Each way of computing, once, with the kinds of finding that were got by it."""
    kinds: dict[str, list[str]] = {}
    for finding in findings:
        names = kinds.setdefault(finding.method, [])
        if finding.kind not in names:
            names.append(finding.kind)
    return "\n".join(f"- {inline(capitalised(', '.join(names)))}: {inline(method)}" for method, names in kinds.items())


def _courses(courses: Sequence[Course]) -> str:
    """One line an arm: first value, the course on the scale that all arms of a measure share, last value."""
    measures = dict.fromkeys(course.measure for course in courses)
    return "\n\n".join(_course_of(name, [course for course in courses if course.measure == name]) for name in measures)


def _course_of(measure: str, courses: Sequence[Course]) -> str:
    values = [value for course in courses for value in course.values if value is not None]
    if not values:
        return ""
    low, high = min(values), max(values)
    width = max(len(course.arm) for course in courses)
    lines = [f"{course.arm.ljust(width)}  {_line(course, low, high)}" for course in courses]
    steps = courses[0].steps
    unit = courses[0].unit
    scale = f"the lowest block is {_end(low, unit)}, the highest {_end(high, unit)}"
    title = f"{capitalised(humanised(measure))}, mean of the runs, from step {steps[0]} to step {steps[-1]} ({scale}):"
    return f"{inline(title)}\n\n{code(visible(chr(10).join(lines)))}"


def _line(course: Course, low: float, high: float) -> str:
    first, last = (_end(value, course.unit) for value in (course.values[0], course.values[-1]))
    return f"{first.rjust(6)}  {sparkline(course.values, low, high)}  {last}"


def _end(value: float | None, unit: str | None) -> str:
    if value is None:
        return "–"
    scale = scale_of(unit)
    scaled = value * scale.factor
    places = 0 if scale.mark == "%" else min(2, decimals(scaled, None, None))
    return plain(scaled, places) + scale.mark
