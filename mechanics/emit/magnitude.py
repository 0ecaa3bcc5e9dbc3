"""How large a whole number can get, so that checks for 64 bits and for negative indices stand only where needed."""

from __future__ import annotations

from sobremesa.mechanics import ir

Interval = tuple[int, int]
WHOLE: Interval = (-(2**63), 2**63 - 1)
COUNT: Interval = (0, 2**40)
"""Ids, steps, coordinates, numbers of members: never near 64 bits."""


def fits_int64(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether the value, computed without a bound on size, always takes 64 bits at most."""
    low, high = interval(expr, program)
    return low >= WHOLE[0] and high <= WHOLE[1]


def never_negative(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether the value is provably 0 or more."""
    return interval(expr, program)[0] >= 0


def surely_finite(expr: ir.Expr, program: ir.Program) -> bool:
    """Whether a float can't overflow: it is read, drawn or chosen, not computed, or is a share."""
    match expr:
        case ir.Const() | ir.ParameterRead() | ir.TableRead() | ir.GlobalRead() | ir.FieldRead() | ir.Index():
            return True
        case ir.Cast(value=value) | ir.Unary(value=value):
            return value.type is not ir.Scalar.FLOAT or surely_finite(value, program)
        case ir.Draw(distribution="uniform", arguments=arguments):
            return all(abs(_literal(argument)) <= 1e300 for argument in arguments)
        case ir.Choose(then=then, other=other):
            return surely_finite(then, program) and surely_finite(other, program)
        case ir.MathCall(function="sin" | "cos" | "tanh" | "logistic" | "atan" | "atan2"):
            return True
        case ir.MathCall(function="abs" | "min" | "max" | "clip" | "sqrt", arguments=arguments):
            return all(surely_finite(argument, program) for argument in arguments)
        case ir.Aggregate(kind="mean", value=ir.Cast(value=value), default=default):
            narrow = value.type is ir.Scalar.BOOL
            return narrow and (default is None or surely_finite(default, program))
        case ir.Aggregate(kind="min" | "max", value=value, default=default) if value is not None:
            return surely_finite(value, program) and (default is None or surely_finite(default, program))
    return False


def _literal(expr: ir.Expr) -> float:
    while isinstance(expr, ir.Cast):
        expr = expr.value
    if isinstance(expr, ir.Unary) and expr.op == "-":
        return -_literal(expr.value)
    return expr.value if isinstance(expr, ir.Const) and isinstance(expr.value, int | float) else float("inf")


def interval(expr: ir.Expr, program: ir.Program) -> Interval:  # noqa: C901, PLR0912 - one case a kind of node
    """Bounds of a bool or int expression; what is stored somewhere takes 64 bits at most."""
    match expr:
        case ir.Const(value=bool() | int() as value):
            return int(value), int(value)
        case ir.Cast(value=inner):
            return interval(inner, program)
        case ir.Compare() | ir.Membership() | ir.BoolOp() | ir.Unchanged():
            return 0, 1
        case ir.StepRead() | ir.SpaceCall(function="degree"):
            return COUNT
        case ir.ParameterRead(name=name):
            parameter = program.document.parameters[name]
            return _declared(parameter.low, parameter.high)
        case ir.FieldRead(name="id" | "free"):
            return COUNT
        case ir.FieldRead(name="x" | "y", type=ir.Scalar.INT):
            return COUNT
        case ir.FieldRead(type=ir.Scalar.BOOL) | ir.LocalRead(type=ir.Scalar.BOOL):
            return 0, 1
        case ir.Aggregate(kind="count"):
            return COUNT
        case ir.Aggregate(kind="sum"):
            return -(2**120), 2**120
        case ir.Unary(op="-", value=value):
            low, high = interval(value, program)
            return -high, -low
        case ir.Unary(op="+", value=value):
            return interval(value, program)
        case ir.Unary(op="not"):
            return 0, 1
        case ir.Choose(then=then, other=other):
            a, b = interval(then, program), interval(other, program)
            return min(a[0], b[0]), max(a[1], b[1])
        case ir.Binary(op="+" | "-" | "*" | "//" | "%", type=ir.Scalar.INT):
            return _arithmetic(expr, program)
        case ir.Binary(op="**", type=ir.Scalar.INT, right=ir.Const(value=2)):
            return 0, max(end * end for end in interval(expr.left, program))
        case ir.Draw(distribution="randint", arguments=(a, b)):
            low, high = interval(a, program)
            return low, max(high, interval(b, program)[1])
        case ir.MathCall(function="abs", arguments=(value,)):
            low, high = interval(value, program)
            return (0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
        case ir.MathCall(function="min" | "max" as function, arguments=values):
            pick = min if function == "min" else max
            each = [interval(value, program) for value in values]
            return pick(low for low, _ in each), pick(high for _, high in each)
        case ir.MathCall(function="int" | "floor" | "ceil" | "round"):
            return -(2**2000), 2**2000
    return WHOLE


def _declared(low: float | None, high: float | None) -> Interval:
    return (
        WHOLE[0] if low is None else max(WHOLE[0], int(low)),
        WHOLE[1] if high is None else min(WHOLE[1], int(high)),
    )


def _arithmetic(expr: ir.Binary, program: ir.Program) -> Interval:
    (a, b), (c, d) = interval(expr.left, program), interval(expr.right, program)
    if expr.op == "+":
        return a + c, b + d
    if expr.op == "-":
        return a - d, b - c
    if expr.op == "*":
        corners = (a * c, a * d, b * c, b * d)
        return min(corners), max(corners)
    if expr.op == "%" and c > 0:
        return 0, d - 1
    if expr.op == "//" and c > 0:
        return min(a, a // c), max(b, b // c)
    return -(2**63), 2**63
