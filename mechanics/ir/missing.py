"""Values that may be missing: aggregates that may be of nobody."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.walk import every

NEEDS_SOMEBODY = frozenset({"mean", "min", "max", "median", "std", "gini"})
"""Aggregates that have no value of nobody."""


def may_miss(expr: ir.Expr) -> bool:
    """Whether, in a measure, something in it may be taken of nobody, and has no default."""
    return any(_of_nobody(aggregate) for aggregate in every(ir.Aggregate, expr))


def _of_nobody(aggregate: ir.Aggregate) -> bool:
    somebody = isinstance(aggregate.source.type, ir.Collection) and aggregate.source.type.never_empty
    always = somebody and aggregate.condition is None
    return aggregate.kind in NEEDS_SOMEBODY and aggregate.default is None and not always
