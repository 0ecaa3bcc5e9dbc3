"""An arm with fewer agents: what a slow engine can afford of a large one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt

from sobremesa.mechanics import ir
from sobremesa.mechanics.arms import arm_parameters, in_space, typed
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir.sizes import value_of
from sobremesa.mechanics.ir.walk import every


def population(program: ir.Program, arm: Arm) -> int:
    """How many agents and cells an arm begins with. Raises DocumentError where the arm does not fit."""
    values = {word: float(value) for word, value in arm_parameters(program, arm).items()}
    return _population(in_space(program, arm), values)


def smaller(program: ir.Program, arm: Arm, most: int) -> Arm:
    """The arm with about so many agents and cells, each number and each side less by the same factor.

    Only whole parameters that say how many there are change, and none falls below its `low`; where there are none, or
    they would not make it smaller, the arm is given as it is.
    """
    spaced, own = in_space(program, arm), arm_parameters(program, arm)
    before = population(program, arm)
    factor = most / max(before, 1)
    sides = _read(_sides(spaced))
    heads = _read(kind.count for kind in program.agents) - sides
    less = {
        word: typed(program, word, max(float(own[word]) * by, program.document.parameters[word].low or 0))
        for words, by in ((heads, factor), (sides, sqrt(factor)))
        for word in sorted(words)
        if program.document.parameters[word].type == "int"
    }
    later = arm.model_copy(update={"set": {**arm.set, **less}})
    return later if population(program, later) < before else arm


def _population(program: ir.Program, values: Mapping[str, float]) -> int:
    agents = sum(max(value_of(kind.count, values) or 0.0, 0.0) for kind in program.agents)
    if not isinstance(program.space, ir.Grid):
        return int(agents)
    width, height = (value_of(side, values) or 0.0 for side in _sides(program))
    return int(agents + width * height)


def _sides(program: ir.Program) -> tuple[ir.Expr, ...]:
    space = program.space
    return (space.width, space.height) if isinstance(space, ir.Grid | ir.Plane) else ()


def _read(exprs: Iterable[ir.Expr]) -> frozenset[str]:
    return frozenset(node.name for node in every(ir.ParameterRead, *exprs))
