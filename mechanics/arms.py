"""What an arm makes of a program: other parameters, rules switched off, another space, another length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import LeverValue
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.processes.arms import slices
from sobremesa.mechanics.processes.program import ProcessProgram

Parameters = dict[str, bool | int | float]


def arm_program(program: Program, arm: Arm) -> Program:
    """The program of an arm: without the rules it switches off, and in its space.

    Raises DocumentError where the arm does not fit the program.
    """
    program = in_space(program, arm)
    if not arm.without:
        return program
    unknown = set(arm.without) - {rule.name for rule in (*program.setup, *program.rules)}
    if unknown:
        raise _misfit(arm, f"there is no rule {sorted(unknown)[0]}")
    return replace(
        program,
        setup=tuple(rule for rule in program.setup if rule.name not in arm.without),
        rules=tuple(rule for rule in program.rules if rule.name not in arm.without),
    )


def in_space(program: Program, arm: Arm) -> Program:
    """The program in the arm's space, with all its rules. Raises DocumentError where the space does not fit."""
    from sobremesa.mechanics.checking import check

    if arm.space is None:
        return program
    document = program.document
    known = next((each for each in document.experiment.arms if each.space == arm.space), None)
    if known is not None:
        return replace(program, space=program.arm_spaces[known.name])
    if document.space is None:
        raise _misfit(arm, "there is no space to change")
    space = type(document.space).model_validate({**document.space.model_dump(by_alias=True), **(arm.space or {})})
    return check(document.model_copy(update={"space": space}))


def arm_parameters(program: AnyProgram, arm: Arm) -> Parameters:
    """The parameters' values in an arm, before any lever moves, each of its own type.

    Raises DocumentError where the arm sets what is no parameter.
    """
    values: Parameters = {word: parameter.value for word, parameter in program.document.parameters.items()}
    unknown = set(arm.set) - set(values)
    if unknown:
        raise _misfit(arm, f"there is no parameter {sorted(unknown)[0]}")
    values.update(arm.set)
    return {word: typed(program, word, value) for word, value in values.items()}


def typed(program: AnyProgram, word: str, value: float) -> bool | int | float:
    """A value as its parameter holds it."""
    kind = program.document.parameters[word].type
    return float(value) if kind == "float" else int(value) if kind == "int" else bool(value)


def moved(program: AnyProgram, arm: Arm, levers: Sequence[LeverValue]) -> Parameters:
    """The parameters once levers have moved, in their order; what the arm sets is held (rule 34).

    What the arm sets from a step on comes as a lever too, and moves.

    Raises DocumentError where a lever moves what is no parameter.
    """
    values = arm_parameters(program, arm)
    for lever in levers:
        if lever.moves not in values:
            place = Place("coupling.levers")
            message = f"there is no parameter {lever.moves} that a lever could move"
            raise DocumentError([Diagnostic("arm_misfit", place, message)])
        if lever.moves not in arm.set or any(lever.moves in change.set for change in arm.at):
            values[lever.moves] = typed(program, lever.moves, lever.value)
    return values


def interventions(arm: Arm) -> dict[int, list[LeverValue]]:
    """What the arm sets from a step on, by the step after which it holds."""
    changes: dict[int, list[LeverValue]] = {}
    for change in arm.at:
        values = [LeverValue(word, float(value)) for word, value in change.set.items()]
        changes.setdefault(change.step - 1, []).extend(values)
    return changes


def horizon(program: AnyProgram, arm: Arm) -> int:
    """How many steps the arm runs; of a process, how many slices."""
    if isinstance(program, ProcessProgram):
        return slices(program, arm, arm_parameters(program, arm))
    steps = program.document.clock.steps if arm.steps is None else arm.steps
    return int(evaluate(steps, arm_parameters(program, arm)))


def _misfit(arm: Arm, message: str) -> DocumentError:
    place = Place(f"experiment.arms ({arm.name})")
    return DocumentError([Diagnostic("arm_misfit", place, message)])
