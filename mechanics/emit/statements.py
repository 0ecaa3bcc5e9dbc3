"""Statements of rules as Python statements."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import singledispatch

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.expressions import indexed, negated, number
from sobremesa.mechanics.emit.nodes import as_list, assign, attribute, branch, call, constant, do, loop, name, stored
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.emit.storing import kept
from sobremesa.mechanics.ir.magnitude import little
from sobremesa.mechanics.ir.walk import every, fields_of


@singledispatch
def statement(stmt: object, scope: Scope) -> list[ast.stmt]:
    """The Python statements; raises DocumentError (not_supported_yet) for what can't be compiled."""
    raise scope.unsupported(type(stmt).__name__)


def block(body: Sequence[ir.Stmt], scope: Scope) -> list[ast.stmt]:
    """Statements in their order."""
    return [each for stmt in body for each in statement(stmt, scope)] or [ast.Pass()]


@statement.register
def _set_local(stmt: ir.SetLocal, scope: Scope) -> list[ast.stmt]:
    value = expression(stmt.value, scope)
    if _live(stmt.value) and (scope.at_once or not isinstance(stmt.value, ir.Neighbors | ir.OnCell)):
        value = as_list(value)
    return [assign(name(scope.local(stmt.name)), value)]


def _live(value: ir.Expr) -> bool:
    """Whether a collection may be the model's own, which changes while a rule works at once."""
    chosen = isinstance(value, ir.Choose) and isinstance(value.type, ir.Collection)
    return chosen or isinstance(value, ir.Everyone | ir.Neighbors | ir.OnCell)


@statement.register
def _set_field(stmt: ir.SetField, scope: Scope) -> list[ast.stmt]:
    if stmt.of is None:
        field = next(field for field in scope.program.globals if field.name == stmt.name)
        target = scope.member("global", stmt.name)
    else:
        assert isinstance(stmt.of.type, ir.Ref)
        field = next(field for field in fields_of(scope.program, stmt.of.type.of) if field.name == stmt.name)
        own = isinstance(stmt.of, ir.SelfRead)
        target = attribute(expression(stmt.of, scope), field_name(stmt.of.type.of, stmt.name, scope, own))
    if stmt.index is not None:
        target = indexed(target, stmt.index, scope)
    return [assign(target, kept(stmt.value, field, scope))]


def field_name(kind: str, word: str, scope: Scope, own: bool) -> str:
    """The attribute in which a field is written: aside where its new value has to wait for the rule's end."""
    field = scope.names.fields[kind, word]
    return f"next_{field}" if own and word in scope.pending else field


@statement.register
def _deposit(stmt: ir.Deposit, scope: Scope) -> list[ast.stmt]:
    if stmt.of is None:
        holder, word = scope.model, scope.names.members["global", stmt.name]
        fields: Sequence[ir.Field] = scope.program.globals
    else:
        assert isinstance(stmt.of.type, ir.Ref)
        holder, word = expression(stmt.of, scope), scope.names.fields[stmt.of.type.of, stmt.name]
        fields = fields_of(scope.program, stmt.of.type.of)
    amount = expression(stmt.amount, scope)
    if stmt.index is None and stmt.amount.type is ir.Scalar.INT and not little(stmt.amount, scope.program):
        return [do(call("add_whole", holder, constant(f"added_{word}"), amount))]
    if stmt.index is None:
        return [ast.AugAssign(stored(attribute(holder, f"added_{word}")), ast.Add(), amount)]
    field = next(field for field in fields if field.name == stmt.name)
    assert isinstance(field.type, ir.Vector)
    place = [expression(stmt.index, scope), amount, constant(field.type.size), number(0, field.type.item)]
    return [do(call("add_to", holder, constant(f"added_{word}"), *place))]


@statement.register
def _if(stmt: ir.If, scope: Scope) -> list[ast.stmt]:
    otherwise = block(stmt.otherwise, scope) if stmt.otherwise else []
    for condition, body in reversed(stmt.arms):
        otherwise = [branch(expression(condition, scope), block(body, scope), otherwise)]
    return otherwise


@statement.register
def _for(stmt: ir.For, scope: Scope) -> list[ast.stmt]:
    source = expression(stmt.source, scope)
    variable = scope.local(stmt.variable)
    body = block(stmt.body, scope.again())
    item = stmt.source.type.item if isinstance(stmt.source.type, ir.Collection) else None
    if scope.at_once and isinstance(item, ir.Ref):
        if _live(stmt.source):
            source = as_list(source)
        if scope.facts.passing(item.of):
            body = [ast.If(negated(attribute(name(variable), "alive")), [ast.Continue()], []), *body]
    if _rewritten(stmt):
        source = as_list(source)
    return [loop(variable, source, body)]


def _rewritten(stmt: ir.For) -> bool:
    """Whether a loop over the elements of a vector may write elements: it goes over those of its start (rule 16)."""
    if not isinstance(stmt.source, ir.VectorValues | ir.Choose):
        return False
    writes = any(write.index is not None for write in every(ir.SetField, stmt.body))
    return writes or any(act.action == "push" for act in every(ir.Act, stmt.body))


@statement.register
def _jump(stmt: ir.Jump, _scope: Scope) -> list[ast.stmt]:
    if stmt.kind == "return":
        return [ast.Return(None)]
    return [ast.Break() if stmt.kind == "break" else ast.Continue()]
