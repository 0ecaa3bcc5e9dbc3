"""Sizes and counts as plain arithmetic over parameters: `width * height`, `people // 2`.

A document may write an expression wherever a count, size or number of steps stands. This evaluates such text
by walking its syntax tree; anything but numbers, parameters, arithmetic and a choice between two (`0 if drawn else n`)
is refused.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from math import ceil, floor, sqrt

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.document import Expression

Number = int | float

LONGEST = 500

OPERATORS: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
FUNCTIONS: Mapping[str, Callable[..., Number]] = {
    "abs": abs, "ceil": ceil, "floor": floor, "int": int, "max": max, "min": min, "round": round, "sqrt": sqrt,
}  # fmt: skip


class NotArithmeticError(SobremesaError, ValueError):
    """The text is not plain arithmetic over the parameters; the message quotes it."""


def evaluate(expression: Expression, parameters: Mapping[str, Number]) -> Number:
    """The value of an expression. Raises NotArithmeticError, also for a division by zero."""
    if not isinstance(expression, str):
        return expression
    try:
        return _value(parse(expression), parameters)
    except (ArithmeticError, TypeError, ValueError):
        raise NotArithmeticError(f"{expression[:LONGEST]!r} is not plain arithmetic over the parameters.") from None


def parse(expression: Expression) -> ast.expr:
    """The syntax tree of an expression. Raises NotArithmeticError."""
    text = str(expression).strip()
    try:
        if len(text) <= LONGEST:
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise NotArithmeticError(f"{text[:LONGEST]!r} is not plain arithmetic over the parameters.")


def _value(tree: ast.expr, parameters: Mapping[str, Number]) -> Number:
    match tree:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in parameters:
            return parameters[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, parameters)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left, parameters), _value(right, parameters))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_value(argument, parameters) for argument in arguments))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _value(body if _value(test, parameters) else orelse, parameters)
    raise NotArithmeticError(ast.unparse(tree))
