"""The lines that build a grid, the class of its cells, and how agents find a place and their neighbours on it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.fields import added_fields, start_of
from sobremesa.mechanics.emit.nodes import (
    SELF,
    arguments,
    assign,
    attribute,
    call,
    class_,
    constant,
    do,
    function,
    loop,
    name,
)
from sobremesa.mechanics.emit.scope import Scope, method_of_agent
from sobremesa.mechanics.emit.standing import neighborhood_of, standing
from sobremesa.mechanics.ir.walk import all_rules

CLASSES = {"moore": "MooreGrid", "von_neumann": "VonNeumannGrid", "hex": "HexagonalGrid"}
"""Our grids, made from Mesa's."""


def has_cell_class(program: ir.Program) -> bool:
    """Whether cells hold state or act."""
    assert isinstance(program.space, ir.Grid)
    return bool(program.space.cells) or any(rule.who == "cells" for rule in all_rules(program))


def make_grid(grid: ir.Grid, base: Scope) -> ast.FunctionDef:
    """The method that makes the grid and its cells."""
    scope = replace(base, model=SELF, place="space")
    space, acting = attribute(SELF, "grid"), has_cell_class(scope.program)
    size = ast.Tuple([expression(grid.width, scope), expression(grid.height, scope)], ast.Load())
    details = {"torus": expression(grid.torus, scope)}
    if grid.capacity is not None:
        details["capacity"] = expression(grid.capacity, scope)
    details["random"] = attribute(SELF, "random")
    details["cell_klass"] = name(scope.names.classes["cell"] if acting else "GridCell")
    lines: list[ast.stmt] = [
        assign(space, call(CLASSES[grid.neighborhood], size, **details)),
        assign(attribute(SELF, "cells"), attribute(space, "cells")),
    ]
    if acting:
        lines.append(loop("cell", attribute(SELF, "cells"), [assign(attribute(name("cell"), "model"), SELF)]))
    return function("make_grid", arguments("self"), lines, "Make the grid and its cells.")


def start_grid(grid: ir.Grid) -> list[ast.stmt]:
    """Make the grid, and let each cell start."""
    lines: list[ast.stmt] = [do(call(attribute(SELF, "make_grid")))]
    if grid.cells:
        lines.append(loop("cell", attribute(SELF, "cells"), [do(call(attribute(name("cell"), "start")))]))
    return lines


def cell_class(grid: ir.Grid, methods: Sequence[ast.FunctionDef], base: Scope) -> ast.ClassDef:
    """The class of the cells."""
    body: list[ast.stmt] = added_fields(base.program, "cell", grid.cells, base)
    scope = method_of_agent(base.program, base.names, base.facts, "space.cells")
    lines = [
        assign(attribute(SELF, base.names.fields["cell", field.name]), start_of(field, scope)) for field in grid.cells
    ]
    if lines:
        body.append(function("start", arguments("self"), lines, "The state of the cell at the start."))
    return class_(base.names.classes["cell"], [name("GridCell")], [*body, *methods], "A cell of the grid.")


def make_plane(plane: ir.Plane, base: Scope) -> ast.FunctionDef:
    """The method that makes the plane."""
    scope = replace(base, model=SELF, place="space")
    size = [expression(plane.width, scope), expression(plane.height, scope)]
    line = assign(attribute(SELF, "plane"), call("Plane", *size, expression(plane.torus, scope)))
    return function("make_plane", arguments("self"), [line], "Make the plane.")


def place_lines(kind: ir.Agents, scope: Scope) -> list[ast.stmt]:
    """Where an agent of a type stands when it is made."""
    on_grid = isinstance(scope.program.space, ir.Grid)
    space = attribute(scope.model, "grid" if on_grid else "plane")
    if kind.place == "random":
        site = constant(f"place:{kind.name}.cell#0" if on_grid else f"place:{kind.name}")
        return [do(call(attribute(space, "scatter"), SELF, attribute(scope.model, "draws"), site))]
    assert kind.place is not None
    at = [expression(part, replace(scope, place=f"agents.{kind.name}.place")) for part in kind.place]
    return [do(call(attribute(space, "place_agent" if on_grid else "move_agent"), SELF, *at))]


def newborn_lines(scope: Scope) -> list[ast.stmt]:
    """Where a newborn stands: at the cell, or where its creator is."""
    at = name("at")
    if isinstance(scope.program.space, ir.Grid):
        return [assign(attribute(SELF, "cell"), at)]
    return [do(call(attribute(scope.model, "plane", "move_agent"), SELF, attribute(at, "x"), attribute(at, "y")))]


def find_neighbors(scope: Scope) -> list[ast.FunctionDef]:
    """The method that tells agents who stand still their neighbours, if there are such."""
    lines: list[ast.stmt] = []
    for (whose, of, radius), word in scope.facts.around.items():
        cells = neighborhood_of(attribute(name("agent"), "cell"), constant(radius))
        near = standing(attribute(cells, "agents"), of, scope)
        everyone = replace(scope, model=SELF).everyone(whose)
        lines.append(loop("agent", everyone, [assign(attribute(name("agent"), word), near)]))
    if not lines:
        return []
    return [function("find_neighbors", arguments("self"), lines, "Tell everyone who stands around them for good.")]
