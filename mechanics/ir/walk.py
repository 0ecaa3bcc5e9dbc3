"""Going through the IR: every node under a node, itself first, in document order; and what a field is declared as."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sobremesa.mechanics import ir

Node = TypeVar("Node")


def nodes(*roots: object) -> Iterator[object]:
    """All IR nodes under the roots (types and sites are left out)."""
    ahead: list[Any] = list(reversed(roots))
    while ahead:
        node = ahead.pop()
        if isinstance(node, tuple):
            ahead.extend(reversed(node))
            continue
        parts = _parts(node.__class__)
        if parts is not None:
            yield node
            ahead.extend([getattr(node, part) for part in parts])


@functools.cache
def _parts(kind: type) -> tuple[str, ...] | None:
    """The fields of a node, last first; None of what is no node."""
    if not dataclasses.is_dataclass(kind) or issubclass(kind, ir.Site | ir.Label | ir.Ref | ir.Vector):
        return None
    return tuple(field.name for field in reversed(dataclasses.fields(kind)) if field.name != "type")


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


def uncast(value: ir.Expr) -> ir.Expr:
    """The value before it was widened."""
    while isinstance(value, ir.Cast):
        value = value.value
    return value
