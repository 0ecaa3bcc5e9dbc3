"""Single expressions as functions: who a persona is, what a lever becomes, what a sentence shows."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.nodes import arguments, function
from sobremesa.mechanics.emit.program import scope_of
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.emit.splice import imports


def of_model(program: ir.Program, expressions: Mapping[str, ir.Expr], place: str) -> ast.Module:
    """Functions of a live model, in which draws have index 0."""
    scope = replace(scope_of(program), place=place)
    return _module([_function(word, ["model"], value, scope) for word, value in expressions.items()])


def of_values(
    program: ir.Program, expressions: Mapping[str, ir.Expr], place: str, parameters: Sequence[str]
) -> ast.Module:
    """Functions of plain mappings: `parameters`, `measures`, `report`."""
    scope = replace(scope_of(program), place=place, loose=True)
    return _module([_function(word, parameters, value, scope) for word, value in expressions.items()])


def _function(word: str, parameters: Sequence[str], value: ir.Expr, scope: Scope) -> ast.FunctionDef:
    return function(word, arguments(*parameters), [ast.Return(expression(value, scope))])


def _module(functions: Sequence[ast.stmt]) -> ast.Module:
    return ast.fix_missing_locations(ast.Module([*imports(functions), *functions], []))
