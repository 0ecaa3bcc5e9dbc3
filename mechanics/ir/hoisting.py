"""Aggregates that are the same for everyone in a `together` rule: they are computed once, before the rule."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.magnitude import fits_int64, surely_finite
from sobremesa.mechanics.ir.walk import every, nodes

SAFE = frozenset({"abs", "min", "max", "clip", "sin", "cos", "tanh", "logistic", "atan2"})
"""Functions that can't fail: computing them where nobody asks changes nothing."""


def hoistable(rule: ir.Rule, program: ir.Program) -> list[ir.Aggregate]:
    """The outermost aggregates that draw nothing, can't fail, and mention neither `self` nor a local."""
    found: list[ir.Aggregate] = []
    inside: set[int] = set()
    for aggregate in every(ir.Aggregate, rule.when, rule.body):
        if id(aggregate) not in inside and _same_for_all(aggregate, program):
            found.append(aggregate)
            inside |= {id(node) for node in nodes(aggregate)}
    return found


def _same_for_all(aggregate: ir.Aggregate, program: ir.Program) -> bool:
    own = {aggregate.variable}
    for node in nodes(aggregate):
        if isinstance(node, ir.Aggregate | ir.Filtered):
            own.add(node.variable)
    return all(_harmless(node, own) and _within_limits(node, program) for node in nodes(aggregate))


def _harmless(node: object, own: set[str]) -> bool:
    match node:
        case ir.LocalRead(name=name):
            return name in own
        case ir.Binary(op=op, type=kind):
            return op in "+-*" and kind is ir.Scalar.FLOAT
        case ir.MathCall(function=function):
            return function in SAFE
        case ir.Everyone(of=of):
            return of != "empty_cells"
        case ir.Aggregate(kind=kind):
            return kind in ("count", "mean", "min", "max", "any", "all", "median", "std", "sum")
    allowed = (
        ir.Const | ir.ParameterRead | ir.GlobalRead | ir.FieldRead | ir.StepRead | ir.Cast | ir.Unary | ir.Compare
        | ir.Membership | ir.BoolOp | ir.Choose | ir.Filtered
    )  # fmt: skip
    return isinstance(node, allowed)


def _within_limits(node: object, program: ir.Program) -> bool:
    """Whether no check for 64 bits or finiteness stands here."""
    match node:
        case ir.Unary() | ir.MathCall() | ir.Aggregate(kind="sum"):
            return node.type is not ir.Scalar.INT or fits_int64(node, program)
        case ir.Aggregate(kind="min" | "max" | "median", value=value) if value is not None:
            return surely_finite(value, program)
        case ir.Membership(value=value):
            return surely_finite(value, program)
    return True
