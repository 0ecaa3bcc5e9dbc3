"""A type of agents as a class: its start, then one method a rule."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.fields import added_fields, start_of
from sobremesa.mechanics.emit.grid import newborn_lines, place_lines
from sobremesa.mechanics.emit.network import links_name, near_name
from sobremesa.mechanics.emit.nodes import (
    SELF,
    arguments,
    assign,
    attribute,
    call,
    class_,
    compare,
    constant,
    do,
    function,
    indented,
    name,
    subscript,
)
from sobremesa.mechanics.emit.scope import Scope, method_of_agent
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.ir.walk import all_rules, every, uncast

_PLAIN = (
    ast.Constant, ast.Name, ast.Attribute, ast.UnaryOp, ast.unaryop, ast.Compare, ast.cmpop, ast.BinOp, ast.Add,
    ast.Sub, ast.Mult, ast.Load,
)  # fmt: skip
"""What can be worked out in vain: it neither draws nor fails."""
MESA_AGENT = attribute(name("mesa"), "Agent")


def agent_class(kind: ir.Agents, methods: Sequence[ast.FunctionDef], base: Scope) -> ast.ClassDef:
    """The class of a type of agents."""
    program = base.program
    body: list[ast.stmt] = []
    if kind.name in base.facts.mortal:
        body.append(assign(name("alive"), ast.Constant(True)))
    body += added_fields(program, kind.name, kind.fields, base)
    body.append(_start(kind, base))
    if kind.name in base.facts.mortal:
        body.append(_remove(kind, base))
    doc = _doc(kind, base)
    return class_(base.names.classes[kind.name], [_base(kind, base)], [*body, *methods], doc)


def _base(kind: ir.Agents, base: Scope) -> ast.expr:
    """Mesa's class of agents who move from cell to cell, who stay on theirs, or who stand on none."""
    if kind.place is None or not isinstance(base.program.space, ir.Grid):
        return MESA_AGENT
    return name("CellAgent" if kind.name in base.facts.moving else "FixedAgent")


def _start(kind: ir.Agents, base: Scope) -> ast.FunctionDef:
    scope = replace(method_of_agent(base.program, base.names, base.facts, f"agents.{kind.name}"), model=name("model"))
    born = kind.name in base.facts.born
    lines: list[ast.stmt] = [
        do(call(attribute(call("super"), "__init__"), name("model"))),
        assign(attribute(SELF, "id"), name("number")),
    ]
    if base.names.listed(kind.name):
        lines.append(do(call(attribute(scope.listed(kind.name), "append"), SELF)))
    for network in networks(base.program):
        if network.of == kind.name:
            lines.append(assign(attribute(SELF, near_name(network)), ast.List([], ast.Load())))
            if network.directed:
                lines.append(assign(attribute(SELF, f"in_{near_name(network)}"), ast.List([], ast.Load())))
    if kind.place is not None and born:
        there = compare(name("at"), ast.Is(), ast.Constant(None))
        lines.append(ast.If(there, place_lines(kind, scope), newborn_lines(scope)))
    elif kind.place is not None:
        lines += place_lines(kind, scope)
    for field in kind.fields:
        target = attribute(SELF, base.names.fields[kind.name, field.name])
        start = start_of(field, scope)
        if born and field.name in given_fields(kind.name, base.program):
            start = _given(constant(field.name), start)
        lines.append(assign(target, start))
    if not born:
        return function("__init__", arguments("self", "model", "number"), lines)
    words = [ast.arg(word) for word in ("self", "model", "number", "at")]
    return function("__init__", ast.arguments(words, [], None, [], [], ast.arg("given"), [ast.Constant(None)]), lines)


def _given(key: ast.expr, start: ast.expr) -> ast.expr:
    """What the creator names, else the field's start, which is worked out only then (it may draw, or fail)."""
    if all(isinstance(node, _PLAIN) for node in ast.walk(start)):
        return call(attribute(name("given"), "get"), key, start)
    return ast.IfExp(compare(key, ast.In(), name("given")), subscript(name("given"), key), start)


def given_fields(kind: str, program: ir.Program) -> frozenset[str]:
    """The fields that some rule names when it creates an agent of a type."""
    creates = (create for rule in all_rules(program) for create in every(ir.Create, rule.body))
    return frozenset(word for create in creates if create.of == kind for word, _ in create.values)


def _remove(kind: ir.Agents, base: Scope) -> ast.FunctionDef:
    """How an agent leaves the model, which Mesa calls `remove`."""
    on_grid = kind.place is not None and isinstance(base.program.space, ir.Grid)
    lines: list[ast.stmt] = [
        ast.If(ast.UnaryOp(ast.Not(), attribute(SELF, "alive")), [ast.Return(None)], []),
        assign(attribute(SELF, "alive"), ast.Constant(False)),
        do(call(attribute(MESA_AGENT, "remove"), SELF) if on_grid else call(attribute(call("super"), "remove"))),
    ]
    if base.names.listed(kind.name):
        everyone = replace(base, model=attribute(SELF, "model")).listed(kind.name)
        lines.append(do(call("leave_out", everyone, SELF)))
    if on_grid:
        lines.append(do(call(attribute(SELF, "cell", "remove_agent"), SELF)))
    linked = [network for network in networks(base.program) if network.of == kind.name]
    lines += [do(call(attribute(SELF, "model", links_name(network), "leave"), SELF)) for network in linked]
    left = ["the model", *(["the cell (which is remembered)"] if on_grid else []), *(["all links"] if linked else [])]
    return function("remove", arguments("self"), lines, f"Die: leave {' and '.join(left)}.")


def _doc(kind: ir.Agents, base: Scope) -> str:
    declared = base.program.document.agents[kind.name].state
    lines = [f"{kind.name.replace('_', ' ').capitalize()}.", "", "Attributes:"]
    for field in kind.fields:
        identifier = base.names.fields[kind.name, field.name]
        unit = declared[field.name].unit
        what = _type_words(field.type) + _bound_words(field)
        lines.append(f"    {identifier}: {what}{f' ({unit})' if unit else ''}")
    if not kind.fields:
        return lines[0]
    return indented(lines)


def _bound_words(field: ir.Field) -> str:
    low, high = (uncast(each) if each is not None else None for each in (field.low, field.high))
    ends = [
        f" {word} {end.value:g}"
        for word, end in (("from", low), ("to", high))
        if isinstance(end, ir.Const) and isinstance(end.value, int | float)
    ]
    return "".join(ends)


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
