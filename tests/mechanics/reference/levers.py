"""What parameters become between two steps: by the rules that personas replace, by their reports, by the arm itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reference.expressions import evaluate
from reference.turn import Turn
from reference.world import World
from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Arm

Report = Mapping[str, float]
Reports = Callable[[int], Mapping[str, Report]]
"""What each persona reports after a step."""


def begin(world: World, arm: Arm) -> None:
    """The arm's own values, before anything is set up."""
    world.parameters.update({name: typed(world, name, value) for name, value in arm.set.items()})


def talks(step: int, every: int, end: int) -> bool:
    """Whether a cycle ends with this step, and another follows (rule 34)."""
    return step > 0 and step % every == 0 and step < end


def move(world: World, arm: Arm, reports: Mapping[str, Report]) -> None:
    """Every lever in its order: what an arm says is held, and a rule sees what the levers before it have moved."""
    program = world.program
    for lever in program.levers:
        if lever.moves in arm.set or any(lever.moves in change.set for change in arm.at):
            continue
        if arm.personas == "off":
            moved = None if lever.instead is None else evaluate(lever.instead, Turn(world))
        else:
            world.report = mean([reports[name] for name in lever.sources])
            moved = evaluate(lever.by, Turn(world))
        if moved is not None:
            low, high = (evaluate(bound, Turn(world)) for bound in (lever.low, lever.high))
            world.parameters[lever.moves] = clamped(float(moved), low, high)


def mean(reports: list[Report]) -> dict[str, float]:
    """The mean of each figure, added up in the order of the personas."""
    found = dict.fromkeys(reports[0], 0.0)
    for report in reports:
        found = {word: total + report[word] for word, total in found.items()}
    return {word: total / len(reports) for word, total in found.items()}


def clamped(value: float, low: float, high: float) -> float:
    """Within the bounds; what is no number is an error."""
    if value - value != 0.0:
        raise OverflowError(value)
    return low if value < low else high if value > high else value


def intervene(step: int, world: World, arm: Arm) -> None:
    """What the arm sets from this step on."""
    for change in arm.at:
        if change.step == step:
            world.parameters.update({name: typed(world, name, value) for name, value in change.set.items()})


def typed(world: World, name: str, value: Any) -> Any:
    """A value as its parameter holds it."""
    kind = {ir.Scalar.FLOAT: float, ir.Scalar.INT: int, ir.Scalar.BOOL: bool}[world.program.parameters[name]]
    return kind(value)
