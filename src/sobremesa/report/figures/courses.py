"""How a measure went over time, arm by arm: the mean of the runs, and the band in which nine of ten lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.nodes.report import Course, Report
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised
from sobremesa.report.figures.drawing import Drawn, canvas, colour, numbers, scale_axis, style, words

CAPTION = "Lines are means over the runs; nine of ten runs lie within the band."


def figures(report: Report) -> Iterator[Drawn]:
    """One figure a measure."""
    unit = report.method.unit or "step"
    for measure in dict.fromkeys(course.measure for course in report.courses):
        yield _figure([course for course in report.courses if course.measure == measure], unit)


def _figure(courses: Sequence[Course], unit: str) -> Drawn:
    title = f"{capitalised(humanised(courses[0].measure))} over time"
    with canvas(title, _says(courses)) as made:
        axes = made.axes[0]
        factor = scale_axis(axes, courses[0].unit)
        for number, course in enumerate(courses):
            mean, low, high = (numbers(values) * factor for values in (course.values, course.low, course.high))
            if low.size == mean.size:
                axes.fill_between(course.steps, low, high, color=colour(number), alpha=0.16, linewidth=0)
            axes.plot(
                course.steps, mean, color=colour(number), linestyle=style(number), label=words(course.arm)
            )  # fmt: skip
        axes.set_xlabel(f"{unit}s" if not unit.endswith("s") else unit)
        axes.set_ylabel(words(courses[0].unit) if factor == 1 and courses[0].unit else "")
        if len(courses) > 1:
            axes.figure.legend(loc="outside upper left", ncols=3, fontsize=10)
    return Drawn(made.drawn.svg, title, _says(courses), CAPTION)


def _says(courses: Sequence[Course]) -> str:
    ends = (f"{course.arm}: from {_number(course.values[0])} to {_number(course.values[-1])}" for course in courses)
    return "; ".join(ends)


def _number(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.3g}"
