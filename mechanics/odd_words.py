"""How an ODD summary says things: lists, bounds, places, times, and what a rule does with its hands."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Space, StateVariable
from sobremesa.mechanics.ir.walk import every

SHAPES = {"moore": "Moore", "von_neumann": "von Neumann", "hex": "hexagonal"}
DEEDS = {"move_to": "moving", "die": "dying", "connect": "linking", "disconnect": "parting", "push": "remembering"}


def plain(value: object) -> str:
    """A name or number as words."""
    return str(value).replace("_", " ") if isinstance(value, str) and value.isidentifier() else str(value)


def written(value: object) -> str:
    """An expression as it stands in the document."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"`{' '.join(value.split())}`"
    return f"{value:g}" if isinstance(value, float) else str(value or 0)


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "nothing"


def bounds(low: object, high: object) -> str:
    """` from 0 to 1`, as far as there are bounds."""
    ends = [f"{word} {written(end)}" for word, end in (("from", low), ("to", high)) if end is not None]
    return f" {' '.join(ends)}" if ends else ""


def kind_of(field: StateVariable) -> str:
    """The type of a state variable."""
    of = (field.of,) if isinstance(field.of, str) else field.of or ()
    kind = {
        "float": "a number",
        "int": "a whole number",
        "bool": "true or false",
        "label": f"one of {', '.join(of)}",
        "ref": f"one {plain(of[0]) if of else 'member'}, or nobody",
    }[field.type]
    return kind if field.size is None else f"{field.size} values, each {kind}"


def area(program: ir.Program) -> str:
    """Who can meet whom."""
    document = program.document
    layers = [f"{_network(layer)} ({plain(word)})" for word, layer in document.layers.items()]
    space = document.space
    if space is None:
        return f"none{'' if layers else ': anyone can meet anyone'}{_and(layers)}."
    if space.kind == "network":
        return f"{_network(space)}{_and(layers)}."
    size = f"{written(space.width)} by {written(space.height)}"
    edges = "its edges joined" if space.torus is True else "with edges"
    if isinstance(space.torus, str):
        edges = f"its edges joined if {written(space.torus)}"
    if space.kind == "plane":
        return f"a plane of {size}, {edges}{_and(layers)}."
    room = "any number of agents" if space.capacity is None else f"at most {written(space.capacity)}"
    shape = SHAPES[space.neighborhood or "moore"]
    return f"a grid of {size} cells ({shape} neighbourhood), {edges}, {room} on a cell{_and(layers)}."


def _and(layers: Sequence[str]) -> str:
    return f", and {listed(layers)}" if layers else ""


def _network(space: Space) -> str:
    options = {key: getattr(space, key) for key in ("k", "p", "m", "degree", "by", "p_in", "p_out", "width", "height")}
    given = [f"{key} = {written(value)}" for key, value in options.items() if value is not None]
    kind = f"a {'directed ' if space.directed else ''}network"
    return f"{kind} ({plain(space.generator)}{''.join(f', {each}' for each in given)})"


def circle(program: ir.Program) -> str:
    """How long, in which steps, and what ends it."""
    clock = program.document.clock
    stop = f", or until {written(clock.stop)}" if clock.stop is not None else ""
    return f"{written(clock.steps)} steps of one {clock.unit} each{stop}."


def hands(rule: ir.Rule) -> str:
    """What a rule changes: fields, places, lives, links."""
    changed = dict.fromkeys(_field(each) for each in every(ir.SetField, rule.body))
    changed |= dict.fromkeys(_field(each) for each in every(ir.Deposit, rule.body))
    acts = dict.fromkeys(_deed(act) for act in every(ir.Act, rule.body))
    acts |= dict.fromkeys(f"bearing {plain(create.of)}" for create in every(ir.Create, rule.body))
    parts = [*([f"sets {listed(list(changed))}"] if changed else []), *([listed(list(acts))] if acts else [])]
    return f"; {'; '.join(parts)}" if parts else ""


def _deed(act: ir.Act) -> str:
    victim = act.arguments[0].type if act.action == "die" and act.arguments else None
    return f"killing {plain(victim.of)}" if isinstance(victim, ir.Ref) else DEEDS[act.action]


def _field(write: ir.SetField | ir.Deposit) -> str:
    if write.of is None:
        return f"the model's `{write.name}`"
    own = isinstance(write.of, ir.SelfRead) or not isinstance(write.of.type, ir.Ref)
    return f"`{write.name}`" if own else f"`{write.name}` of {plain(write.of.type.of)}"  # type: ignore[union-attr]
