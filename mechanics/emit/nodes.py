"""Short names for the `ast` nodes that the emitter builds its tree from."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from typing import Any

Tree = ast.expr


def name(identifier: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(identifier, ast.Load())


def attribute(of: Tree, *path: str) -> Tree:
    """`of.a.b`."""
    for part in path:
        of = ast.Attribute(of, part, ast.Load())
    return of


def constant(value: object) -> Tree:
    """A literal; a negative number as `-x`, as it is written."""
    if isinstance(value, int | float) and not isinstance(value, bool) and str(value).startswith("-"):
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)  # type: ignore[arg-type]


def call(function: Tree | str, *arguments: Tree, **keywords: Tree) -> ast.Call:
    """`function(arguments, key=value)`."""
    callee = name(function) if isinstance(function, str) else function
    return ast.Call(callee, list(arguments), [ast.keyword(key, value) for key, value in keywords.items()])


def subscript(of: Tree, index: Tree) -> ast.Subscript:
    """`of[index]`."""
    return ast.Subscript(of, index, ast.Load())


def assign(target: Tree, value: Tree) -> ast.Assign:
    """`target = value`."""
    return ast.Assign([stored(target)], value)


def stored(target: Tree) -> ast.Name | ast.Attribute | ast.Subscript:
    """The same place, to be written."""
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Store())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Store())
    if isinstance(target, ast.Subscript):
        return ast.Subscript(target.value, target.slice, ast.Store())
    raise TypeError("this is a bug in the emitter: only names, attributes and elements can be written")


def do(value: Tree) -> ast.Expr:
    """An expression as a statement."""
    return ast.Expr(value)


def compare(left: Tree, op: ast.cmpop, right: Tree) -> ast.Compare:
    """`left op right`."""
    return ast.Compare(left, [op], [right])


def binary(left: Tree, op: ast.operator, right: Tree) -> ast.BinOp:
    """`left op right`."""
    return ast.BinOp(left, op, right)


def lambda_(variables: Sequence[str], body: Tree) -> ast.Lambda:
    """`lambda a, b: body`."""
    return ast.Lambda(arguments(*variables), body)


def arguments(*names: str) -> ast.arguments:
    """Positional parameters."""
    return ast.arguments([], [ast.arg(each) for each in names], None, [], [], None, [])


def function(identifier: str, parameters: ast.arguments, body: Sequence[ast.stmt], doc: str = "") -> ast.FunctionDef:
    """A function with its docstring."""
    statements = [*([do(constant(doc))] if doc else []), *body]
    return ast.FunctionDef(identifier, parameters, statements or [ast.Pass()], [], **MODERN)


def class_(identifier: str, bases: Sequence[Tree], body: Sequence[ast.stmt], doc: str = "") -> ast.ClassDef:
    """A class with its docstring."""
    return ast.ClassDef(identifier, list(bases), [], [*([do(constant(doc))] if doc else []), *body], [], **MODERN)


def branch(condition: Tree, body: Sequence[ast.stmt], otherwise: Sequence[ast.stmt] = ()) -> ast.If:
    """`if condition:`; a lone `if` within it, or one after it that does the same, becomes a part of the condition."""
    after = otherwise[0] if len(otherwise) == 1 else None
    if isinstance(after, ast.If) and [*map(ast.dump, after.body)] == [*map(ast.dump, body)]:
        either = ast.BoolOp(ast.Or(), [*_joined(condition, ast.Or), *_joined(after.test, ast.Or)])
        return ast.If(either, list(body), after.orelse)
    only = body[0] if len(body) == 1 and not otherwise else None
    if isinstance(only, ast.If) and not only.orelse:
        return ast.If(
            ast.BoolOp(ast.And(), [*_joined(condition, ast.And), *_joined(only.test, ast.And)]), only.body, []
        )
    return ast.If(condition, list(body), list(otherwise))


def _joined(condition: Tree, op: type[ast.boolop]) -> list[Tree]:
    """What a condition joins by this operator; itself, if nothing."""
    if isinstance(condition, ast.BoolOp) and isinstance(condition.op, op):
        return list(condition.values)
    return [condition]


def loop(variable: str, source: Tree, body: Sequence[ast.stmt]) -> ast.For:
    """`for variable in source:`."""
    return ast.For(ast.Name(variable, ast.Store()), source, list(body), [])


def without_last_return(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The body of a function, without a bare `return` where it ends anyway."""
    *before, last = body
    if isinstance(last, ast.Return) and last.value is None and before:
        return without_last_return(before)
    if isinstance(last, ast.If):
        otherwise = without_last_return(last.orelse) if last.orelse else []
        last = ast.If(last.test, without_last_return(last.body), otherwise)
    return [*before, last]


def listing(value: Tree, variable: str, source: Tree, condition: Tree | None = None) -> ast.ListComp:
    """`[value for variable in source if condition]`."""
    return ast.ListComp(value, [members(variable, source, condition)])


def as_list(collection: Tree) -> Tree:
    """The collection as a list of its own; what a comprehension or a call gives is one already."""
    return collection if isinstance(collection, ast.ListComp | ast.Call) else call("list", collection)


def members(variable: str, source: Tree, condition: Tree | None = None) -> ast.comprehension:
    """`for variable in source if condition`."""
    return ast.comprehension(ast.Name(variable, ast.Store()), source, [condition] if condition else [], 0)


SELF = name("self")
MODERN: dict[str, Any] = {"type_params": []} if sys.version_info >= (3, 12) else {}
"""What functions and classes need besides, since Python 3.12."""


def indented(lines: Sequence[str]) -> str:
    """The docstring of a class, over several lines."""
    return "\n".join([lines[0], *(f"    {line}" if line else "" for line in lines[1:]), "    "])
