"""The whole state as one value, for `unchanged`: emitted only where a document stops on it."""

from __future__ import annotations

import ast
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.network import links_name
from sobremesa.mechanics.emit.nodes import SELF, Tree, arguments, attribute, call, function, listing, name
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.ir.facts import network_word, networks, watches_changes


def state(base: Scope) -> list[ast.FunctionDef]:
    """The method that gathers all that rules may change."""
    if not watches_changes(base.program):
        return []
    parts = [_rows(kind, base) for kind in base.program.agents]
    parts += [_value(SELF, base.names.members["global", field.name], field) for field in base.program.globals]
    if isinstance(base.program.space, ir.Grid) and base.program.space.cells:
        parts.append(_fields("cell", attribute(SELF, "cells"), base.program.space.cells, [], base))
    for network in networks(base.program):
        owner = network_word("link", network.layer)
        if owner in base.facts.linked:
            ends: list[Tree] = [attribute(name("one"), "id")]
            parts.append(_fields(owner, attribute(SELF, links_name(network)), network.links, ends, base))
    body = ast.Return(ast.List(parts, ast.Load()))
    return [function("state", arguments("self"), [body], "All that rules may change.")]


def _rows(kind: ir.Agents, base: Scope) -> Tree:
    first: list[Tree] = [attribute(name("one"), "id")]
    if kind.place is not None and isinstance(base.program.space, ir.Grid):
        first.append(attribute(name("one"), "cell", "id"))
    elif kind.place is not None:
        first += [attribute(name("one"), "x"), attribute(name("one"), "y")]
    return _fields(kind.name, replace(base, model=SELF).everyone(kind.name), kind.fields, first, base)


def _fields(owner: str, source: Tree, fields: tuple[ir.Field, ...], first: list[Tree], base: Scope) -> Tree:
    values = [_value(name("one"), base.names.fields[owner, field.name], field) for field in fields]
    return listing(ast.Tuple([*first, *values], ast.Load()), "one", source)


def _value(of: Tree, identifier: str, field: ir.Field) -> Tree:
    """A field as it is now: a vector as a tuple, since its elements may be written."""
    value = attribute(of, identifier)
    return call("tuple", value) if isinstance(field.type, ir.Vector) else value
