"""Actions: moving, dying, being born, linking, pushing. At once, or noted for the end of the rule."""

from __future__ import annotations

import ast

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.expressions import finite
from sobremesa.mechanics.emit.network import links_name, network_of
from sobremesa.mechanics.emit.nodes import assign, attribute, call, do, name, subscript
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.emit.statements import statement
from sobremesa.mechanics.emit.storing import kept
from sobremesa.mechanics.ir.walk import field_of, fields_of


@statement.register
def _act(stmt: ir.Act, scope: Scope) -> list[ast.stmt]:
    if stmt.action == "move_to":
        return _move(stmt, scope)
    if stmt.action == "die":
        return _die(stmt, scope)
    if stmt.action == "push":
        vector, value = stmt.arguments
        field = field_of(vector, scope.program)
        assert field is not None
        return [do(call("push", expression(vector, scope), kept(value, field, scope)))]
    network = network_of(scope.program, stmt.layer)
    ends = [expression(end, scope) for end in stmt.arguments]
    return [do(call(attribute(scope.model, links_name(network), stmt.action), *ends))]


def _move(stmt: ir.Act, scope: Scope) -> list[ast.stmt]:
    grid = scope.program.space
    space = "grid" if isinstance(grid, ir.Grid) else "plane"
    place = [finite(argument, scope) for argument in stmt.arguments]
    if space == "grid" and len(place) == 2:
        place = [call(attribute(scope.model, "grid", "at"), *place)]
    if scope.at_once and isinstance(grid, ir.Grid) and grid.capacity is None and len(stmt.arguments) == 1:
        return [do(call(attribute(scope.me, "move_to"), *place))]
    if scope.at_once:
        return [do(call(attribute(scope.model, space, "move_agent"), scope.me, *place))]
    claims = subscript(attribute(scope.model, "pending", "claims"), scope.me)
    return [assign(claims, place[0] if len(place) == 1 else ast.Tuple(place, ast.Load()))]


def _die(stmt: ir.Act, scope: Scope) -> list[ast.stmt]:
    if stmt.arguments:
        return [do(call(attribute(expression(stmt.arguments[0], scope), "remove")))]
    if scope.at_once:
        return [do(call(attribute(scope.me, "remove"))), ast.Return(None)]
    noted = do(call(attribute(scope.model, "pending", "deaths", "append"), scope.me))
    return [noted, ast.Return(None)]


@statement.register
def _create(stmt: ir.Create, scope: Scope) -> list[ast.stmt]:
    kind = name(scope.names.classes[stmt.of])
    creator = ast.Constant(None) if scope.me_is_model else scope.me
    cell = [] if stmt.cell is None else [expression(stmt.cell, scope)]
    fields = {field.name: field for field in fields_of(scope.program, stmt.of)}
    given = {word: kept(value, fields[word], scope) for word, value in stmt.values}
    if scope.at_once:
        return [do(call("create", scope.model, creator, kind, *cell, **given))]
    return [do(call(attribute(scope.model, "pending", "create"), creator, kind, *cell, **given))]
