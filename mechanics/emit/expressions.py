"""Expressions of the IR as Python expressions that give the same bits."""

from __future__ import annotations

import ast

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.nodes import Tree, attribute, binary, call, constant, name, subscript
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.ir.magnitude import exact, fits_int64, never_negative, surely_finite
from sobremesa.mechanics.ir.missing import may_miss

OPERATORS: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "//": ast.FloorDiv,
    "%": ast.Mod,
}
BUILT_IN = {"abs", "min", "max", "round", "int"}
HELPER = {"clip", "logistic"}


def checked(tree: Tree, expr: ir.Expr, scope: Scope) -> Tree:
    """The result of an operation on whole numbers, with a check where it may take more than 64 bits."""
    if expr.type is ir.Scalar.INT and not fits_int64(expr, scope.program):
        return call("int64", tree)
    return tree


def unchecked(tree: Tree) -> Tree:
    """The same without the check around it: whoever takes it makes the same check."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "int64":
        return tree.args[0]
    return tree


def finite(expr: ir.Expr, scope: Scope) -> Tree:
    """A number that others are compared with or sorted by, with a check where it may be none or not finite."""
    tree = expression(expr, scope)
    missing = scope.measured and may_miss(expr)
    return tree if surely_finite(expr, scope.program) and not missing else call("finite", tree)


def number(value: float | str | bool | None, kind: ir.Type) -> Tree:
    """A literal of a type: a whole number for a float field is written as a float."""
    if isinstance(kind, ir.Label) and isinstance(value, int):
        return constant(kind.labels[value])
    if kind is ir.Scalar.FLOAT and isinstance(value, bool | int):
        return constant(float(value))
    if kind is ir.Scalar.INT and isinstance(value, bool):
        return constant(int(value))
    return constant(value)


@expression.register
def _const(expr: ir.Const, _scope: Scope) -> Tree:
    return number(expr.value, expr.type)


@expression.register
def _parameter(expr: ir.ParameterRead, scope: Scope) -> Tree:
    return scope.member("parameter", expr.name)


@expression.register
def _global(expr: ir.GlobalRead, scope: Scope) -> Tree:
    return _living(scope.member("global", expr.name), expr.type, scope)


def _living(read: Tree, kind: ir.Type, scope: Scope) -> Tree:
    """What is read, which is nobody once the agent has died."""
    mortal = isinstance(kind, ir.Ref) and kind.of in scope.facts.mortal
    return call("living", read) if mortal else read


@expression.register
def _table(expr: ir.TableRead, scope: Scope) -> Tree:
    return subscript(scope.member("table", expr.name), _place(expr.index, scope))


@expression.register
def _local(expr: ir.LocalRead, scope: Scope) -> Tree:
    return name(scope.local(expr.name))


@expression.register
def _self(_expr: ir.SelfRead, scope: Scope) -> Tree:
    if scope.loose:
        raise scope.unsupported("self")
    return scope.me


@expression.register
def _field(expr: ir.FieldRead, scope: Scope) -> Tree:
    of = expression(expr.of, scope)
    kind = expr.of.type
    if not isinstance(kind, ir.Ref):
        raise scope.unsupported(f"the field {expr.name} of something that is no agent, cell or link")
    if expr.name in ("x", "y") and kind.of not in ("cell", "link") and isinstance(scope.program.space, ir.Grid):
        return attribute(of, "cell", expr.name)
    field = scope.names.fields.get((kind.of, expr.name), expr.name)
    if expr.own and expr.name in scope.pending:
        field = f"next_{field}"
    read = attribute(of, field)
    end_of_link = kind.of == "link" or kind.of.startswith("link:")
    return read if end_of_link else _living(read, expr.type, scope)


def _place(index: ir.Expr, scope: Scope) -> Tree:
    tree = expression(index, scope)
    return tree if never_negative(index, scope.program) else call("not_negative", tree)


def indexed(of: Tree, index: ir.Expr, scope: Scope) -> Tree:
    """An element; a negative index is an error, as one beyond the end is."""
    return subscript(of, _place(index, scope))


@expression.register
def _index(expr: ir.Index, scope: Scope) -> Tree:
    return indexed(expression(expr.of, scope), expr.index, scope)


@expression.register
def _step(_expr: ir.StepRead, scope: Scope) -> Tree:
    return attribute(scope.model, "steps")


@expression.register
def _cast(expr: ir.Cast, scope: Scope) -> Tree:
    if isinstance(expr.value, ir.Const):
        return number(expr.value.value, expr.type)
    if isinstance(expr.value, ir.Choose):
        then = _cast(ir.Cast(expr.value.then, expr.type), scope)
        other = _cast(ir.Cast(expr.value.other, expr.type), scope)
        return ast.IfExp(expression(expr.value.condition, scope), then, other)
    inner = expression(expr.value, scope)
    if expr.value.type == expr.type:
        return inner
    return call(expr.type.value, inner)


def widened(expr: ir.Expr, scope: Scope) -> Tree:
    """An operand beside a float: Python widens it itself, to the same bits."""
    if isinstance(expr, ir.Cast) and not isinstance(expr.value, ir.Const | ir.Choose):
        return expression(expr.value, scope)
    return expression(expr, scope)


@expression.register
def _unary(expr: ir.Unary, scope: Scope) -> Tree:
    if expr.op == "not":
        return negated(expression(expr.value, scope))
    operand = expression(expr.value, scope)
    if expr.op == "+":
        return operand
    if isinstance(operand, ast.Constant):
        return constant(-operand.value)  # type: ignore[operator]
    return checked(ast.UnaryOp(ast.USub(), operand), expr, scope)


OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
"""Comparisons that hold where others don't, whatever is compared (`<` and `>=` both fail on what is no number)."""


