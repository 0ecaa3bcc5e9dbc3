"""Smaller documents that still fail: sections, fields, statements and parts of expressions are taken away, one by one.

A document is plain data with code in its strings. Whatever is left out or put in, the checker answers; so anything
may be tried, and what fails as before is kept.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Path = tuple[str | int, ...]
GONE = object()
LITERALS = ("0", "1", "True")


def shrink(document: Any, fails: Callable[[Any], bool], tries: int) -> Any:
    """The smallest document found that fails, after so many tries at most."""
    left = tries

    def still(candidate: Any) -> bool:
        nonlocal left
        left -= 1
        return left >= 0 and fails(candidate)

    before = None
    while document != before:
        before, place = document, 0
        while (found := _step(document, still, place)) is not None:
            document, place = found
    return document


def _step(document: Any, fails: Callable[[Any], bool], after: int) -> tuple[Any, int] | None:
    """A smaller document that fails, and which edit it was; those before `after` are past."""
    for place, edit in enumerate(_edits(document)):
        if place >= after and fails(candidate := _with(document, *edit)):
            return candidate, place
    return None


def _edits(document: Any) -> Iterator[tuple[Path, object]]:
    """What can be taken away, large things first, then what can be written shorter."""
    paths = sorted(_paths(document), key=len)
    for path in paths:
        yield path, GONE
    for path in paths:
        value = _at(document, path)
        if isinstance(value, str):
            for code in _shorter(value):
                yield path, code


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from _paths(each, (*path, key))


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(document: Any, path: Path, value: object) -> Any:
    changed = deepcopy(document)
    holder = _at(changed, path[:-1])
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


# -------------------------------------------------------------------------------------------------- code


def _shorter(code: str) -> Iterator[str]:
    """The same code without one of its statements, or with less in one of its expressions."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                yield from _with_less(tree, value)
            elif isinstance(value, ast.expr) and name not in ("target", "func"):
                for other in _instead(value):
                    setattr(node, name, other)
                    yield ast.unparse(tree)
                setattr(node, name, value)


def _with_less(tree: ast.AST, items: list[Any]) -> Iterator[str]:
    for place, item in enumerate(list(items)):
        if len(items) > 1:
            del items[place]
            yield ast.unparse(tree)
            items.insert(place, item)
        others = _inside(item) if isinstance(item, ast.stmt) else _instead(item) if isinstance(item, ast.expr) else ()
        for other in others:
            items[place : place + 1] = other if isinstance(other, list) else [other]
            yield ast.unparse(tree)
            items[place : place + (len(other) if isinstance(other, list) else 1)] = [item]


def _inside(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement."""
    for block in (getattr(statement, "body", []), getattr(statement, "orelse", [])):
        if block:
            yield block
    if getattr(statement, "orelse", []):
        yield [ast.If(statement.test, statement.body, [])] if isinstance(statement, ast.If) else statement.body  # type: ignore[attr-defined]


def _instead(expr: ast.expr) -> Iterator[ast.expr]:
    """What may stand in an expression's place: something within it, or a literal."""
    if isinstance(expr, ast.Constant | ast.Name):
        return
    inner = [node for node in ast.walk(expr) if isinstance(node, ast.expr) and node is not expr]
    yield from [node for node in inner if not isinstance(node, ast.Name | ast.Constant)]
    for text in LITERALS:
        yield ast.parse(text, mode="eval").body
