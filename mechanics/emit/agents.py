"""A type of agents as a class: its start, then one method a rule."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.fields import added_fields, start_of
from sobremesa.mechanics.emit.grid import place_lines
from sobremesa.mechanics.emit.nodes import (
    SELF,
    arguments,
    assign,
    attribute,
    call,
    class_,
    do,
    function,
    indented,
    name,
)
from sobremesa.mechanics.emit.scope import Scope, method_of_agent
from sobremesa.mechanics.emit.walk import all_rules


def agent_class(kind: ir.Agents, methods: Sequence[ast.FunctionDef], base: Scope) -> ast.ClassDef:
    """The class of a type of agents."""
    program = base.program
    body: list[ast.stmt] = []
    if kind.name in base.facts.mortal or any(rule.order == "at_random" for rule in all_rules(program)):
        body.append(assign(name("alive"), ast.Constant(True)))
    body += added_fields(program, kind.name, kind.fields, base)
    body.append(_start(kind, base))
    doc = _doc(kind, base)
    return class_(base.names.classes[kind.name], [attribute(name("mesa"), "Agent")], [*body, *methods], doc)


def _start(kind: ir.Agents, base: Scope) -> ast.FunctionDef:
    scope = replace(method_of_agent(base.program, base.names, base.facts, f"agents.{kind.name}"), model=name("model"))
    lines: list[ast.stmt] = [
        do(call(attribute(call("super"), "__init__"), name("model"))),
        assign(attribute(SELF, "id"), name("number")),
    ]
    if networks_of(base.program, kind.name):
        lines.append(assign(attribute(SELF, "neighbors"), ast.List([], ast.Load())))
    if kind.place is not None:
        lines += place_lines(kind, scope)
    for field in kind.fields:
        target = attribute(SELF, base.names.fields[kind.name, field.name])
        lines.append(assign(target, start_of(field, scope)))
    return function("__init__", arguments("self", "model", "number"), lines)


def networks_of(program: ir.Program, kind: str) -> list[ir.Network]:
    """The networks that link agents of a type."""
    networks = (program.space, *program.layers)
    return [network for network in networks if isinstance(network, ir.Network) and network.of == kind]


def _doc(kind: ir.Agents, base: Scope) -> str:
    declared = base.program.document.agents[kind.name].state
    lines = [f"{kind.name.replace('_', ' ').capitalize()}.", "", "Attributes:"]
    for field in kind.fields:
        identifier = base.names.fields[kind.name, field.name]
        unit = declared[field.name].unit
        what = _type_words(field.type)
        lines.append(f"    {identifier}: {what}{f' ({unit})' if unit else ''}")
    if not kind.fields:
        return lines[0]
    return indented(lines)


def _type_words(kind: ir.Type) -> str:
    match kind:
        case ir.Scalar():
            return {"bool": "true or false", "int": "a whole number", "float": "a number"}[kind.value]
        case ir.Label(labels=labels):
            return "one of " + ", ".join(labels)
        case ir.Ref(of=of):
            return f"a {of.replace('_', ' ')}, or None"
        case ir.Vector(size=size):
            return f"{size} values"
    return "a value"
