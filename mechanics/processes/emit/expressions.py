"""Expressions of a process as Python expressions."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from sobremesa.mechanics.emit.nodes import SELF, Tree, attribute, binary, call, compare, constant, name, subscript
from sobremesa.mechanics.processes import expressions as ex
from sobremesa.mechanics.processes.distributions import EMPIRICAL
from sobremesa.mechanics.processes.emit.names import Names

OPERATORS: dict[str, type[ast.operator]] = {
    "+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "//": ast.FloorDiv, "%": ast.Mod, "**": ast.Pow,
}  # fmt: skip
ORDERS: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE, "==": ast.Eq, "!=": ast.NotEq,
}  # fmt: skip
BUILT_IN = frozenset(("abs", "min", "max", "round", "int"))
ATTRIBUTES = {"queue": "queue", "stock": "items"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: who the entity is, which index its draws have, how parameters are read."""

    names: Names
    entity: Tree | None = None
    index: Tree | None = None


def expression(expr: ex.Expr, scope: Scope) -> Tree:
    """The Python expression."""
    match expr:
        case ex.Draw() | ex.LabelDraw():
            return _draw(expr, scope)
        case ex.Unary(op=op, value=value):
            inner = expression(value, scope)
            if op == "+":
                return inner
            return ast.UnaryOp(ast.Not() if op == "not" else ast.USub(), inner)
        case ex.Binary(op="*" | "/", left=left, right=ex.Unit(factor=1.0)):
            return expression(left, scope)
        case ex.Binary(op=op, left=left, right=right):
            return binary(expression(left, scope), OPERATORS[op](), expression(right, scope))
        case ex.Comparison(first=first, rest=rest):
            orders: list[ast.cmpop] = [ORDERS[order]() for order, _ in rest]
            return ast.Compare(expression(first, scope), orders, [expression(each, scope) for _, each in rest])
        case ex.Membership(value=value, options=options, negated=negated):
            among = ast.Tuple([expression(each, scope) for each in options], ast.Load())
            return compare(expression(value, scope), ast.NotIn() if negated else ast.In(), among)
        case ex.Junction(op=op, values=values):
            return ast.BoolOp(ast.And() if op == "and" else ast.Or(), [expression(each, scope) for each in values])
        case ex.Choice(condition=condition, then=then, other=other):
            return ast.IfExp(expression(condition, scope), expression(then, scope), expression(other, scope))
        case ex.Call(function=function, arguments=arguments):
            callee = name(function) if function in BUILT_IN else attribute(name("math"), function)
            return call(callee, *(expression(each, scope) for each in arguments))
        case _:
            return _read(expr, scope)


def _read(
    expr: ex.Constant | ex.Unit | ex.ParameterRead | ex.AttributeRead | ex.TableRead | ex.StateRead, scope: Scope
) -> Tree:
    match expr:
        case ex.Constant(value=value):
            return constant(value)
        case ex.Unit(factor=factor):
            return constant(plain(factor))
        case ex.ParameterRead(name=word, factor=factor):
            return scaled(attribute(SELF, scope.names.member("parameter", word)), factor)
        case ex.AttributeRead(name=word):
            assert scope.entity is not None, "attributes are read where somebody's turn it is"
            return attribute(scope.entity, word)
        case ex.TableRead(name=word, index=index):
            return subscript(attribute(SELF, scope.names.member("table", word)), expression(index, scope))
        case ex.StateRead(function=function, of=of):
            return _state(function, of or "", scope)


def _state(function: str, of: str, scope: Scope) -> Tree:
    if function == "now":
        return attribute(SELF, "env", "now")
    if function == "present":
        everyone = attribute(SELF, scope.names.member("entities", of))
        there = compare(attribute(name("each"), "left"), ast.Eq(), name("NEVER"))
        members = ast.comprehension(ast.Name("each", ast.Store()), everyone, [there], 0)
        return call("sum", ast.GeneratorExp(constant(1), [members]))
    kind = {"level": "container", "stock": "store"}.get(function, "resource")
    place = attribute(SELF, scope.names.member(kind, of))
    if function in ATTRIBUTES:
        return call("len", attribute(place, ATTRIBUTES[function]))
    if function == "level":
        return attribute(place, "level")
    if function == "busy":
        return attribute(place, "count")
    return call("max", binary(attribute(place, "capacity"), ast.Sub(), attribute(place, "count")), constant(0))


def _draw(expr: ex.Draw | ex.LabelDraw, scope: Scope) -> Tree:
    u = uniform(expr.site, isinstance(expr, ex.Draw) and expr.repeated, scope)
    if isinstance(expr, ex.LabelDraw):
        shares = [expression(share, scope) for share in expr.shares]
        return call("one_of", u, ast.Dict([constant(label) for label in expr.labels], shares))
    if expr.distribution == EMPIRICAL:
        return call(EMPIRICAL, u, *(attribute(SELF, scope.names.member("table", table)) for table in expr.tables))
    arguments = [expression(each, scope) for each in expr.arguments]
    if expr.distribution == "chance":
        return compare(u, ast.Lt(), arguments[0])
    if expr.distribution == "constant":
        return arguments[0]
    return call(expr.distribution, u, *arguments)


def uniform(site: str, repeated: bool, scope: Scope) -> Tree:
    """The uniform number of this site for whoever draws."""
    assert scope.index is not None, "draws have an index wherever they are allowed"
    address = [scope.index]
    if repeated:
        address.append(call(attribute(name("draw"), "visit"), constant(site), scope.index))
    return call(subscript(name("draw"), constant(site)), *address)


def scaled(value: Tree, factor: float) -> Tree:
    """A value in units of the clock."""
    if factor == 1.0:
        return value
    if factor >= 1.0:
        return binary(value, ast.Mult(), constant(plain(factor)))
    return binary(value, ast.Div(), constant(plain(1.0 / factor)))


def plain(value: float) -> float | int:
    """A number as it is written: whole ones without a point, however they were reckoned."""
    whole = round(value)
    return whole if abs(value - whole) <= 1e-12 * abs(value) else value


def inverse(expr: ex.Expr, scope: Scope) -> Tree:
    """One over a rate: the mean time between two arrivals."""
    if isinstance(expr, ex.ParameterRead) and expr.factor < 1.0:
        read = attribute(SELF, scope.names.member("parameter", expr.name))
        return binary(constant(plain(1.0 / expr.factor)), ast.Div(), read)
    return binary(constant(1), ast.Div(), expression(expr, scope))


def time(expr: ex.Expr, scope: Scope) -> Tree:
    """A time to wait, with a check where it may be below 0 or not finite."""
    tree = expression(expr, scope)
    return tree if surely_time(expr) else call("lasting", tree)


def surely_time(expr: ex.Expr) -> bool:
    """Whether the value is finite and 0 or more: a literal, or a draw whose parameters are plain."""
    match expr:
        case ex.Constant(value=value):
            return not isinstance(value, str) and value >= 0
        case ex.Unit():
            return True
        case ex.Draw(distribution="exponential" | "lognormal" | "gamma" | "erlang", arguments=arguments):
            return all(_plain(each) for each in arguments)
        case _:
            return False


def _plain(expr: ex.Expr) -> bool:
    """Whether the value is surely finite, if that of parameters is."""
    match expr:
        case ex.Constant() | ex.Unit() | ex.ParameterRead():
            return True
        case ex.Binary(op="+" | "-" | "*", left=left, right=right):
            return _plain(left) and _plain(right)
        case ex.Binary(op="/", left=left, right=ex.Constant()):
            return _plain(left)
        case _:
            return False
