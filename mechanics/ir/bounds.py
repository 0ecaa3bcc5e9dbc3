"""Between which ends numbers lie, proved from what the document declares.

Literals, bounds of parameters and fields (which clamp every write), and the ranges of functions and draws: of whole
numbers an `interval`, of any number an `extent`.
"""

from __future__ import annotations

import math

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.walk import field_of

Interval = tuple[int, int]
Extent = tuple[float, float]
WHOLE: Interval = (-(2**63), 2**63 - 1)
COUNT: Interval = (0, 2**31)
"""Ids, steps, coordinates, numbers of agents, cells or links: the limits of cost keep them far below."""
ROUNDS: Interval = (0, 2**40)
"""How often one loop can go round before anyone's patience ends."""
EXACT = 2**53
"""Up to here floats hold every whole number."""
ANY: Extent = (-math.inf, math.inf)
LARGE = 1e300
"""Sums of as many numbers as there can be, none larger than LARGE / 2**40, stay finite."""


def interval(expr: ir.Expr, program: ir.Program) -> Interval:
    """Bounds of a bool or int expression, whose every operation is held to 64 bits."""
    low, high = unheld(expr, program)
    return max(low, WHOLE[0]), min(high, WHOLE[1])


def unheld(expr: ir.Expr, program: ir.Program) -> Interval:  # noqa: C901, PLR0912 - one case a kind of node
    """Bounds of an operation's result before it is held to 64 bits."""
    if expr.type is ir.Scalar.BOOL:
        return 0, 1
    match expr:
        case ir.Const(value=bool() | int() as value):
            return int(value), int(value)
        case ir.Cast(value=inner) | ir.Unary(op="+", value=inner):
            return interval(inner, program)
        case ir.StepRead() | ir.SpaceCall(function="degree"):
            return COUNT
        case ir.ParameterRead(name=name):
            parameter = program.document.parameters[name]
            return _declared(parameter.low, parameter.high)
        case ir.FieldRead() | ir.GlobalRead() | ir.Index():
            return _kept(expr, program)
        case ir.Aggregate(kind="count"):
            return _members(expr.source)
        case ir.Aggregate(kind="sum", value=value) if value is not None:
            (low, high), most = interval(value, program), _members(expr.source)[1]
            return min(0, low) * most, max(0, high) * most
        case ir.Aggregate(kind="min" | "max", value=value, default=default) if value is not None:
            return _either(value, value if default is None else default, program)
        case ir.Unary(op="-", value=value):
            low, high = interval(value, program)
            return -high, -low
        case ir.Choose(then=then, other=other):
            return _either(then, other, program)
        case ir.Binary():
            return _arithmetic(expr, program)
        case ir.Draw(distribution="randint", arguments=(a, b)):
            return interval(a, program)[0], interval(b, program)[1]
        case ir.Draw(distribution="poisson"):
            return COUNT
        case ir.MathCall():
            return _function(expr, program)
    return WHOLE


def _either(one: ir.Expr, other: ir.Expr, program: ir.Program) -> Interval:
    a, b = interval(one, program), interval(other, program)
    return min(a[0], b[0]), max(a[1], b[1])


def _members(source: ir.Expr) -> Interval:
    """How many members a collection may have."""
    while isinstance(source, ir.Filtered | ir.Ordered):
        source = source.source
    if isinstance(source, ir.VectorValues) and isinstance(source.of.type, ir.Vector):
        return 0, source.of.type.size
    item = source.type.item if isinstance(source.type, ir.Collection) else None
    return COUNT if isinstance(item, ir.Ref) else ROUNDS


def _declared(low: float | None, high: float | None) -> Interval:
    return (
        WHOLE[0] if low is None else max(WHOLE[0], int(low)),
        WHOLE[1] if high is None else min(WHOLE[1], int(high)),
    )


def _kept(expr: ir.Expr, program: ir.Program) -> Interval:
    """What a field of whole numbers may hold; `id`, `x`, `y` and `free` are not declared."""
    field = field_of(expr, program)
    if field is None:
        return COUNT if isinstance(expr, ir.FieldRead) else WHOLE
    low = WHOLE if field.low is None else interval(field.low, program)
    high = WHOLE if field.high is None else interval(field.high, program)
    return (low[0] if field.high is None else min(low[0], high[0])), (
        high[1] if field.low is None else max(low[1], high[1]) if field.high is not None else WHOLE[1]
    )


