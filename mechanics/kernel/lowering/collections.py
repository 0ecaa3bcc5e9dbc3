"""Collections that need no space: everyone, others, ranges, vectors, filters, and what a local holds."""

from __future__ import annotations

from collections.abc import Callable

from sobremesa.mechanics import ir
from sobremesa.mechanics.kernel.lowering.dispatch import Body, crowd_lists, crowds, each, kept, listed, value
from sobremesa.mechanics.kernel.lowering.lists import Kept, Listed
from sobremesa.mechanics.kernel.lowering.routine import KeptLocal, kept_local
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.storing import load
from sobremesa.mechanics.kernel.lowering.turns import look_up
from sobremesa.mechanics.kernel.values import I64, POINTER, Value, integer


@each.register
def _everyone(source: ir.Everyone, scope: Scope, body: Body) -> None:
    if source.of in crowds or ":" in source.of:
        crowds[source.of.split(":", maxsplit=1)[0]](source, scope, body)
    else:
        with scope.f.counting(integer(0), scope.rows(source.of)) as row:
            _if_alive(source.of, row, scope, body)
    look_up(scope)


def _if_alive(kind: str, row: Value, scope: Scope, body: Body) -> None:
    """Do it with an agent, unless it has died, or with a link, unless it has vanished."""
    if not scope.passing(kind):
        body(row)
        return
    with scope.f.when(scope.alive(kind, row)):
        body(row)


@listed.register
def _everyone_listed(source: ir.Everyone, scope: Scope) -> Listed:
    if source.of in crowd_lists:
        return crowd_lists[source.of](scope)
    if source.of in crowds or ":" in source.of or scope.mortal(source.of):
        return kept(source, scope).listed(scope.f)
    return Listed(scope.rows(source.of), lambda k: k)


@each.register
def _others(source: ir.Others, scope: Scope, body: Body) -> None:
    def other(row: Value) -> None:
        if scope.kind != source.of or scope.me is None:
            body(row)
            return
        with scope.f.when(scope.f.compare("!=", row, scope.me)):
            body(row)

    with scope.f.counting(integer(0), scope.rows(source.of)) as row:
        _if_alive(source.of, row, scope, other)
    look_up(scope)


@listed.register
def _others_listed(source: ir.Others, scope: Scope) -> Listed:
    if scope.mortal(source.of):
        return kept(source, scope).listed(scope.f)
    rows, me, f = scope.rows(source.of), scope.me, scope.f
    if scope.kind != source.of or me is None:
        return Listed(rows, lambda k: k)
    count = f.operate("sub nsw", rows, integer(1))
    return Listed(count, lambda k: f.operate("add nsw", k, f.convert("zext", f.compare(">=", k, me), I64)))


@each.register
def _range(source: ir.IntRange, scope: Scope, body: Body) -> None:
    start = value(source.start, scope)
    with scope.f.counting(start, value(source.stop, scope)) as i:
        body(i)
    look_up(scope)


@listed.register
def _range_listed(source: ir.IntRange, scope: Scope) -> Listed:
    f, start = scope.f, value(source.start, scope)
    stop = value(source.stop, scope)
    count = f.choose(f.compare(">", stop, start), f.operate("sub", stop, start), integer(0))
    return Listed(count, lambda k: f.operate("add", start, k))


@each.register
def _values(source: ir.VectorValues, scope: Scope, body: Body) -> None:
    values = _vector(source, scope)
    with scope.f.counting(integer(0), values.count) as k:
        body(values.at(k))


@listed.register
def _vector(source: ir.VectorValues, scope: Scope) -> Listed:
    assert isinstance(source.of.type, ir.Vector)
    kind, vector = source.of.type, value(source.of, scope)
    return Listed(integer(kind.size), lambda k: load(scope, kind.item, vector, k))


@each.register
def _filtered(source: ir.Filtered, scope: Scope, body: Body) -> None:
    def if_it_holds(member: Value) -> None:
        with scope.f.when(value(source.condition, scope.with_bound(source.variable, member))):
            body(member)

    each(source.source, scope, if_it_holds)


@each.register
def _local(source: ir.LocalRead, scope: Scope, body: Body) -> None:
    members = _held(source, scope)
    with scope.f.counting(integer(0), members.count) as k:
        member = members.at(scope.f, k)
        if isinstance(members.item, ir.Ref) and scope.passing(members.item.of):
            _if_alive(members.item.of, member, scope, body)
        else:
            body(member)
    look_up(scope)


@listed.register
def _local_listed(source: ir.LocalRead, scope: Scope) -> Listed:
    members = _held(source, scope)
    if isinstance(members.item, ir.Ref) and scope.passing(members.item.of):
        return kept(source, scope).listed(scope.f)
    return members.listed(scope.f)


def _held(source: ir.LocalRead, scope: Scope) -> Kept:
    local = scope.routine.locals[source.name]
    assert isinstance(local, KeptLocal)
    return kept_local(local, scope.f)


@each.register
def _choose(source: ir.Choose, scope: Scope, body: Body) -> None:
    members = _chosen(source, scope)
    with scope.f.counting(integer(0), members.count) as k:
        body(members.at(k))


@listed.register
def _chosen(source: ir.Choose, scope: Scope) -> Listed:
    """One collection or the other, kept."""
    assert isinstance(source.type, ir.Collection)
    f = scope.f
    array, count = f.variable(POINTER), f.variable(I64)

    def hold(one: ir.Expr) -> None:
        members = kept(one, scope)
        f.set(array, members.array)
        f.set(count, members.count)

    with f.choice(value(source.condition, scope)) as other_way:
        hold(source.then)
        with other_way():
            hold(source.other)
    return Kept(f.get(array), f.get(count), source.type.item).listed(f)


def snapshot(source: ir.Expr, scope: Scope) -> Callable[[Body], None]:
    """The members as they are now, to be gone through while the model may change: the dead are skipped by then."""
    assert isinstance(source.type, ir.Collection)
    item = source.type.item
    members = kept(source, scope)

    def through(body: Body) -> None:
        with scope.f.counting(integer(0), members.count) as k:
            member = members.at(scope.f, k)
            if isinstance(item, ir.Ref) and scope.passing(item.of):
                _if_alive(item.of, member, scope, body)
            else:
                body(member)
        look_up(scope)

    return through
