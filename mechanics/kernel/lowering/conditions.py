"""What is true or false, and what is chosen by it: comparisons, `and`, `or`, `in`, `a if c else b`.

What can be computed without harm where nobody asks is computed without a branch.
"""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.kernel.lowering.dispatch import place_fields, value
from sobremesa.mechanics.kernel.lowering.expressions import finite, widened
from sobremesa.mechanics.kernel.lowering.lists import register_type
from sobremesa.mechanics.kernel.lowering.scope import Scope
from sobremesa.mechanics.kernel.values import DOUBLE, FALSE, I1, I64, TRUE, Value


@value.register
def _compare(expr: ir.Compare, scope: Scope) -> Value:
    left = value(expr.first, scope)
    if len(expr.rest) == 1 or all(harmless(right, scope) for _, right in expr.rest[1:]):
        holds = TRUE
        for op, right_expr in expr.rest:
            right = value(right_expr, scope)
            here = compared(scope, op, left, right)
            holds, left = here if holds is TRUE else scope.f.both(holds, here), right
        return holds
    return _chained(expr, left, scope)


def _chained(expr: ir.Compare, left: Value, scope: Scope) -> Value:
    """A chain whose later operands are only looked at while all holds."""
    f, end = scope.f, scope.f.block()
    result = f.variable(I1, FALSE)
    for op, right_expr in expr.rest[:-1]:
        right, on = value(right_expr, scope), f.block()
        f.branch(compared(scope, op, left, right), on, end)
        f.place(on)
        left = right
    op, last = expr.rest[-1]
    f.set(result, compared(scope, op, left, value(last, scope)))
    f.place(end)
    return f.get(result)


def compared(scope: Scope, op: str, left: Value, right: Value) -> Value:
    """Two values compared; numbers of different types as floats, or as ints."""
    kind = Scalar.FLOAT if DOUBLE in (left.type, right.type) else Scalar.INT if I64 in (left.type, right.type) else None
    if kind is not None:
        left, right = widened(scope, left, kind), widened(scope, right, kind)
    predicate = {"is": "==", "is not": "!="}.get(op, op)
    return scope.f.compare(predicate, left, right, unsigned=left.type == I1)


@value.register
def _membership(expr: ir.Membership, scope: Scope) -> Value:
    left = finite(expr.value, scope) if expr.value.type is Scalar.FLOAT else value(expr.value, scope)
    found = FALSE
    for option in expr.options:
        here = compared(scope, "==", left, value(option, scope))
        found = here if found is FALSE else scope.f.either(found, here)
    return scope.f.negated(found) if expr.negated else found


@value.register
def _boolean(expr: ir.BoolOp, scope: Scope) -> Value:
    f = scope.f
    result = value(expr.values[0], scope)
    for each in expr.values[1:]:
        if harmless(each, scope):
            other = value(each, scope)
            sides = f"{other}, i1 false" if expr.op == "and" else f"i1 true, {other}"
            result = f.emit(f"select {result}, {sides}", I1)
            continue
        kept = f.variable(I1, result)
        more, after = f.block(), f.block()
        f.branch(result, *((more, after) if expr.op == "and" else (after, more)))
        f.place(more)
        f.set(kept, value(each, scope))
        f.place(after)
        result = f.get(kept)
    return result


@value.register
def _choose(expr: ir.Choose, scope: Scope) -> Value:
    condition, f = value(expr.condition, scope), scope.f
    if harmless(expr.then, scope) and harmless(expr.other, scope):
        then, other = value(expr.then, scope), value(expr.other, scope)
        return f.choose(condition, widened(scope, then, expr.type), widened(scope, other, expr.type))
    result = f.variable(register_type(expr.type))
    with f.choice(condition) as other_way:
        f.set(result, widened(scope, value(expr.then, scope), expr.type))
        with other_way():
            f.set(result, widened(scope, value(expr.other, scope), expr.type))
    return f.get(result)


def harmless(expr: ir.Expr, scope: Scope) -> bool:  # noqa: C901 - one case a kind of node
    """Whether computing it where nobody asks changes nothing: it draws nothing, can't fail, and is no loop."""
    match expr:
        case ir.Const() | ir.ParameterRead() | ir.SelfRead() | ir.StepRead():
            return True
        case ir.GlobalRead(type=kind) | ir.LocalRead(type=kind):
            return isinstance(kind, Scalar | ir.Label | ir.Ref)
        case ir.FieldRead(of=ir.SelfRead(), name=name, type=kind):
            return name not in place_fields and not isinstance(kind, ir.Vector)
        case ir.FieldRead(of=ir.LocalRead(name=member), name=name, type=kind) if member in scope.bound:
            return name not in place_fields and not isinstance(kind, ir.Vector)
        case ir.Cast(value=inner):
            return harmless(inner, scope)
        case ir.Unary(op=op, value=inner, type=kind):
            return (op != "-" or kind is Scalar.FLOAT) and harmless(inner, scope)
        case ir.Binary(op="+" | "-" | "*", type=Scalar.FLOAT, left=left, right=right):
            return harmless(left, scope) and harmless(right, scope)
        case ir.Compare(first=first, rest=rest):
            return harmless(first, scope) and all(harmless(right, scope) for _, right in rest)
        case ir.Membership(value=inner, options=options) if inner.type is not Scalar.FLOAT:
            return harmless(inner, scope) and all(harmless(option, scope) for option in options)
        case ir.BoolOp(values=values):
            return all(harmless(each, scope) for each in values)
        case ir.Choose(condition=condition, then=then, other=other):
            return harmless(condition, scope) and harmless(then, scope) and harmless(other, scope)
        case ir.MathCall(function="min" | "max" | "clip", arguments=arguments):
            return all(harmless(each, scope) for each in arguments)
    return False
