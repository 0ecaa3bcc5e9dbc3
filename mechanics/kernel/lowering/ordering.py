"""Members picked or put in order: one_of, best_of, top, sample, shuffled."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.layout import NOBODY
from sobremesa.mechanics.kernel.lowering import draws
from sobremesa.mechanics.kernel.lowering.dispatch import Body, each, kept, listed, value
from sobremesa.mechanics.kernel.lowering.expressions import finite, widened
from sobremesa.mechanics.kernel.lowering.lists import Kept, Listed, growing, register_type
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.lowering.storing import zero
from sobremesa.mechanics.kernel.values import DOUBLE, FALSE, I1, I64, TRUE, Value, Variable, integer, real


def _nobody(kind: ir.Type) -> Value:
    """What is picked out of nothing: nobody; of numbers and labels there must be one, else the run ends."""
    return integer(NOBODY) if isinstance(kind, ir.Ref) else zero(kind)


@value.register
def _one_of(expr: ir.OneOf, scope: Scope) -> Value:
    if expr.weight is not None:
        return _by_weight(expr, scope)
    f, members = scope.f, listed(expr.source, scope)
    visited = draws.visit(scope, expr.site)  # also where there is nobody
    if not isinstance(expr.type, ir.Ref):
        scope.fail_if(f.compare("<=", members.count, integer(0)), Failure.MISSING)
    chosen = f.variable(register_type(expr.type), _nobody(expr.type))
    with f.when(f.compare(">", members.count, integer(0))):
        f.set(chosen, members.at(draws.pick(scope, expr.site, members.count, visited)))
    return f.get(chosen)


def _by_weight(expr: ir.OneOf, scope: Scope) -> Value:
    """The first member at which the weights, added up, pass a random mark."""
    assert expr.variable is not None and expr.weight is not None
    f, members = scope.f, listed(expr.source, scope)
    visited = draws.visit(scope, expr.site)
    reached, total = growing(Scalar.FLOAT, scope), f.variable(DOUBLE, real(0.0))
    with f.counting(integer(0), members.count) as k:
        weight = value(expr.weight, scope.with_bound(expr.variable, members.at(k)))
        f.set(total, f.operate("add", f.get(total), widened(scope, weight, Scalar.FLOAT)))
        reached.append(f.get(total))
    sums, after = reached.kept(), f.block()
    chosen = f.variable(register_type(expr.type), _nobody(expr.type))
    with f.when(f.compare("!=", f.get(total), real(0.0))):
        mark = f.operate("mul", draws.uniform(scope, expr.site, visited), f.get(total))
        with f.counting(integer(0), members.count) as k:
            found, on = f.block(), f.block()
            f.branch(f.compare(">", sums.at(f, k), mark), found, on)
            f.place(found)
            f.set(chosen, members.at(k))
            f.jump(after)
            f.place(on)
    if not isinstance(expr.type, ir.Ref):
        scope.fail(Failure.MISSING)
    f.place(after)
    return f.get(chosen)


@value.register
def _best_of(expr: ir.BestOf, scope: Scope) -> Value:
    """In one pass: the greatest key, and those that have it; without a site only the first of them is kept."""
    f = scope.f
    best = [f.variable(register_type(part.type), zero(part.type)) for part in expr.key]
    first = f.variable(register_type(expr.type), _nobody(expr.type))
    ties = growing(expr.type, scope) if expr.site is not None else None
    some = f.variable(I1, FALSE)

    def compare(member: Value) -> None:
        inner = scope.with_bound(expr.variable, member)
        key = [finite(part, inner) for part in expr.key]
        better, equal = _compared(scope, key, best)
        better = f.either(better, f.negated(f.get(some)))
        with f.choice(better) as otherwise:
            f.set(some, TRUE)
            f.set(first, member)
            for variable, part in zip(best, key, strict=True):
                f.set(variable, part)
            if ties is not None:
                ties.empty()
                ties.append(member)
            with otherwise():
                if ties is not None:
                    with f.when(equal):
                        ties.append(member)

    each(expr.source, scope, compare)
    if ties is not None:
        found = ties.kept()
        with f.when(f.compare(">", found.count, integer(1))):
            assert expr.site is not None
            f.set(first, found.at(f, draws.pick(scope, expr.site, found.count)))
    if not isinstance(expr.type, ir.Ref):
        scope.fail_if(f.negated(f.get(some)), Failure.MISSING)
    return f.get(first)


def _compared(scope: Scope, key: list[Value], best: list[Variable]) -> tuple[Value, Value]:
    """Whether a key is greater than the best, and whether they are equal: as tuples compare."""
    f = scope.f
    better, equal = FALSE, TRUE
    for part, variable in zip(key, best, strict=True):
        known, unsigned = f.get(variable), part.type == I1
        greater = f.compare(">", part, known, unsigned)
        better = f.either(better, f.both(equal, greater))
        equal = f.both(equal, f.compare("==", part, known))
    return better, equal


# ------------------------------------------------------------------------------------------------ in order


@each.register
def _ordered(source: ir.Ordered, scope: Scope, body: Body) -> None:
    members = _in_order(source, scope)
    with scope.f.counting(integer(0), members.count) as k:
        body(members.at(k))


@listed.register
def _in_order(source: ir.Ordered, scope: Scope) -> Listed:
    f = scope.f
    members = kept(source.source, scope)
    in_order = _by_key if source.kind == "top" else _by_words
    places = in_order(source, members, scope)
    count = members.count
    if source.amount is not None:
        amount = widened(scope, value(source.amount, scope), Scalar.INT)
        amount = f.choose(f.compare(">", amount, integer(0)), amount, integer(0))
        count = f.choose(f.compare("<", amount, count), amount, count)
    return Listed(count, lambda k: members.at(f, f.load(I64, places, k)))


def _by_words(source: ir.Ordered, members: Kept, scope: Scope) -> Value:
    """Places in the order of one word each, ties by place."""
    assert source.site is not None
    f, site, again = scope.f, source.site, scope.again()
    words = scope.take(f.operate("shl", members.count, integer(3)))
    with f.counting(integer(0), members.count) as k:
        f.store(draws.word(again, site), words, k)
    return sorted_places(scope, words, members.count)


def sorted_places(scope: Scope, words: Value, count: Value) -> Value:
    """The places 0 .. count - 1 in ascending order of their unsigned words, ties by place."""
    f = scope.f
    size = f.operate("shl", count, integer(3))
    places, room, more = scope.take(size), scope.take(size), scope.take(size)
    scope.native("order_by_words", words, places, room, more, count)
    return places


def _by_key(source: ir.Ordered, members: Kept, scope: Scope) -> Value:
    """Places with the greatest keys first, ties by place: sorted by each part of the key, the last part first."""
    assert source.variable is not None
    f = scope.f
    size = f.operate("shl", members.count, integer(3))
    columns = [scope.take(size) for _ in source.key]
    with f.counting(integer(0), members.count) as k:
        inner = scope.with_bound(source.variable, members.at(f, k))
        for part, column in zip(source.key, columns, strict=True):
            f.store(descending(scope, finite(part, inner)), column, k)
    places = scope.take(size)
    with f.counting(integer(0), members.count) as k:
        f.store(k, places, k)
    words = scope.take(size)
    for column in reversed(columns):
        with f.counting(integer(0), members.count) as k:
            f.store(f.load(I64, column, f.load(I64, places, k)), words, k)
        order, before = sorted_places(scope, words, members.count), places
        places = scope.take(size)
        with f.counting(integer(0), members.count) as k:
            f.store(f.load(I64, before, f.load(I64, order, k)), places, k)
    return places


def descending(scope: Scope, number: Value) -> Value:
    """A word that is the smaller, unsigned, the greater the number is."""
    f = scope.f
    if number.type == DOUBLE:
        zero_is_zero = f.operate("add", number, real(0.0))  # -0.0 and 0.0 are equal
        bits = f.convert("bitcast", zero_is_zero, I64)
        below = f.operate("ashr", bits, integer(63))
        ascending = f.operate("xor", bits, f.operate("or", below, integer(-(2**63))))
    else:
        number = f.convert("zext", number, I64) if number.type == I1 else number
        ascending = f.operate("xor", number, integer(-(2**63)))
    return f.operate("xor", ascending, integer(-1))
