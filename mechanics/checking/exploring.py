"""What else an experiment asks: sweeps, scales, sensitivity, calibration, and what arms set from a step on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.cost import check_cost, works
from sobremesa.mechanics.checking.declarations import check_value
from sobremesa.mechanics.checking.feasibility import check_feasible
from sobremesa.mechanics.checking.levers import parameters_of_sizes
from sobremesa.mechanics.checking.mistakes import Mistakes, did_you_mean
from sobremesa.mechanics.diagnostics import Place
from sobremesa.mechanics.document import Arm, Intervention, ModelDocument, Parameter
from sobremesa.mechanics.ir.sizes import sizes_of

MOST_POINTS = 1_000
"""Points of a sweep, over both of its parameters."""
MOST_SIZES = 20
MOST_SOUGHT = 20
"""Parameters of a sensitivity analysis or a calibration."""


def check_exploring(program: ir.Program, mistakes: Mistakes) -> None:
    """Everything asked beside the arms names what there is, lies within bounds, and can be set up and paid for."""
    document = program.document
    before = len(mistakes.found)
    _check_interventions(program, mistakes)
    _check_sweep(document, mistakes)
    _check_scale(program, mistakes)
    _check_sought(document, mistakes)
    if len(mistakes.found) == before:
        _check_ends(program, mistakes)


def _check_interventions(program: ir.Program, mistakes: Mistakes) -> None:
    document, sizes = program.document, parameters_of_sizes(program)
    for i, arm in enumerate(document.experiment.arms):
        for j, change in enumerate(arm.at):
            path = f"experiment.arms[{i}].at[{j}]"
            _check_step(document, arm, change, path, mistakes)
            for name, value in change.set.items():
                parameter = _parameter(document, name, f"{path}.set.{name}", mistakes)
                if parameter is None:
                    continue
                check_value(f"{path}.set.{name}", parameter, value, mistakes)
                if name in sizes:
                    message = f"`{name}` sizes the model, which is done before the first step"
                    mistakes.add("lever_on_size", f"{path}.set.{name}", message, found=sizes[name], hint="`set` it")
        if arm.at and arm.personas != "off" and program.levers:
            message = "not supported yet: values that change at a step while people talk"
            mistakes.add("not_supported_yet", f"experiment.arms[{i}].at", message, hint='personas: "off"')


def _check_step(document: ModelDocument, arm: Arm, change: Intervention, path: str, mistakes: Mistakes) -> None:
    steps = document.clock.steps if arm.steps is None else arm.steps
    if isinstance(steps, int) and change.step > steps:
        message = "the run ends before this step"
        mistakes.add("out_of_bounds", f"{path}.step", message, f"at most {steps}", str(change.step))


def _check_sweep(document: ModelDocument, mistakes: Mistakes) -> None:
    experiment = document.experiment
    sweep = experiment.sweep
    if len(sweep) > 2:
        message = "a sweep goes over one parameter or two"
        mistakes.add("wrong_shape", "experiment.sweep", message, found=str(len(sweep)))
    points = math.prod(each.points for each in sweep)
    if sweep and points > MOST_POINTS:
        message = "the sweep has too many points"
        mistakes.add("too_many", "experiment.sweep", message, f"at most {MOST_POINTS:,}", f"{points:,}")
    _check_once([each.parameter for each in sweep], "experiment.sweep", mistakes)
    for i, each in enumerate(sweep):
        path = f"experiment.sweep[{i}]"
        parameter = _number(document, each.parameter, f"{path}.parameter", mistakes)
        if parameter is None:
            continue
        for end, value in (("from", each.start), ("to", each.to)):
            check_value(f"{path}.{end}", parameter, value, mistakes)
        if each.start >= each.to:
            mistakes.add("bad_bounds", path, "`from` is below `to`", found=f"{each.start:g}, {each.to:g}")
    _check_left_free([each.parameter for each in sweep], "experiment.sweep", experiment.arms, mistakes)


def _check_scale(program: ir.Program, mistakes: Mistakes) -> None:
    document, scale = program.document, program.document.experiment.scale
    if scale is None:
        return
    path = "experiment.scale"
    parameter = _number(document, scale.parameter, f"{path}.parameter", mistakes)
    if parameter is None:
        return
    if parameter.type != "int" or scale.parameter not in parameters_of_sizes(program):
        message, hint = "this parameter doesn't say how many there are", "sweep it"
        mistakes.add("not_a_size", f"{path}.parameter", message, "an int that counts or sizes", scale.parameter, hint)
    for i, value in enumerate(scale.values):
        check_value(f"{path}.values[{i}]", parameter, value, mistakes)
    if not 2 <= len(scale.values) <= MOST_SIZES or list(scale.values) != sorted(set(scale.values)):
        message = "sizes that are compared are two or more, each once, the smallest first"
        mistakes.add("wrong_shape", f"{path}.values", message, f"2 to {MOST_SIZES}", str(list(scale.values)))
    _check_left_free([scale.parameter], path, document.experiment.arms, mistakes)


def _check_sought(document: ModelDocument, mistakes: Mistakes) -> None:
    experiment = document.experiment
    for key, asked in (("sensitivity", experiment.sensitivity), ("calibrate", experiment.calibrate)):
        if asked is not None:
            _check_ranges(document, asked.parameters, f"experiment.{key}.parameters", mistakes)
    calibrate = experiment.calibrate
    if calibrate is None:
        return
    for part in ("parameters", "targets"):
        if not getattr(calibrate, part):
            mistakes.add("wrong_shape", f"experiment.calibrate.{part}", "a calibration needs one at least")
    for i, target in enumerate(calibrate.targets):
        path = f"experiment.calibrate.targets[{i}]"
        if target.measure not in document.measures:
            hint = did_you_mean(target.measure, document.measures)
            message, known = "there is no such measure", ", ".join(document.measures)
            mistakes.add("unknown_measure", f"{path}.measure", message, known, target.measure, hint)


def _check_ranges(document: ModelDocument, names: Sequence[str], path: str, mistakes: Mistakes) -> None:
    """Parameters that vary within their bounds: numbers that have both."""
    if len(names) > MOST_SOUGHT:
        mistakes.add("too_many", path, "there are too many parameters", f"at most {MOST_SOUGHT}", str(len(names)))
    _check_once(names, path, mistakes)
    for i, name in enumerate(names):
        parameter = _number(document, name, f"{path}[{i}]", mistakes)
        if parameter is not None and (parameter.low is None or parameter.high is None):
            message, hint = "this parameter has no range", "give it `low` and `high`"
            mistakes.add("bad_bounds", f"{path}[{i}]", message, "`low` and `high`", name, hint)
    _check_left_free(names, path, document.experiment.arms, mistakes)


def _check_once(names: Sequence[str], path: str, mistakes: Mistakes) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            mistakes.add("name_taken", path, f"`{name}` stands here twice")


def _check_left_free(names: Sequence[str], path: str, arms: Sequence[Arm], mistakes: Mistakes) -> None:
    if names and not any(leaves_free(arm, names) for arm in arms):
        message, hint = "every arm sets what is to be varied", "add an arm that leaves it free"
        mistakes.add("no_free_arm", path, message, found=", ".join(names), hint=hint)


def leaves_free(arm: Arm, names: Sequence[str]) -> bool:
    """Whether an arm sets none of the parameters."""
    return not any(arm.decides(name) for name in names)


def _number(document: ModelDocument, name: str, path: str, mistakes: Mistakes) -> Parameter | None:
    parameter = _parameter(document, name, path, mistakes)
    if parameter is not None and parameter.type == "bool":
        mistakes.add("type_mismatch", path, "a parameter that varies is a number", found="bool", hint="an arm for each")
        return None
    return parameter


def _parameter(document: ModelDocument, name: str, path: str, mistakes: Mistakes) -> Parameter | None:
    if name in document.parameters:
        return document.parameters[name]
    hint = did_you_mean(name, document.parameters)
    known = ", ".join(document.parameters)
    mistakes.add("unknown_parameter", path, "there is no such parameter", known, name, hint)
    return None


def _check_ends(program: ir.Program, mistakes: Mistakes) -> None:
    """The ends of all that varies can be set up and paid for, in every arm that leaves it free."""
    ends = list(_ends(program.document))
    work = works(program) if ends else {}
    for path, values in ends:
        for arm in program.document.experiment.arms:
            if not leaves_free(arm, list(values)):
                continue
            own = Mistakes()
            sizes = sizes_of(program, arm.model_copy(update={"set": {**arm.set, **values}}))
            check_feasible(sizes, own)
            check_cost(work, sizes, own)
            given = ", ".join(f"{name} = {value:,.10g}" for name, value in values.items())
            for mistake in own.found:
                mistakes.note(replace(mistake, place=Place(path), message=f"with {given}: {mistake.message}"))


def _ends(document: ModelDocument) -> Iterator[tuple[str, Mapping[str, int | float]]]:
    experiment = document.experiment
    for corner in product(*([(each.parameter, each.start), (each.parameter, each.to)] for each in experiment.sweep)):
        if corner:
            yield "experiment.sweep", dict(corner)
    if experiment.scale is not None:
        for size in experiment.scale.values:
            yield "experiment.scale", {experiment.scale.parameter: size}
    for key, asked in (("sensitivity", experiment.sensitivity), ("calibrate", experiment.calibrate)):
        ranges = {name: document.parameters[name] for name in asked.parameters} if asked is not None else {}
        for end in ("low", "high") if ranges else ():
            yield f"experiment.{key}", {name: getattr(parameter, end) for name, parameter in ranges.items()}
