"""The experiment of a process: arms that fit it, and outcomes that are measured."""

from __future__ import annotations

from sobremesa.mechanics.checking.declarations import check_unique, check_value
from sobremesa.mechanics.checking.mistakes import Mistakes, did_you_mean
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.processes.document import ProcessDocument


def check_experiment(document: ProcessDocument, names: frozenset[str], mistakes: Mistakes) -> None:
    """Arms and outcomes that name what there is; `names` are those of steps, which an arm can do without."""
    experiment = document.experiment
    if not experiment.arms:
        mistakes.add("wrong_shape", "experiment.arms", "an experiment needs an arm at least", "`arms: [{name: today}]`")
    check_unique(((f"experiment.arms[{i}].name", arm.name) for i, arm in enumerate(experiment.arms)), "arm", mistakes)
    for number, arm in enumerate(experiment.arms):
        _check_arm(document, f"experiment.arms[{number}]", arm, names, mistakes)
    outcomes = {"experiment.headline": experiment.headline}
    outcomes |= {f"experiment.also[{i}]": outcome for i, outcome in enumerate(experiment.also)}
    for path, outcome in outcomes.items():
        if outcome.measure not in document.measures:
            hint = did_you_mean(outcome.measure, document.measures)
            expected = ", ".join(sorted(document.measures))
            message = "there is no such measure"
            mistakes.add("unknown_measure", f"{path}.measure", message, expected, outcome.measure, hint)


def _check_arm(document: ProcessDocument, path: str, arm: Arm, names: frozenset[str], mistakes: Mistakes) -> None:
    changes = [(f"{path}.set", arm.set), *((f"{path}.at[{i}].set", each.set) for i, each in enumerate(arm.at))]
    for place, values in changes:
        for name, value in values.items():
            if name in document.parameters:
                check_value(f"{place}.{name}", document.parameters[name], value, mistakes)
                continue
            hint = did_you_mean(name, document.parameters)
            expected = ", ".join(sorted(document.parameters)) or "none"
            mistakes.add("unknown_parameter", f"{place}.{name}", "there is no such parameter", expected, name, hint)
    for number, name in enumerate(arm.without):
        if name not in names:
            hint = did_you_mean(name, names) or "give the step a `name:`"
            expected = ", ".join(sorted(names)) or "none has a name"
            mistakes.add("unknown_step", f"{path}.without[{number}]", "there is no such step", expected, name, hint)
    if arm.space is not None:
        mistakes.add("unknown_option", f"{path}.space", "a process has no space", "nothing")
    if arm.personas != "on" and not document.personas:
        message, hint = "nobody talks in this process", "a `personas:` section, or leave it out"
        mistakes.add("no_personas", f"{path}.personas", message, hint=hint)
