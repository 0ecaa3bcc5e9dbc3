"""Going through the IR: every node under a node, itself first, in document order."""

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
