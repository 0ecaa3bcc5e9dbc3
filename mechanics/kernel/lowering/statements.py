"""Statements of rules: locals, fields, deposits, branches, loops, and `push`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.walk import every
from sobremesa.mechanics.kernel.layout import memory_type
from sobremesa.mechanics.kernel.lowering import numbers
from sobremesa.mechanics.kernel.lowering.collections import snapshot
from sobremesa.mechanics.kernel.lowering.dispatch import Body, acts, each, kept, statement, value
from sobremesa.mechanics.kernel.lowering.expressions import widened, within
from sobremesa.mechanics.kernel.lowering.lists import register_type
from sobremesa.mechanics.kernel.lowering.routine import KeptLocal
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.storing import (
    bounded,
    element,
    field_of,
    item_of,
    load,
    set_slot,
    slot_value,
    store,
)
from sobremesa.mechanics.kernel.values import I64, POINTER, Value, integer

SIZES = {"double": 8, "i64": 8, "i16": 2, "i8": 1}


def block(body: Sequence[ir.Stmt], scope: Scope) -> None:
    """Statements in their order."""
    for stmt in body:
        statement(stmt, scope)


def declare_locals(scope: Scope, body: Sequence[ir.Stmt]) -> None:
    """A variable for each local, wide enough for all that is assigned to it."""
    kinds: dict[str, ir.Type] = {}
    for stmt in every(ir.SetLocal, tuple(body)):
        before = kinds.get(stmt.name)
        wider = before in (Scalar.INT, Scalar.FLOAT) and stmt.value.type is not Scalar.FLOAT
        kinds[stmt.name] = before if wider and before is not None else stmt.value.type
    for loop in every(ir.For, tuple(body)):
        kinds[loop.variable] = item_of(loop.source.type)
    f = scope.f
    for name, kind in kinds.items():
        if isinstance(kind, ir.Collection):
            scope.routine.locals[name] = KeptLocal(f.variable(POINTER), f.variable(I64), kind.item)
        else:
            scope.routine.locals[name] = f.variable(register_type(kind))


@statement.register
def _set_local(stmt: ir.SetLocal, scope: Scope) -> None:
    local, f = scope.routine.locals[stmt.name], scope.f
    if isinstance(local, KeptLocal):
        members = kept(stmt.value, scope, lasting=scope.repeated)
        f.set(local.array, members.array)
        f.set(local.count, members.count)
        return
    new = value(stmt.value, scope)
    kind = {"double": Scalar.FLOAT, "i64": Scalar.INT}.get(local.type, Scalar.BOOL)
    f.set(local, widened(scope, new, kind) if local.type != POINTER else new)


# ------------------------------------------------------------------------------------------------ fields


@statement.register
def _set_field(stmt: ir.SetField, scope: Scope) -> None:
    owner = "model" if stmt.of is None else _owner(stmt.of)
    field = field_of(scope, owner, stmt.name)
    if isinstance(field.type, ir.Vector) and stmt.index is None:
        _set_vector(stmt, field.type, scope)
        return
    new = widened(scope, value(stmt.value, scope), item_of(field.type))
    new = bounded(scope, new, field, stmt.value)
    if stmt.index is not None:
        assert isinstance(field.type, ir.Vector)
        vector = _vector_place(stmt, field.type, scope)
        index = value(stmt.index, scope)
        within(scope, index, field.type.size, stmt.index)
        store(scope, field.type.item, new, vector, index)
    elif stmt.of is None:
        set_slot(scope, f"model.{stmt.name}", new)
    elif isinstance(stmt.of, ir.SelfRead) and stmt.name in scope.own:
        scope.f.set(scope.own[stmt.name], new)
    else:
        row = value(stmt.of, scope)
        store(scope, field.type, new, scope.column(f"{owner}.{stmt.name}"), row)


def _owner(of: ir.Expr) -> str:
    assert isinstance(of.type, ir.Ref)
    return of.type.of


def _vector_place(stmt: ir.SetField | ir.FieldRead, kind: ir.Vector, scope: Scope) -> Value:
    """The address of a vector that is written."""
    if stmt.of is None:
        return scope.column(f"model.{stmt.name}")
    owner, aside = _owner(stmt.of), isinstance(stmt.of, ir.SelfRead) and stmt.name in scope.aside
    row = value(stmt.of, scope)
    return element(scope, kind, scope.column(f"{'next:' if aside else ''}{owner}.{stmt.name}"), row)


def _set_vector(stmt: ir.SetField, kind: ir.Vector, scope: Scope) -> None:
    """A whole vector is copied."""
    new = value(stmt.value, scope)
    place = _vector_place(stmt, kind, scope)
    copy(scope, place, new, kind)


def copy(scope: Scope, place: Value, vector: Value, kind: ir.Vector) -> None:
    """Copy a vector to another place (or onto itself)."""
    size = kind.size * SIZES[memory_type(kind)]
    scope.unit.module.declare("llvm.memmove.p0.p0.i64", "void", [POINTER, POINTER, I64, "i1"])
    scope.f.line(f"call void @llvm.memmove.p0.p0.i64({place}, {vector}, i64 {size}, i1 false)")


@statement.register
def _deposit(stmt: ir.Deposit, scope: Scope) -> None:
    owner = "model" if stmt.of is None else _owner(stmt.of)
    field = field_of(scope, owner, stmt.name)
    kind, name = item_of(field.type), f"added:{owner}.{stmt.name}"
    row = integer(0) if stmt.of is None else value(stmt.of, scope)
    if isinstance(field.type, ir.Vector):
        assert stmt.index is not None
        index = value(stmt.index, scope)
        amount = widened(scope, value(stmt.amount, scope), kind)
        within(scope, index, field.type.size, stmt.index)
        vector = element(scope, field.type, scope.column(name), row)
        store(scope, kind, _sum(scope, kind, load(scope, kind, vector, index), amount), vector, index)
        return
    amount = widened(scope, value(stmt.amount, scope), kind)
    if stmt.of is None:
        set_slot(scope, name, _sum(scope, kind, slot_value(scope, kind, name, True), amount))
        return
    column = scope.column(name)
    store(scope, kind, _sum(scope, kind, load(scope, kind, column, row), amount), column, row)


def _sum(scope: Scope, kind: ir.Type, a: Value, b: Value) -> Value:
    return numbers.whole(scope, "+", a, b) if kind is Scalar.INT else scope.f.operate("add", a, b)


# ------------------------------------------------------------------------------------------------ control


@statement.register
def _if(stmt: ir.If, scope: Scope) -> None:
    f, after = scope.f, scope.f.block()
    for condition, body in stmt.arms:
        then, otherwise = f.block(), f.block()
        f.branch(value(condition, scope), then, otherwise)
        f.place(then)
        block(body, scope)
        f.jump(after)
        f.place(otherwise)
    block(stmt.otherwise, scope)
    f.place(after)


@statement.register
def _for(stmt: ir.For, scope: Scope) -> None:
    f, after = scope.f, scope.f.block()
    variable = scope.routine.locals[stmt.variable]
    assert not isinstance(variable, KeptLocal)

    def turn(member: Value) -> None:
        again = f.block()
        f.set(variable, member)
        block(stmt.body, replace(scope.again(), loop=(again, after)))
        f.place(again)

    _each_now(stmt.source, scope, turn)
    f.place(after)


def _each_now(source: ir.Expr, scope: Scope, body: Body) -> None:
    """Every member; where the body may change who they are, they are fixed first."""
    if isinstance(source, ir.IntRange):
        each(source, scope, body)
    elif scope.at_once or not isinstance(source, ir.Everyone | ir.Others | ir.Neighbors | ir.LocalRead):
        snapshot(source, scope)(body)
    else:
        each(source, scope, body)


@statement.register
def _jump(stmt: ir.Jump, scope: Scope) -> None:
    if stmt.kind == "return":
        assert scope.turn_end is not None
        scope.f.jump(scope.turn_end)
        return
    assert scope.loop is not None
    again, after = scope.loop
    scope.f.jump(after if stmt.kind == "break" else again)


# ------------------------------------------------------------------------------------------------ actions


@statement.register
def _act(stmt: ir.Act, scope: Scope) -> None:
    if stmt.action == "push":
        _push(stmt, scope)
    elif stmt.action in acts:
        acts[stmt.action](stmt, scope)
    else:
        raise scope.unsupported(stmt.action)


def _push(stmt: ir.Act, scope: Scope) -> None:
    """The value becomes the first of the vector; the last falls out."""
    target, given = stmt.arguments
    assert isinstance(target, ir.FieldRead | ir.GlobalRead) and isinstance(target.type, ir.Vector)
    kind, f = target.type, scope.f
    owner = "model" if isinstance(target, ir.GlobalRead) else _owner(target.of)
    field = field_of(scope, owner, target.name)
    vector = value(target, scope)
    new = bounded(scope, widened(scope, value(given, scope), kind.item), field, given)
    if kind.size > 1:
        second = f.element(memory_type(kind), vector, integer(1))
        copy(scope, second, vector, ir.Vector(kind.item, kind.size - 1))
    store(scope, kind.item, new, vector, integer(0))
