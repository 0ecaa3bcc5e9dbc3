"""The value of an expression whose draws (if any) are taken as given: for clocks and sizes, and for traffic."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.processes import expressions as ex

Value = bool | int | float | str


class NoValueError(SobremesaError, ValueError):
    """The expression has no value: it divides by zero, or reads what is only known while the process runs."""


OPERATORS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow,
}  # fmt: skip
ORDERS: Mapping[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs, "min": min, "max": max, "floor": math.floor, "ceil": math.ceil, "round": round, "int": int,
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: parameters and tables (in their own units), attributes, and what each draw gives."""

    parameters: Mapping[str, bool | int | float]
    tables: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    attributes: Mapping[str, Value] = field(default_factory=dict)
    draw: Callable[[ex.Draw | ex.LabelDraw, Known], Value] | None = None


def evaluate(expr: ex.Expr, known: Known) -> Value:
    """The value. Raises NoValueError."""
    try:
        return _value(expr, known)
    except (ArithmeticError, ValueError, TypeError, LookupError) as error:
        raise NoValueError(str(error)) from None


def number(expr: ex.Expr, known: Known) -> float:
    """The value of a number. Raises NoValueError, also where it is not finite."""
    value = evaluate(expr, known)
    if isinstance(value, str) or not math.isfinite(value):
        raise NoValueError("a number is not finite")
    return float(value)


def _number(expr: ex.Expr, known: Known) -> float:
    value = _value(expr, known)
    if isinstance(value, str):
        raise NoValueError("a label is no number")
    return value


def _value(expr: ex.Expr, known: Known) -> Value:
    match expr:
        case ex.Constant() | ex.Unit() | ex.ParameterRead() | ex.AttributeRead() | ex.TableRead() | ex.StateRead():
            return _read(expr, known)
        case ex.Draw() | ex.LabelDraw():
            if known.draw is None:
                raise NoValueError("a draw has no value by itself")
            return known.draw(expr, known)
        case ex.Unary(op="not", value=inner):
            return not _value(inner, known)
        case ex.Unary(op=op, value=inner):
            return -_number(inner, known) if op == "-" else _number(inner, known)
        case ex.Binary(op=op, left=left, right=right):
            return OPERATORS[op](_number(left, known), _number(right, known))
        case ex.Call(function=function, arguments=arguments):
            return FUNCTIONS[function](*(_number(each, known) for each in arguments))
        case ex.Choice(condition=condition, then=then, other=other):
            return _value(then if _value(condition, known) else other, known)
        case _:
            return _truth(expr, known)


Read = ex.Constant | ex.Unit | ex.ParameterRead | ex.AttributeRead | ex.TableRead | ex.StateRead


def _read(expr: Read, known: Known) -> Value:
    match expr:
        case ex.Constant(value=value):
            return value
        case ex.Unit(factor=factor):
            return factor
        case ex.ParameterRead(name=name, factor=factor):
            return known.parameters[name] if factor == 1.0 else known.parameters[name] * factor
        case ex.AttributeRead(name=name):
            return known.attributes[name]
        case ex.TableRead(name=name, index=index):
            return _entry(known.tables[name], int(_number(index, known)))
        case ex.StateRead(function=function):
            raise NoValueError(f"`{function}` is known only while the process runs")


def _truth(expr: ex.Comparison | ex.Membership | ex.Junction, known: Known) -> bool:
    match expr:
        case ex.Comparison(first=first, rest=rest):
            left = _value(first, known)
            for order, side in rest:
                right = _value(side, known)
                if not ORDERS[order](left, right):
                    return False
                left = right
            return True
        case ex.Membership(value=value, options=options, negated=negated):
            found = _value(value, known)
            return any(found == _value(option, known) for option in options) != negated
        case ex.Junction(op="and", values=values):
            return all(_value(each, known) for each in values)
        case ex.Junction(values=values):
            return any(_value(each, known) for each in values)


def _entry(values: tuple[float, ...], index: int) -> float:
    if index < 0:
        raise IndexError("an index is below 0")
    return values[index]
