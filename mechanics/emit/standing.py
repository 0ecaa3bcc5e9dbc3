"""Who stands where on a grid, asked in Mesa's words: the cells around one, and the agents of a type on cells."""

from __future__ import annotations

import ast

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.nodes import Tree, attribute, call, compare, listing, name
from sobremesa.mechanics.emit.scope import Scope


def placed(program: ir.Program) -> list[ir.Agents]:
    """The types that have a place on the grid or plane."""
    return [kind for kind in program.agents if kind.place is not None]


def neighborhood_of(cell: Tree, radius: Tree, **shape: Tree) -> Tree:
    """The cells around one, as Mesa's collection."""
    if not shape and isinstance(radius, ast.Constant) and radius.value == 1:
        return attribute(cell, "neighborhood")
    return call(attribute(cell, "get_neighborhood"), radius, **shape)


def standing(agents: Tree, of: str, scope: Scope, but: Tree | None = None) -> Tree:
    """Those of a type among the agents on cells, but for one."""
    other = name("other")
    tests: list[Tree] = []
    if len(placed(scope.program)) > 1:
        tests.append(call("isinstance", other, name(scope.names.classes[of])))
    if but is not None:
        tests.append(compare(other, ast.IsNot(), but))
    if not tests:
        return call("list", agents)
    return listing(other, "other", agents, tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests))
