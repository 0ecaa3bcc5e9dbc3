"""How large numbers can get, so that checks for 64 bits, finiteness and negative indices stand only where needed."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.bounds import EXACT, ROUNDS, WHOLE, bounded_extent, extent, interval, unheld
from sobremesa.mechanics.ir.walk import uncast


def fits_int64(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether the result of an operation, computed without a bound on size, always takes 64 bits at most."""
    low, high = unheld(expr, program)
    return low >= WHOLE[0] and high <= WHOLE[1]


def little(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether so many of it can be added that nobody has the patience, and the sum still takes 64 bits at most."""
    return max(map(abs, interval(expr, program))) <= 2**62 // ROUNDS[1]


def exact(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether a whole number (before any cast) is one that floats hold exactly."""
    return max(map(abs, interval(expr, program))) <= EXACT


def never_negative(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether the value is provably 0 or more."""
    return interval(expr, program)[0] >= 0


def surely_finite(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether a float can't overflow: it is read, drawn, chosen or bounded, not merely computed."""
    match expr:
        case ir.Const() | ir.ParameterRead() | ir.TableRead() | ir.GlobalRead() | ir.FieldRead() | ir.Index():
            return True
        case ir.SpaceCall():
            return True
        case ir.Cast(value=value) | ir.Unary(value=value):
            return value.type is not ir.Scalar.FLOAT or surely_finite(value, program)
        case ir.Choose(then=then, other=other):
            return surely_finite(then, program) and surely_finite(other, program)
        case ir.MathCall(function="abs" | "min" | "max" | "clip" | "sqrt", arguments=arguments):
            return all(surely_finite(argument, program) for argument in arguments)
        case ir.Aggregate(kind="min" | "max" | "median", value=value, default=default) if value is not None:
            if surely_finite(value, program) and (default is None or surely_finite(default, program)):
                return expr.kind != "median" or bounded_extent(extent(value, program))
    return expr.type is not ir.Scalar.FLOAT or bounded_extent(extent(expr, program))


def within(value: ir.Expr, field: ir.Field) -> bool:
    """Whether a literal lies within literal bounds."""
    limits = [each.value for each in (field.low, field.high) if isinstance(each, ir.Const)]
    given = [each for each in (field.low, field.high) if each is not None]
    literal = uncast(value)
    if not isinstance(literal, ir.Const) or len(limits) != len(given) or not isinstance(literal.value, int | float):
        return False
    low = field.low.value if isinstance(field.low, ir.Const) else None
    high = field.high.value if isinstance(field.high, ir.Const) else None
    above = not isinstance(low, int | float) or low <= literal.value
    return above and (not isinstance(high, int | float) or literal.value <= high)
