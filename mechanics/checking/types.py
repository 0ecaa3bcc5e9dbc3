"""The types of expressions: how they join, widen and fit, and how they are called in diagnostics."""

from __future__ import annotations

from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar

UNKNOWN = ir.Ref("?")
"""The type of what already got a diagnostic: fits everywhere, so that one mistake is told once."""

NOBODY = "none"
"""What `None` refers to, until it is known where it goes."""

BROKEN = ir.Const(None, UNKNOWN)
"""Stands for an expression with a mistake; no program that holds one ever leaves the checker."""

_WIDTH = {Scalar.BOOL: 0, Scalar.INT: 1, Scalar.FLOAT: 2}


def wider(first: Scalar, second: Scalar) -> Scalar:
    """The narrowest type that holds both: bool → int → float."""
    return first if _WIDTH[first] >= _WIDTH[second] else second


def join(first: ir.Type, second: ir.Type) -> ir.Type | None:
    """The type of something that is either the one or the other; None where there is none."""
    if second in (first, UNKNOWN):
        return first
    if first == UNKNOWN:
        return second
    match first, second:
        case Scalar(), Scalar():
            return wider(first, second)
        case ir.Ref(), ir.Ref() if first.of == second.of or NOBODY in (first.of, second.of):
            of = second.of if first.of == NOBODY else first.of
            return ir.Ref(of, first.optional or second.optional)
        case ir.Collection(), ir.Collection() if first.item == second.item:
            return ir.Collection(first.item, first.never_empty and second.never_empty)
    return None


def fit(value: ir.Expr, target: ir.Type) -> ir.Expr | None:
    """`value` as a `target`, widened where needed; None where it does not fit."""
    found = value.type
    if UNKNOWN in (found, target) or found == target:
        return value
    match found, target:
        case Scalar(), Scalar() if _WIDTH[found] < _WIDTH[target]:
            return widened(value, target)
        case ir.Ref(), ir.Ref() if found.of in (target.of, NOBODY) and (target.optional or not found.optional):
            return replace(value, type=target) if isinstance(value, ir.Const) else value
        case ir.Collection(), ir.Collection() if found.item == target.item:
            return value
    return None


def widened(value: ir.Expr, target: Scalar) -> ir.Expr:
    """`value` as a wider scalar; literals are widened on the spot."""
    if value.type in (target, UNKNOWN):
        return value
    if isinstance(value, ir.Const) and isinstance(value.value, bool | int):
        return ir.Const(float(value.value) if target is Scalar.FLOAT else int(value.value), target)
    return ir.Cast(value, target)


def negated(value: ir.Expr) -> ir.Expr:
    """`-value`; literals are negated on the spot."""
    kind = Scalar.FLOAT if value.type is Scalar.FLOAT else Scalar.INT
    value = widened(value, kind)
    if isinstance(value, ir.Const) and isinstance(value.value, int | float):
        return ir.Const(-value.value, kind)
    return ir.Unary("-", value, kind)


def is_number(kind: ir.Type) -> bool:
    """Whether arithmetic takes it (a bool counts as 0 or 1)."""
    return isinstance(kind, Scalar) or kind == UNKNOWN


def describe(kind: ir.Type) -> str:
    """The type in words."""
    match kind:
        case Scalar.BOOL:
            return "true or false (bool)"
        case Scalar.INT:
            return "a whole number (int)"
        case Scalar.FLOAT:
            return "a number (float)"
        case ir.Label():
            return "one of the labels " + ", ".join(kind.labels)
        case ir.Ref():
            if kind.of == NOBODY:
                return "None"
            return f"a {kind.of.split(':')[0]}" + (", or None" if kind.optional else "")
        case ir.Vector():
            return f"a vector of {kind.size} values, each {describe(kind.item)}"
        case ir.Collection():
            inner = kind.item.of if isinstance(kind.item, ir.Ref) else describe(kind.item)
            return f"a collection ({inner})"
    raise AssertionError(f"this is a bug: {kind!r} is no type")