def _function(expr: ir.MathCall, program: ir.Program) -> Interval:
    if expr.function in ("int", "floor", "ceil", "round"):
        low, high = extent(expr.arguments[0], program)
        return (math.floor(low) if low > -math.inf else -(2**2000)), (math.ceil(high) if high < math.inf else 2**2000)
    each = [interval(value, program) for value in expr.arguments]
    if expr.function == "abs":
        ((low, high),) = each
        return (0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
    if expr.function in ("min", "max"):
        pick = min if expr.function == "min" else max
        return pick(low for low, _ in each), pick(high for _, high in each)
    return min(low for low, _ in each), max(high for _, high in each)  # clip gives one of the three


def _arithmetic(expr: ir.Binary, program: ir.Program) -> Interval:
    (a, b), (c, d) = interval(expr.left, program), interval(expr.right, program)
    match expr.op:
        case "+":
            return a + c, b + d
        case "-":
            return a - d, b - c
        case "*":
            corners = (a * c, a * d, b * c, b * d)
            return min(corners), max(corners)
        case "%":
            return min(0, c + 1), max(0, d - 1)
        case "//" if c > 0:
            return min(a, a // c), max(b, b // c)
        case "**" if isinstance(expr.right, ir.Const) and expr.right.value == 2:
            return 0, max(a * a, b * b)
    return -(2**63), 2**63


def bounded_extent(ends: Extent) -> bool:
    """Whether numbers between these ends, and sums of as many as there can be, stay finite."""
    return max(map(abs, ends)) <= LARGE / ROUNDS[1]


def extent(expr: ir.Expr, program: ir.Program) -> Extent:  # noqa: C901, PLR0912 - one case a kind of node
    """Bounds of a number, with room for rounding; infinite where nothing is known (it may then be no number)."""
    if expr.type is not ir.Scalar.FLOAT:
        least, most = interval(expr, program)
        return float(least), float(most)
    match expr:
        case ir.Const(value=bool() | int() | float() as value):
            return float(value), float(value)
        case ir.Cast(value=value) | ir.Unary(op="+", value=value):
            return extent(value, program)
        case ir.Unary(op="-", value=value):
            low, high = extent(value, program)
            return -high, -low
        case ir.ParameterRead(name=name):
            parameter = program.document.parameters[name]
            return _open(parameter.low, -math.inf), _open(parameter.high, math.inf)
        case ir.FieldRead() | ir.GlobalRead() | ir.Index():
            return _extent_kept(expr, program)
        case ir.TableRead(name=name):
            values = program.document.tables[name].values
            return float(min(values)), float(max(values))
        case ir.Choose(then=then, other=other):
            return _hull(extent(then, program), extent(other, program))
        case ir.Binary(op="+" | "-" | "*"):
            return _combined(expr.op, extent(expr.left, program), extent(expr.right, program))
        case ir.Binary(op="/"):
            return _quotient(expr, program)
        case ir.Draw(distribution="uniform", arguments=(a, b)):
            return _wider(_hull(extent(a, program), extent(b, program)))
        case ir.Aggregate(kind="mean" | "min" | "max" | "median", value=value, default=default) if value is not None:
            ends = _wider(extent(value, program))
            ends = ends if bounded_extent(ends) else ANY
            return ends if default is None else _hull(ends, extent(default, program))
        case ir.Aggregate(kind="std" | "gini" as kind, value=value, default=default) if value is not None:
            ends = _spread(kind, extent(value, program))
            return ends if default is None else _hull(ends, extent(default, program))
        case ir.Aggregate(kind="sum", value=value) if value is not None:
            many = float(_members(expr.source)[1])
            low, high = extent(value, program)
            return _wider((min(0.0, low) * many, max(0.0, high) * many))
        case ir.MathCall():
            return _extent_of_function(expr, program)
    return ANY


SHARES = frozenset({"sin", "cos", "tanh", "logistic"})
"""Functions whose values lie between -1 and 1."""


def _extent_of_function(expr: ir.MathCall, program: ir.Program) -> Extent:
    if expr.function in SHARES:
        return -1.0, 1.0
    if expr.function in ("atan2", "pi"):
        return -4.0, 4.0
    ends = [extent(argument, program) for argument in expr.arguments]
    if not all(map(bounded_extent, ends)):  # the argument may be no number, and then comparisons say nothing
        return ANY
    match expr.function, ends:
        case "clip", [_, low, high]:
            return _hull(low, high)
        case (("min" | "max" | "abs"), _):
            most = max(max(map(abs, each)) for each in ends)
            return -most, most
        case "sqrt", [(_, high)]:
            return 0.0, max(high, 1.0)
    return ANY


def _quotient(expr: ir.Binary, program: ir.Program) -> Extent:
    """By 0 nothing is divided: a whole number takes nothing from the size."""
    ends, (low, high) = extent(expr.left, program), extent(expr.right, program)
    whole = isinstance(expr.right, ir.Cast) and expr.right.value.type is not ir.Scalar.FLOAT
    least = low if low > 0 else -high if high < 0 else float(whole)
    if not bounded_extent(ends) or least <= 0:
        return ANY
    most = max(map(abs, ends)) / least
    return _wider((-most, most))


def _spread(kind: str, ends: Extent) -> Extent:
    """Of a standard deviation, or of Gini's coefficient where nothing is below 0."""
    if kind == "gini":
        return (0.0, 1.0) if ends[0] >= 0 and bounded_extent(ends) else ANY
    return _wider((0.0, ends[1] - ends[0])) if max(map(abs, ends)) <= math.sqrt(LARGE / ROUNDS[1]) / 4 else ANY


def _open(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else float(bound)


def _extent_kept(expr: ir.Expr, program: ir.Program) -> Extent:
    field = field_of(expr, program)
    if field is None or field.low is None or field.high is None:
        return ANY
    return _hull(extent(field.low, program), extent(field.high, program))


def _hull(one: Extent, other: Extent) -> Extent:
    return min(one[0], other[0]), max(one[1], other[1])


def _wider(ends: Extent) -> Extent:
    """The same with room for rounding."""
    low, high = ends
    room = 1e-9 * max(abs(low), abs(high)) if bounded_extent(ends) else 0.0
    return low - room, high + room


def _combined(op: str, one: Extent, other: Extent) -> Extent:
    if not (bounded_extent(one) and bounded_extent(other)):
        return ANY
    if op == "*":
        corners = [a * b for a in one for b in other]
        return _wider((min(corners), max(corners)))
    a, b = other if op == "+" else (-other[1], -other[0])
    return _wider((one[0] + a, one[1] + b))
