"""How a tree looks as text: blank lines, sorted imports and no brackets too many. What it says is left alone."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence

from sobremesa.mechanics.emit.wrapping import wrapped

BLOCK = ast.ClassDef | ast.FunctionDef | ast.If
STANDARD = ("bisect", "functools", "hashlib", "math", "sys")


def laid_out(module: ast.Module) -> str:
    """The source of a module: its docstring, imports in two groups, two blank lines around classes and functions."""
    title, *rest = module.body
    parts = [ast.unparse(ast.Module([title], [])) + "\n"]
    before: ast.stmt = title
    for statement in rest:
        parts.append(_gap(before, statement))
        parts.append(ast.unparse(statement) + "\n")
        before = statement
    text = _without_double_brackets("".join(parts))
    shorter = wrapped(text)
    return shorter if _same(shorter, text) else text


def _same(text: str, other: str) -> bool:
    """Whether both say the same."""
    try:
        return ast.dump(ast.parse(text)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return False


def _gap(before: ast.stmt, statement: ast.stmt) -> str:
    if isinstance(before, BLOCK) or isinstance(statement, BLOCK):
        return "\n\n"
    if isinstance(before, ast.Expr) or _group(before) != _group(statement):
        return "\n"
    return ""


def _group(statement: ast.stmt) -> int:
    """Imports of the standard library, imports of other packages, what is no import."""
    if isinstance(statement, ast.ImportFrom):
        return 0 if statement.module in STANDARD else 1
    if isinstance(statement, ast.Import):
        return 0 if statement.names[0].name in STANDARD else 1
    return 2


def _without_double_brackets(text: str) -> str:
    """`f((x for x in xs))`, as Python 3.11 writes it, as `f(x for x in xs)`."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    pairs = _pairs(tokens)
    lines = text.splitlines(keepends=True)
    doomed: list[tuple[int, int]] = []
    for inner, close in pairs.items():
        outer = inner - 1
        called = outer > 0 and tokens[outer].string == "(" and tokens[outer - 1].type == tokenize.NAME
        if (
            called
            and tokens[inner].string == "("
            and pairs.get(outer) == close + 1
            and _generates(tokens, inner, close)
        ):
            doomed += [tokens[inner].start, tokens[close].start]
    for row, column in sorted(doomed, reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + line[column + 1 :]
    return "".join(lines)


def _pairs(tokens: Sequence[tokenize.TokenInfo]) -> dict[int, int]:
    """Opening brackets and where they close."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for place, token in enumerate(tokens):
        if token.type == tokenize.OP and token.string in "([{":
            opened.append(place)
        elif token.type == tokenize.OP and token.string in ")]}":
            pairs[opened.pop()] = place
    return pairs


def _generates(tokens: Sequence[tokenize.TokenInfo], start: int, end: int) -> bool:
    """Whether there is a `for` directly within the brackets."""
    depth = 0
    for token in tokens[start + 1 : end]:
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        if depth == 0 and token.string == "for":
            return True
    return False
