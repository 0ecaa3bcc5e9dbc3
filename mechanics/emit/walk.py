"""Going through the IR: every node under a node, itself first, in document order; and what a field is declared as."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TypeVar

from sobremesa.mechanics import ir

Node = TypeVar("Node")


def nodes(*roots: object) -> Iterator[object]:
    """All IR nodes under the roots (types and sites are left out)."""
    for root in roots:
        if isinstance(root, tuple):
            yield from nodes(*root)
        elif dataclasses.is_dataclass(root) and not isinstance(root, ir.Site | ir.Label | ir.Ref | ir.Vector | type):
            yield root
            for field in dataclasses.fields(root):
                if field.name != "type":
                    yield from nodes(getattr(root, field.name))


def every(kind: type[Node], *roots: object) -> Iterator[Node]:
    """All nodes of one class under the roots."""
    return (node for node in nodes(*roots) if isinstance(node, kind))


def all_rules(program: ir.Program) -> Iterable[ir.Rule]:
    """The rules of setup and of the steps."""
    return (*program.setup, *program.rules)


def fields_of(program: ir.Program, kind: str) -> tuple[ir.Field, ...]:
    """The declared fields of a type, of `cell`, or of `link`."""
    for agents in program.agents:
        if agents.name == kind:
            return agents.fields
    if kind == "cell" and isinstance(program.space, ir.Grid):
        return program.space.cells
    for network in (program.space, *program.layers):
        if isinstance(network, ir.Network) and kind == ("link" if network.layer is None else f"link:{network.layer}"):
            return network.links
    return ()


def field_of(expr: ir.Expr, program: ir.Program) -> ir.Field | None:
    """The declaration behind a read of a field, of a global, or of an element of one; None of any other expression."""
    if isinstance(expr, ir.Index | ir.VectorValues):
        return field_of(expr.of, program)
    if isinstance(expr, ir.GlobalRead):
        return next(field for field in program.globals if field.name == expr.name)
    if isinstance(expr, ir.FieldRead) and isinstance(expr.of.type, ir.Ref):
        return next((field for field in fields_of(program, expr.of.type.of) if field.name == expr.name), None)
    return None
