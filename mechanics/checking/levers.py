"""What levers must not move: sizes, which are read once, before anyone talks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import Mistakes


def check_levers(program: ir.Program, mistakes: Mistakes) -> None:
    """A lever's parameter sizes nothing: no count, no room, no network, no length of time."""
    sizes = parameters_of_sizes(program)
    for place, lever in enumerate(program.levers):
        if lever.moves in sizes:
            message = f"`{lever.moves}` sizes the model, which is done before anyone talks"
            hint = "give what the lever moves a parameter of its own"
            mistakes.add("lever_on_size", f"coupling.levers[{place}].moves", message, None, sizes[lever.moves], hint)


def parameters_of_sizes(program: ir.Program) -> dict[str, str]:
    """The parameters that are read once, before the first step; and where."""
    return {name: path for path, expr in _sizes(program) for name in _parameters(expr)}


def _sizes(program: ir.Program) -> Iterator[tuple[str, object]]:
    """Everything that is read once, and where it stands."""
    yield "clock.steps", program.steps
    yield "coupling.every", program.every
    yield "coupling.rounds", program.rounds
    for agents in program.agents:
        yield f"agents.{agents.name}.count", agents.count
        yield f"agents.{agents.name}.max", agents.maximum
    spaces = [("space", program.space), *((f"layers.{layer.layer}", layer) for layer in program.layers)]
    for path, space in spaces:
        if isinstance(space, ir.Network):
            for option, value in space.options.items():
                yield f"{path}.{option}", value
        elif space is not None:
            for option in ("width", "height", "torus", "capacity"):
                yield f"{path}.{option}", getattr(space, option, None)


def _parameters(node: object) -> set[str]:
    if isinstance(node, ir.ParameterRead):
        return {node.name}
    if isinstance(node, tuple):
        return {name for part in node for name in _parameters(part)}
    if not is_dataclass(node) or isinstance(node, ir.Site | type):
        return set()
    return {name for part in fields(node) if part.name != "type" for name in _parameters(getattr(node, part.name))}
