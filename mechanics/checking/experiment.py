"""The experiment: arms that fit the model, and outcomes that are measured."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.declarations import check_unique, check_value
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.spaces import GENERATORS, lower_space
from sobremesa.mechanics.document import Arm, Space
from sobremesa.mechanics.ir import Scalar


def check_experiment(reader: Reader) -> None:
    """Arms and outcomes that name what there is."""
    experiment, add = reader.world.document.experiment, reader.mistakes.add
    if not experiment.arms:
        add("wrong_shape", "experiment.arms", "an experiment needs an arm at least", "`arms: [{name: today}]`")
    check_unique(
        ((f"experiment.arms[{i}].name", arm.name) for i, arm in enumerate(experiment.arms)), "arm", reader.mistakes
    )
    for i, arm in enumerate(experiment.arms):
        _check_arm(reader, f"experiment.arms[{i}]", arm)
    outcomes = {"experiment.headline": experiment.headline}
    outcomes |= {f"experiment.also[{i}]": outcome for i, outcome in enumerate(experiment.also)}
    measures = reader.world.document.measures
    for path, outcome in outcomes.items():
        if outcome.measure not in measures:
            hint = did_you_mean(outcome.measure, measures)
            add(
                "unknown_measure",
                f"{path}.measure",
                "there is no such measure",
                ", ".join(measures),
                outcome.measure,
                hint,
            )
        elif measures[outcome.measure].at == "end" and outcome.take not in ("last", "mean", "max", "min"):
            add("bad_outcome", f"{path}.take", "a measure taken at the end has one value", "`take: last`", outcome.take)
        steps = reader.world.document.clock.steps
        if isinstance(steps, int) and outcome.start > steps:
            add("bad_outcome", f"{path}.from", "the run ends before this step", f"at most {steps}", str(outcome.start))


def _check_arm(reader: Reader, path: str, arm: Arm) -> None:
    document, add = reader.world.document, reader.mistakes.add
    for name, value in arm.set.items():
        if name in document.parameters:
            check_value(f"{path}.set.{name}", document.parameters[name], value, reader.mistakes)
        else:
            hint = did_you_mean(name, document.parameters)
            add(
                "unknown_parameter",
                f"{path}.set.{name}",
                "there is no such parameter",
                ", ".join(document.parameters),
                name,
                hint,
            )
    rules = [rule.name for rule in (*document.rules, *document.setup)]
    for i, name in enumerate(arm.without):
        if name not in rules:
            hint = did_you_mean(name, rules)
            add("unknown_rule", f"{path}.without[{i}]", "there is no such rule", ", ".join(rules), name, hint)
    if arm.personas != "on" and not document.personas:
        add(
            "no_personas",
            f"{path}.personas",
            "nobody talks in this model",
            hint="a `personas:` section, or leave it out",
        )


def lower_arm_steps(reader: Reader) -> Mapping[str, ir.Expr]:
    """The steps of the arms that have their own, by the arm's name."""
    arms = reader.world.document.experiment.arms
    return {
        arm.name: reader.constant(f"experiment.arms[{i}].steps", arm.steps, Scalar.INT)
        for i, arm in enumerate(arms)
        if arm.steps is not None
    }


def lower_arm_spaces(reader: Reader) -> Mapping[str, ir.Network | ir.Grid | ir.Plane]:
    """The spaces of the arms that replace options of the document's, by the arm's name."""
    lowered = {}
    for i, arm in enumerate(reader.world.document.experiment.arms):
        if arm.space is None:
            continue
        path = f"experiment.arms[{i}].space"
        space = _replaced(reader, path, arm.space)
        changed = None if space is None else lower_space(reader, path, space)
        if changed is not None:
            lowered[arm.name] = changed
    return lowered


def _replaced(reader: Reader, path: str, options: Mapping[str, object]) -> Space | None:
    """The document's space with an arm's options; a new generator drops those of the old one."""
    space = reader.world.document.space
    if space is None:
        reader.mistakes.add("no_network", path, "the model has no space whose options could be replaced")
        return None
    if options.get("kind", space.kind) != space.kind or "links" in options or "cells" in options:
        reader.mistakes.add(
            "unknown_option", path, "an arm replaces sizes and generator options", hint="two documents, else"
        )
        return None
    kept = space.model_dump(exclude_unset=True)
    if options.get("generator", space.generator) != space.generator:
        kept = {key: kept[key] for key in ("kind", "of", "directed", "max_degree", "links") if key in kept} | _shared(
            kept, options
        )
    try:
        return Space.model_validate({**kept, **options})
    except ValidationError as error:
        for mistake in error.errors(include_url=False):
            where = ".".join(str(part) for part in mistake["loc"][:1])
            reader.mistakes.add("unknown_option", f"{path}.{where}", "this is no option of a space")
        return None


def _shared(kept: Mapping[str, object], options: Mapping[str, object]) -> dict[str, object]:
    """The old options that the new generator takes too."""
    return {key: kept[key] for key in GENERATORS.get(str(options["generator"]), ()) if key in kept}
