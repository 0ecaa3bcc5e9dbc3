"""What parameters become between two steps: by the rules that personas replace, by their reports, by the arm itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from reference.expressions import evaluate, members
from reference.turn import Turn
from reference.world import Thing, World
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
    """Every lever in its order: what an arm says is held, and a rule sees what the levers before it have moved.

    What agents carry changes once all is decided, lever by lever.
    """
    program = world.program
    carried: list[tuple[ir.Lever, float]] = []
    for lever in program.levers:
        if lever.moves in arm.set or any(lever.moves in change.set for change in arm.at):
            continue
        turn = Turn(world, me=own_agent(world, lever))
        if arm.personas == "off":
            moved = None if lever.instead is None else evaluate(lever.instead, turn)
        else:
            world.report = mean([reports[name] for name in lever.sources])
            moved = evaluate(lever.by, turn)
        if moved is not None:
            low, high = (evaluate(bound, Turn(world)) for bound in (lever.low, lever.high))
            value = nearest(lever, clamped(float(moved), low, high))
            if lever.field is not None:
                carried.append((lever, value))
            else:
                world.parameters[lever.moves] = value
    for lever, value in carried:
        carry(world, lever, value)


def own_agent(world: World, lever: ir.Lever) -> Thing | None:
    """The agent that a lever's only persona is."""
    name = lever.sources[0]
    if len(lever.sources) != 1 or name not in world.program.personas:
        return None
    kind = world.program.personas[name].type
    assert isinstance(kind, ir.Ref)
    return next((one for one in world.agents[kind.of] if one.id == world.personas[name]), None)


def nearest(lever: ir.Lever, value: float) -> float:
    """The choice that lies nearest, the smaller of two; the value itself where there is no choice."""
    return min((each for _, each in lever.choices), key=lambda each: (abs(each - value), each), default=value)


def carry(world: World, lever: ir.Lever, value: float) -> None:
    """The field of the persona's agent, or of everyone in its group, takes the value within its own bounds."""
    me, name = own_agent(world, lever), lever.moves.partition(".")[2]
    group = world.program.groups.get(lever.sources[0])
    for thing in members(group, Turn(world)) if group is not None else [me]:
        if thing is None or not thing.alive:
            continue
        field = world.field(thing.kind, name)
        bounds = ((field.low, -inf), (field.high, inf))
        low, high = (none if bound is None else evaluate(bound, Turn(world, me=thing)) for bound, none in bounds)
        thing.values[name] = clamped(value, low, high)


def mean(reports: list[Report]) -> dict[str, float]:
    """The mean of each figure, added up in the order of the personas; and how far their stances are apart."""
    found = dict.fromkeys(reports[0], 0.0)
    for report in reports:
        found = {word: total + report[word] for word, total in found.items()}
    stances = sorted(report["stance"] for report in reports)
    return {word: total / len(reports) for word, total in found.items()} | {"spread": stances[-1] - stances[0]}


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
