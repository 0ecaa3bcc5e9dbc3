"""What a model makes of a parameter's value: most take it as it is, some can't.

A ring links everyone with an even number of others, as many on either side: of 5 it makes 4. A size or an option that
is kept within bounds (`min(friends, people - 1)`) makes the bound of what lies beyond; and a chance lies in 0 to 1.
What is told of a run is what was taken, never what was put in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir.sizes import sizes_of, value_of
from sobremesa.mechanics.ir.walk import every, uncast

BOUNDING = frozenset({"min", "max", "clip"})
EVEN = frozenset({"ring", "watts_strogatz"})
"""Generators of which `k` is rounded down to an even number (`mechanics.networks.ring`)."""


def taken(program: ir.Program, arm: Arm, name: str, value: float) -> float:
    """The value that a run of the arm works with where the parameter is set to `value`; most often that value."""
    if not 0 <= value <= 1 and name in program.probabilities:
        return min(1.0, max(0.0, value))
    uses = tuple(_uses(program, arm, name))
    if not uses:
        return float(value)
    values = {**sizes_of(program, arm).values, name: float(value)}
    for expr, made in uses:
        found = value_of(expr, values)
        values[name] = values[name] if found is None else made(found)
    return values[name]


def _uses(program: ir.Program, arm: Arm, name: str) -> Iterator[tuple[ir.Expr, Callable[[float], float]]]:
    """The sizes and options that the parameter itself gives, and what is made of each."""
    space = program.arm_spaces.get(arm.name, program.space)
    networks = [each for each in (space, *program.layers) if isinstance(each, ir.Network)]
    for network in networks:
        for key, option in network.options.items():
            if _giver(option) == name:
                yield option, _even if key == "k" and network.generator in EVEN else float
    sides = (space.width, space.height) if isinstance(space, ir.Grid | ir.Plane) else ()
    for size in (*(agents.count for agents in program.agents), *sides):
        if _giver(size) == name:
            yield size, float


def _giver(expr: ir.Expr) -> str | None:
    """The parameter that an expression is, at most kept within bounds; None where it is none, or could be two."""
    expr = uncast(expr)
    if isinstance(expr, ir.MathCall) and expr.function in BOUNDING:
        givers = [giver for giver in map(_giver, expr.arguments) if giver is not None]
        return givers[0] if len(givers) == 1 else None
    return expr.name if isinstance(expr, ir.ParameterRead) else None


def probabilities(program: ir.Program) -> frozenset[str]:
    """The parameters that are read as the probability of chances, and as nothing else."""
    parts = (
        program.setup, program.rules, program.stop, *(measure.value for measure in program.measures),
        *(part for agents in program.agents for part in (agents.count, agents.maximum, agents.place, agents.fields)),
        program.globals, program.steps, *_of_spaces(program), *program.personas.values(), program.levers, program.shown,
    )  # fmt: skip
    reads = Counter(read.name for read in every(ir.ParameterRead, *parts))
    chances = (uncast(draw.arguments[0]) for draw in every(ir.Draw, *parts) if draw.distribution == "chance")
    alone = Counter(chance.name for chance in chances if isinstance(chance, ir.ParameterRead))
    return frozenset(name for name in alone if alone[name] == reads[name])


def _of_spaces(program: ir.Program) -> Iterator[object]:
    for space in (program.space, *program.layers, *program.arm_spaces.values()):
        if isinstance(space, ir.Network):
            options: Mapping[str, ir.Expr] = space.options
            yield from (*options.values(), space.links)
        elif space is not None:
            yield space


def _even(value: float) -> float:
    return 2.0 * (value // 2)


def otherwise_taken(program: ir.Program, arm: Arm) -> Iterator[tuple[str, float, float]]:
    """The parameters of which the arm makes another value than the one that stands there: name, that one, its own."""
    for name, value in sizes_of(program, arm).values.items():
        if name in program.document.parameters and (own := taken(program, arm, name, value)) != value:
            yield name, value, own
