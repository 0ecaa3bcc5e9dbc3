"""How agents and cells look in an app: coloured by the state variable that tells most."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.names import Names
from sobremesa.mechanics.emit.nodes import Tree, arguments, attribute, call, constant, function, name, subscript
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.wording import humanised

PALETTE = (
    "tab:blue", "tab:orange", "tab:green", "tab:red", "tab:purple", "tab:brown", "tab:pink", "tab:gray", "tab:olive",
    "tab:cyan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Portrayal:
    """A type of agents, the function that colours its agents, and what the colours mean (nothing on a scale)."""

    kind: ir.Agents
    color: ast.FunctionDef
    legend: Mapping[str, str]


def portrayals(program: ir.Program, names: Names) -> list[Portrayal]:
    """Each type, with colours of its own; a scale only where there is no other type."""
    free = (PALETTE[place % len(PALETTE)] for place in count())
    return [_portrayal(kind, program, names, free) for kind in program.agents]


def telling(program: ir.Program, kind: str, fields: tuple[ir.Field, ...]) -> ir.Field | None:
    """The first label, else the first truth value, else the first number."""
    order = list(_declared(program, kind))
    ranked = sorted(fields, key=lambda field: order.index(field.name))
    found = [field for field in ranked if isinstance(field.type, ir.Label)]
    found += [field for field in ranked if field.type is Scalar.BOOL]
    found += [field for field in ranked if field.type in (Scalar.FLOAT, Scalar.INT)]
    return found[0] if found else None


def _declared(program: ir.Program, kind: str) -> Mapping[str, object]:
    if kind == "cell":
        return program.document.space.cells if program.document.space else {}
    return program.document.agents[kind].state


def _portrayal(kind: ir.Agents, program: ir.Program, names: Names, free: Iterator[str]) -> Portrayal:
    field = telling(program, kind.name, kind.fields)
    scaled = field is not None and field.type in (Scalar.FLOAT, Scalar.INT)
    if field is None or (scaled and len(program.agents) > 1):
        shade, legend, doc = _alike(kind, free)
    else:
        read = attribute(name("agent"), names.fields[kind.name, field.name])
        shade, legend, doc = _by_field(field, read, free)
    color = function(f"color_of_{kind.name}", arguments("agent"), [ast.Return(shade)], doc)
    return Portrayal(kind, color, legend)


def _alike(kind: ir.Agents, free: Iterator[str]) -> tuple[Tree, dict[str, str], str]:
    color = next(free)
    return constant(color), {"": color}, f"All of type {kind.name} look alike."


def _by_field(field: ir.Field, read: Tree, free: Iterator[str]) -> tuple[Tree, dict[str, str], str]:
    words = humanised(field.name)
    if isinstance(field.type, ir.Label):
        legend = {label: next(free) for label in field.type.labels}
        table = ast.Dict([constant(label) for label in legend], [constant(color) for color in legend.values()])
        return subscript(table, read), legend, f"A colour for each {words}."
    if field.type is Scalar.BOOL:
        legend = {words: next(free), f"not {words}": next(free)}
        yes, no = legend.values()
        return ast.IfExp(read, constant(yes), constant(no)), legend, f"By whether {words} holds."
    return call("float", read), {}, f"The darker, the less {words}."


def cell_value(program: ir.Program, names: Names) -> Tree | None:
    """The number by which a cell is shaded; None where cells have nothing to tell."""
    if not isinstance(program.space, ir.Grid):
        return None
    field = telling(program, "cell", program.space.cells)
    if field is None:
        return None
    read = attribute(name("cell"), names.fields["cell", field.name])
    if isinstance(field.type, ir.Label):
        return call(attribute(ast.List([constant(word) for word in field.type.labels], ast.Load()), "index"), read)
    return call("float", read)