def negated(tree: Tree) -> Tree:
    """`not tree`, without a double negation; `a != b` for `not a == b`, which is the same of all that is compared."""
    if isinstance(tree, ast.Compare) and len(tree.ops) == 1 and type(tree.ops[0]) in OPPOSITES:
        return ast.Compare(tree.left, [OPPOSITES[type(tree.ops[0])]()], tree.comparators)
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        return tree.operand
    return ast.UnaryOp(ast.Not(), tree)


@expression.register
def _binary(expr: ir.Binary, scope: Scope) -> Tree:
    if expr.op == "**":
        return _power(expr, scope)
    if expr.type is ir.Scalar.INT:
        whole = binary(expression(expr.left, scope), OPERATORS[expr.op](), expression(expr.right, scope))
        return checked(whole, expr, scope)
    beside_float = not isinstance(expr.right, ir.Cast) or _exact_ratio(expr, scope)
    left = widened(expr.left, scope) if beside_float else expression(expr.left, scope)
    return binary(left, OPERATORS[expr.op](), widened(expr.right, scope))


def _exact_ratio(expr: ir.Binary, scope: Scope) -> bool:
    """Whether whole numbers can be divided as they are: floats hold them exactly."""
    return expr.op == "/" and all(exact(side, scope.program) for side in (expr.left, expr.right))


def _power(expr: ir.Binary, scope: Scope) -> Tree:
    base, exponent = expression(expr.left, scope), expr.right
    while isinstance(exponent, ir.Cast):
        exponent = exponent.value
    if isinstance(exponent, ir.Const) and exponent.value == 2:
        squared = call("square", base) if not _simple(base) else binary(base, ast.Mult(), base)
        return checked(squared, expr, scope)
    if expr.type is ir.Scalar.INT:
        return call("whole_power", base, expression(expr.right, scope))
    if exponent.type is not ir.Scalar.FLOAT:
        return binary(base, ast.Pow(), expression(exponent, scope))
    return call("real_power", base, expression(exponent, scope))


def _simple(tree: Tree) -> bool:
    return isinstance(tree, ast.Name) or (isinstance(tree, ast.Attribute) and _simple(tree.value))


@expression.register
def _choose(expr: ir.Choose, scope: Scope) -> Tree:
    return ast.IfExp(expression(expr.condition, scope), expression(expr.then, scope), expression(expr.other, scope))


@expression.register
def _math(expr: ir.MathCall, scope: Scope) -> Tree:
    arguments = [expression(argument, scope) for argument in expr.arguments]
    if expr.function == "pi":
        return attribute(name("math"), "pi")
    if expr.function in BUILT_IN | HELPER:
        return checked(call(expr.function, *arguments), expr, scope)
    return checked(call(attribute(name("math"), expr.function), *arguments), expr, scope)


@expression.register
def _space(expr: ir.SpaceCall, scope: Scope) -> Tree:
    if expr.function == "by_id":
        index = expression(expr.arguments[-1], scope)
        assert isinstance(expr.type, ir.Ref)
        return call("numbered", scope.listed(expr.type.of), index)
    arguments = [expression(each, scope) for each in expr.arguments]
    if expr.function == "degree":
        near = "neighbors" if expr.layer is None else f"neighbors_{expr.layer}"
        return call("len", attribute(arguments[0], near))
    if expr.function == "link":
        links = "links" if expr.layer is None else f"links_{expr.layer}"
        return call(attribute(scope.model, links, "between"), *arguments)
    if expr.function in ("at", "dx", "dy", "distance"):
        space = "grid" if isinstance(scope.program.space, ir.Grid) else "plane"
        return call(attribute(scope.model, space, expr.function), *arguments)
    raise scope.unsupported(expr.function)


@expression.register
def _draw(expr: ir.Draw, scope: Scope) -> Tree:
    address = [constant(expr.site.text), scope.index]
    if scope.repeated and expr.distribution != "poisson":
        address.append(visit(expr.site, scope))
    arguments = [expression(argument, scope) for argument in expr.arguments]
    return call(attribute(scope.draws, expr.distribution), *arguments, *address)


def visit(site: ir.Site, scope: Scope) -> Tree:
    """The number of this visit of a site that may be reached several times."""
    return call(attribute(scope.draws, "visit"), constant(site.text), scope.index)


@expression.register
def _measure(expr: ir.MeasureRead, _scope: Scope) -> Tree:
    return subscript(name("measures"), constant(expr.name))


@expression.register
def _report(expr: ir.ReportRead, _scope: Scope) -> Tree:
    return subscript(name("report"), constant(expr.name))
