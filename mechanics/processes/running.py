"""One replicate of a process, from time 0 to the end of a step: levers on the way, and what was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sobremesa.mechanics.engine import RunError
from sobremesa.mechanics.processes.arms import Parameters
from sobremesa.mechanics.processes.compiled import Compiled
from sobremesa.mechanics.processes.invariants import check_little, check_queues
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.runtime.measures import Stays
from sobremesa.mechanics.processes.warmup import warmup

FAILURES = (ArithmeticError, LookupError, ValueError)
CODES = (
    (ZeroDivisionError, "zero_division"),
    (OverflowError, "overflow"),
    (IndexError, "index"),
    (LookupError, "missing"),
    (ValueError, "domain"),
)
WARMUP = "warmup"
SLICE = ".slice"
"""What the name of a measure is followed by, where it is of one step alone."""


@dataclass(frozen=True, slots=True)
class Course:
    """What there is to run: when each step ends, and the parameters that hold from after some steps on.

    `warmup` is what to leave out at the start, None where the run finds it for itself once it is `complete`.
    """

    ends: tuple[float, ...]
    parameters: Mapping[int, Parameters]
    warmup: float | None
    complete: bool


@dataclass(slots=True)
class Run:
    """What became of a replicate. `values` are by measure, and begin with the step that was asked for."""

    values: dict[str, list[float]]
    error: RunError | None = None


def run_replicate(
    program: ProcessProgram,
    code: Compiled,
    course: Course,
    seed: int,
    replicate: int,
    first: int,
    look: Callable[[], None],
) -> Run:
    """Run a replicate from 0, and measure from step `first` on; `look` is called before each step.

    Raises what `look` raises, and LittleLawError, which is a bug of ours.
    """
    steps = len(course.ends)
    resources = {each.name: code.names.member("resource", each.name) for each in program.resources}
    words = {word: code.names.member("parameter", word) for word in program.document.parameters}
    step = 0
    try:
        model = code.model(**_named(words, course.parameters[0]), seed=seed, replicate=replicate)
        for step, end in enumerate(course.ends):
            look()
            if step in course.parameters and step > 0:
                for word, value in _named(words, course.parameters[step]).items():
                    setattr(model, word, value)
                if hasattr(model, code.names.member("method", "adjust")):
                    getattr(model, code.names.member("method", "adjust"))()
            model.env.run(until=end)
    except FAILURES as problem:
        kind = next(word for known, word in CODES if isinstance(problem, known))
        error = RunError(kind, step + 1, f"{problem} (step {step + 1})")
        return Run(_nothing(program, steps + 1 - first), error)
    entities = {each.name: Stays(getattr(model, code.names.member("entities", each.name))) for each in program.entities}
    if steps:
        steady = {each.name: resources[each.name] for each in program.resources if each.breaking is None}
        check_queues(model, steady, course.ends[-1])
        check_little(model, resources, entities, course.ends[-1])
    return Run(_measured(program, code, model, course, first, _warmup(course, entities)))


def _named(words: Mapping[str, str], parameters: Parameters) -> Parameters:
    return {words[word]: value for word, value in parameters.items()}


def _nothing(program: ProcessProgram, steps: int) -> dict[str, list[float]]:
    return {name: [math.nan] * steps for name in series_of(program)}


def series_of(program: ProcessProgram) -> list[str]:
    """The names of all series of a process: each measure since the warm-up and by slice, and the warm-up itself."""
    names = [measure.name for measure in program.measures]
    return [*names, *(f"{name}{SLICE}" for name in names), WARMUP]


def _measured(
    program: ProcessProgram, code: Compiled, model: Any, course: Course, first: int, begins: float | None
) -> dict[str, list[float]]:
    """Every series, from step `first` on. At step 0 there is nothing to measure yet.

    `begins` is the warm-up, None where the run has not settled.
    """
    bounds = (0.0, *course.ends)
    start = begins if begins is not None else bounds[-1] / 2
    windows = [(min(start, end), end) for end in bounds[first:]]
    slices = list(zip(bounds[max(first, 1) - 1 : -1], bounds[max(first, 1) :], strict=True))
    measure = getattr(model, code.names.member("method", "measures"))
    rows = _rows(measure, [*windows, *slices])
    whole, single = rows[: len(windows)], rows[len(windows) :]
    if first == 0:
        single = [{}, *single]
    values: dict[str, list[float]] = {}
    for each in program.measures:
        values[each.name] = [row.get(each.name, math.nan) for row in whole]
        values[f"{each.name}{SLICE}"] = [row.get(each.name, math.nan) for row in single]
    values[WARMUP] = [math.nan if begins is None else begins] * len(windows)
    return values


def _rows(measure: Any, windows: Sequence[tuple[float, float]]) -> list[Mapping[str, float]]:
    """A row for each window; those without any length have none."""
    rows = iter(measure([window for window in windows if window[0] < window[1]]))
    return [next(rows) if begin < end else {} for begin, end in windows]


def _warmup(course: Course, entities: Mapping[str, Stays]) -> float | None:
    """What is left out at the start; None where the run has not settled."""
    if course.warmup is not None:
        return course.warmup
    if not course.complete:
        return 0.0
    return warmup(np.concatenate([stays.times for stays in entities.values()]), course.ends[-1])
