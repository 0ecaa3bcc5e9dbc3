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
from sobremesa.report.sparkline import sparkline, thinned
from sobremesa.report.tables import table

HEAD = ("outcome", "arm", "value", "95% interval", "runs")
DIFFERENCES = ("difference in", "from → to", *HEAD[2:])
RIGHT = frozenset({2, 3, 4})
BLOCKS = 25

Row = tuple[str, ...]


def render(report: Report) -> str:
    """Levels, then differences from the scenario's own arm, how they were computed, and the headline's course."""
    levels, differences, left_out = rows(report)
    blocks = [
        table(HEAD, levels, RIGHT),
        table(DIFFERENCES, differences, RIGHT),
        *left_out,
        "\n".join(f"- {inline(line)}" for line in methods(report)),
        _courses(report.courses),
    ]
    return "\n\n".join(block for block in blocks if block)


def rows(report: Report) -> tuple[list[Row], list[Row], list[str]]:
    """Levels, differences from the scenario's own arm, and a sentence where further comparisons were made."""
    counted = _counted(report)
    levels = [finding for finding in counted if len(finding.arms) == 1]
    differences = [f for f in counted if len(f.arms) == 2 and (report.arm is None or report.arm in f.arms)]
    left_out = _left_out(sum(len(f.arms) == 2 for f in counted) - len(differences))
    return (
        [_row(finding, finding.arms[0]) for finding in levels],
        [_row(finding, " → ".join(finding.arms), sign=True) for finding in differences],
        [left_out] if left_out else [],
    )


def _counted(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if not is_talk(finding)]


def _row(finding: Finding, arms: str, sign: bool = False) -> Row:
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


def methods(report: Report) -> list[str]:
    """Each way of computing, once, with the kinds of finding that were got by it."""
    kinds: dict[str, list[str]] = {}
    for finding in _counted(report):
        names = kinds.setdefault(finding.method, [])
        if finding.kind not in names:
            names.append(finding.kind)
    return [f"{capitalised(', '.join(names))}: {method}" for method, names in kinds.items()]


def _courses(courses: Sequence[Course]) -> str:
    """The headline's, one line an arm: first value, the course on the scale that all arms share, last value."""
    if not courses:
        return ""
    headline = courses[0].measure
    return _course_of(headline, [course for course in courses if course.measure == headline])


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
    return f"{first.rjust(6)}  {sparkline(thinned(course.values, BLOCKS), low, high)}  {last}"


def _end(value: float | None, unit: str | None) -> str:
    if value is None:
        return "–"
    scale = scale_of(unit)
    scaled = value * scale.factor
    places = 0 if scale.mark == "%" else min(2, decimals(scaled, None, None))
    return plain(scaled, places) + scale.mark
