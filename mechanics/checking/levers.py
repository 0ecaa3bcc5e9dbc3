"""What levers must not move: sizes, which are read once, before anyone talks, and fields that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.ir.walk import every


def check_levers(program: ir.Program, mistakes: Mistakes) -> None:
    """A lever's parameter sizes nothing: no count, no room, no network, no length of time."""
    sizes = parameters_of_sizes(program)
    read = {(_owner(field), field.name) for field in every(ir.FieldRead, *_read_from(program))}
    for place, lever in enumerate(program.levers):
        owner = _moved_type(program, lever)
        if owner is not None and lever.field is not None and (owner, lever.field) not in read and not mistakes.found:
            message = f"nothing reads `{lever.field}` of a {owner}: the lever would do nothing"
            hint = "a rule or a measure must read it"
            mistakes.add("idle_lever", f"coupling.levers[{place}].moves", message, hint=hint)
        if lever.moves in sizes:
            message = f"`{lever.moves}` sizes the model, which is done before anyone talks"
            hint = "give what the lever moves a parameter of its own"
            mistakes.add("lever_on_size", f"coupling.levers[{place}].moves", message, None, sizes[lever.moves], hint)


def _read_from(program: ir.Program) -> Iterator[object]:
    """What a moved field can matter to."""
    yield from ((rule.when, rule.body) for rule in program.rules)
    yield from (measure.value for measure in program.measures)
    yield program.stop


def _owner(field: ir.FieldRead) -> str | None:
    return field.of.type.of if isinstance(field.of.type, ir.Ref) else None


def _moved_type(program: ir.Program, lever: ir.Lever) -> str | None:
    """The type of the agents whose field a lever moves."""
    if lever.field is None or len(lever.sources) != 1:
        return None
    of = program.personas.get(lever.sources[0]) or program.groups.get(lever.sources[0])
    kind = None if of is None else of.type.item if isinstance(of.type, ir.Collection) else of.type
    return kind.of if isinstance(kind, ir.Ref) else None


def parameters_of_sizes(program: ir.Program) -> dict[str, str]:
    """The parameters that are read once, before the first step; and where."""
    return {name: path for path, expr in _sizes(program) for name in _parameters(expr)}


def _sizes(program: ir.Program) -> Iterator[tuple[str, object]]:
    """Everything that is read once, and where it stands."""
    yield "clock.steps", program.steps
    yield "coupling.every", program.every
    yield "coupling.rounds", program.rounds
    yield "coupling.cycles", program.cycles
    for place, lever in enumerate(program.levers):
        yield f"coupling.levers[{place}].delay", lever.delay
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
