"""The IR with some of its parts replaced by others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from sobremesa.mechanics import ir

Node = TypeVar("Node")
Change = Callable[[Any], Any]


def rebuilt(node: Node, change: Change) -> Node:
    """The node with parts replaced: where `change` gives None a node stays, and what is under it is looked at.

    What it gives is taken as it is. Types and sites are left alone.
    """
    if isinstance(node, tuple):
        return tuple(rebuilt(part, change) for part in node)  # type: ignore[return-value]
    if not dataclasses.is_dataclass(node) or isinstance(node, ir.Site | ir.Label | ir.Ref | ir.Vector | type):
        return node
    instead = change(node)
    if instead is not None:
        return instead  # type: ignore[no-any-return]
    parts = {field.name: getattr(node, field.name) for field in dataclasses.fields(node) if field.name != "type"}
    changed = {name: rebuilt(part, change) for name, part in parts.items()}
    different = {name: part for name, part in changed.items() if part is not parts[name]}
    return dataclasses.replace(node, **different) if different else node
