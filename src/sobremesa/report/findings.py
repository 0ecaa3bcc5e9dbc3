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
PATTERNS = ("pattern in", *HEAD[1:])
LEVELS = frozenset({"level", "trend", "cluster"})
KINDS = {"nothing": "no difference"}
RIGHT = frozenset({2, 3, 4})
BLOCKS = 25

Row = tuple[str, ...]


def render(report: Report) -> str:
    """Levels, differences from the scenario's own arm, patterns, how they were computed, the headline's course."""
    levels, differences, patterns, left_out = rows(report)
    blocks = [
        table(HEAD, levels, RIGHT),
        table(DIFFERENCES, differences, RIGHT),
        table(PATTERNS, patterns, RIGHT),
        *left_out,
        "\n".join(f"- {inline(line)}" for line in methods(report)),
        _courses(report.courses),
    ]
    return "\n\n".join(block for block in blocks if block)


def rows(report: Report) -> tuple[list[Row], list[Row], list[Row], list[str]]:
    """Levels, differences and patterns of the scenario's own arm, and a sentence where there is more."""
    counted = _counted(report)
    two = [finding for finding in counted if len(finding.arms) == 2]
    one = [finding for finding in counted if len(finding.arms) == 1 and not _is_level(finding)]
    differences = [f for f in two if report.arm is None or report.arm in f.arms]
    patterns = [f for f in one if report.arm is None or report.arm in f.arms]
    left_out = (_left_out(len(two) - len(differences)), _left_out_too(len(one) - len(patterns)))
    return (
        [_row(f, f.arms[0]) for f in counted if len(f.arms) == 1 and _is_level(f)],
        [_row(finding, " → ".join(finding.arms), sign=True) for finding in differences],
        [_row(finding, finding.arms[0]) for finding in patterns],
        [sentence for sentence in left_out if sentence],
    )


def _is_level(finding: Finding) -> bool:
    """Whether a finding says where an outcome stands, or whether it has moved."""
    return finding.kind in LEVELS or (finding.kind == "nothing" and finding.take == "change")


def _counted(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if not is_talk(finding) and finding.form is None]


def _row(finding: Finding, arms: str, sign: bool = False) -> Row:
    value = cell(finding)
    value = f"+{value}" if (sign or finding.kind == "trend" or finding.through) and finding.value > 0 else value
    return (noun_of(finding), arms, value, span(finding), str(finding.n))


def _left_out(number: int) -> str:
    """Every comparison that was made is said to have been made."""
    if not number:
        return ""
    if number == 1:
        return "1 more comparison was made, between the other arms; it stands in the report's JSON."
    return f"{number} more comparisons were made, between the other arms; they stand in the report's JSON."


def _left_out_too(number: int) -> str:
    """What was found in other arms too is said to have been."""
    if not number:
        return ""
    patterns = "1 pattern" if number == 1 else f"{number} patterns"
    return f"{patterns} of the other arms {'stands' if number == 1 else 'stand'} in the report's JSON."


def methods(report: Report) -> list[str]:
    """Each way of computing, once, with the kinds of finding that were got by it."""
    kinds: dict[str, list[str]] = {}
    for finding in _counted(report):
        names = kinds.setdefault(finding.method, [])
        kind = KINDS.get(finding.kind, finding.kind)
        if kind not in names:
            names.append(kind)
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
