"""What recorded figures say: the highest and the lowest, when a bound is crossed, at a step or a cycle, in which arm.

Every figure is the mean over the runs of an arm, at a step that the record holds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate
from sobremesa.nodes.interview.record import Record, step_key, stretch
from sobremesa.nodes.interview.sought import LAST, Bound, Sought
from sobremesa.nodes.reading.units import ratio
from sobremesa.nodes.report import Course, Sentence
from sobremesa.nodes.synthesis.figures import amount, is_share
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised


@dataclass(frozen=True, slots=True)
class Point:
    """A measure at a step."""

    step: int
    value: float


def measured(courses: Sequence[Course], seeking: Sought, record: Record) -> Iterator[Sentence]:
    """What each measure does, in the arms that are asked about."""
    if seeking.which_arm:
        yield from _by_arm(courses, seeking, record)
        return
    for course in courses:
        points = _points(course)
        if not points:
            continue
        place = place_sought(seeking, record)
        if seeking.bound is not None and seeking.bound.percent and not (is_share(course.unit) or course.unit == "%"):
            continue
        if seeking.bound is not None:
            yield _crossing(course, points, seeking.bound, record)
        elif place is not None:
            yield from _there(course, points, place, record)
        elif seeking.extreme is not None:
            yield _extreme(course, points, seeking.extreme, record)
        elif seeking.end or seeking.start:
            yield _at(course, points[-1 if seeking.end else 0], record)
        else:
            yield from _whole(course, points, seeking, record)


def place_sought(seeking: Sought, record: Record) -> tuple[int, int] | None:
    """The steps that a question is about, the first and the last; None where it names none, or none that is known."""
    if seeking.step is not None and seeking.unit is not None:
        each = ratio(seeking.unit, record.evidence.unit)
        steps = [point.step for course in record.evidence.courses for point in _points(course)]
        if each is None or not steps:
            return None
        at = max(steps) if seeking.step == LAST else round(seeking.step * each / stretch(record.evidence))
        return at, at
    if seeking.cycle is None or (every := _every(record)) is None:
        return None
    last = max((turn.cycle for turn in record.turns), default=0)
    cycle = last if seeking.cycle == LAST else seeking.cycle
    return (cycle - 1) * every, cycle * every


def _every(record: Record) -> int | None:
    """How many steps a cycle has."""
    document = record.evidence.document
    if document is None or document.coupling is None:
        return None
    try:
        return int(evaluate(document.coupling.every, {name: p.value for name, p in document.parameters.items()}))
    except NotArithmeticError:
        return None


def _points(course: Course) -> list[Point]:
    pairs = zip(course.steps, course.values, strict=True)
    return [Point(step, value) for step, value in pairs if value is not None]


def _what(course: Course) -> str:
    return f"{humanised(course.measure)} in “{course.arm}”"


def _mean(record: Record) -> str:
    runs = record.evidence.replicates
    return f" (mean of {runs} runs)" if runs > 1 else ""


def _cites(course: Course, *points: Point) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step_key(course, point.step) for point in points))


def _at(course: Course, point: Point, record: Record) -> Sentence:
    value = amount(point.value, course.unit)
    text = f"At {record.moment(point.step)}, {_what(course)} is {value}{_mean(record)}."
    return Sentence(text=text, evidence=_cites(course, point))


def _there(course: Course, points: Sequence[Point], place: tuple[int, int], record: Record) -> Iterator[Sentence]:
    """A measure at a step, or from the first to the last of a cycle; nothing where the run does not come so far."""
    ends = [min(step, points[-1].step) if place[0] < points[-1].step else step for step in place]
    first, last = (next((point for point in points if point.step == step), None) for step in ends)
    if first is None or last is None:
        return
    if first == last:
        yield _at(course, first, record)
        return
    text = (
        f"From {record.moment(first.step)} to {record.moment(last.step)}, {_what(course)} goes from "
        f"{amount(first.value, course.unit)} to {amount(last.value, course.unit)}{_mean(record)}."
    )
    yield Sentence(text=text, evidence=_cites(course, first, last))


def _extreme(course: Course, points: Sequence[Point], which: str, record: Record) -> Sentence:
    point = _furthest(points, which)
    text = (
        f"{capitalised(_what(course))} is {which} at {record.moment(point.step)}, at "
        f"{amount(point.value, course.unit)}{_mean(record)}."
    )
    return Sentence(text=text, evidence=_cites(course, point))


def _furthest(points: Sequence[Point], which: str) -> Point:
    """The first of the points that no other is above, or below."""
    return max(points, key=lambda point: (point.value if which == "highest" else -point.value, -point.step))


def _crossing(course: Course, points: Sequence[Point], bound: Bound, record: Record) -> Sentence:
    """The first step at which a measure is beyond a bound; how far it comes where it never is."""
    value = bound.value if not bound.percent or is_share(course.unit) else 100 * bound.value
    if not bound.percent and is_share(course.unit) and value > 1:
        value /= 100
    below = bound.way == "below" or (bound.way == "either" and points[0].value > value)
    way = -1 if below else 1
    least = 0.0 if bound.way == "either" else math.ulp(value)
    beyond = next((i for i, point in enumerate(points) if way * (point.value - value) >= least), None)
    what = capitalised(_what(course))
    side, most = ("below", "lowest") if below else ("above", "highest")
    if beyond is None:
        nearest = _furthest(points, most)
        there_is = "to" if bound.way == "either" else side
        text = f"{what} never comes {there_is} that: it is {most} at {record.moment(nearest.step)}, at "
        return Sentence(
            text=f"{text}{amount(nearest.value, course.unit)}{_mean(record)}.", evidence=_cites(course, nearest)
        )
    there = points[beyond]
    there_is = "has come to" if bound.way == "either" else f"is {side}"
    when, said = record.moment(there.step), amount(there.value, course.unit)
    text = f"{what} {there_is} that for the first time at {when}, at {said}"
    if not beyond:
        return Sentence(text=f"{text}{_mean(record)}: from the start.", evidence=_cites(course, there))
    before = points[beyond - 1]
    text = f"{text}; at {record.moment(before.step)} it is {amount(before.value, course.unit)}{_mean(record)}."
    return Sentence(text=text, evidence=_cites(course, there, before))


def _whole(course: Course, points: Sequence[Point], seeking: Sought, record: Record) -> Iterator[Sentence]:
    """A measure at the start and the end, where it is highest and lowest, and where it goes furthest."""
    if len(points) < 2:
        return
    first, last = points[0], points[-1]
    yield Sentence(
        text=f"{capitalised(_what(course))} begins at {amount(first.value, course.unit)} and ends, at "
        f"{record.moment(last.step)}, at {amount(last.value, course.unit)}{_mean(record)}.",
        evidence=_cites(course, first, last),
    )
    top, low = _furthest(points, "highest"), _furthest(points, "lowest")
    if {top, low} != {first, last}:
        yield Sentence(
            text=f"It is highest at {record.moment(top.step)}, at {amount(top.value, course.unit)}, and lowest at "
            f"{record.moment(low.step)}, at {amount(low.value, course.unit)}.",
            evidence=_cites(course, top, low),
        )
    way = {"up": 1, "down": -1}.get(seeking.way or "")

    def gone(pair: tuple[Point, Point]) -> float:
        change = pair[1].value - pair[0].value
        return abs(change) if way is None else way * change

    before, after = max(itertools.pairwise(points), key=gone)
    if gone((before, after)) > 0:
        yield Sentence(
            text=f"It goes furthest from {record.moment(before.step)} to {record.moment(after.step)}: from "
            f"{amount(before.value, course.unit)} to {amount(after.value, course.unit)}.",
            evidence=_cites(course, before, after),
        )


def _by_arm(courses: Sequence[Course], seeking: Sought, record: Record) -> Iterator[Sentence]:
    """A measure in every arm, the greatest first: at the step that is asked for, at its extreme, else at the end."""
    place = place_sought(seeking, record)
    for measure in dict.fromkeys(course.measure for course in courses):
        found: list[tuple[Course, Point]] = []
        for course in (one for one in record.evidence.courses if one.measure == measure):
            points = _points(course)
            there = points[-1:] if place is None else [point for point in points if point.step == place[1]]
            found += [(course, point) for point in there]
        found.sort(key=lambda one: one[1].value, reverse=seeking.extreme != "lowest")
        for course, point in found:
            yield _at(course, point, record)
