"""Small things that `ast.unparse` writes otherwise than people do: quotes, and brackets that nobody needs."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Sequence

from sobremesa.mechanics.emit.wrapping import WIDTH


def double_quoted(text: str) -> str:
    """Strings in double quotes, where that takes no backslash."""
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.STRING or token.start[0] != token.end[0]:
            continue
        bare = token.string.lstrip("rbfuRBFU")
        prefix = token.string[: len(token.string) - len(bare)]
        if bare.startswith("'") and not bare.startswith("'''") and not set(bare[1:-1]) & set("\"\\'"):
            line = lines[token.start[0] - 1]
            quoted = f'{prefix}"{bare[1:-1]}"'
            lines[token.start[0] - 1] = line[: token.start[1]] + quoted + line[token.end[1] :]
    return "".join(lines)


def without_tuple_brackets(text: str) -> str:
    """`a, b = (c, d)` and `return (a, b)`, as Python 3.11 writes them, as `a, b = c, d` and `return a, b`."""
    return "".join(_without_tuple_brackets(line) for line in text.splitlines(keepends=True))


def _without_tuple_brackets(line: str) -> str:
    found = re.fullmatch(r"( *)(return |[^=()]*, [^=()]* = )\((.*, .*)\)\n", line)
    if found is None or len(line) > WIDTH + 1:  # where the line is broken, brackets serve
        return line
    indent, start, inside = found.groups()
    bare, whole = f"{start}{inside}", line.strip()
    return f"{indent}{bare}\n" if _tree(bare) == _tree(whole) else line


def _tree(statement: str) -> str:
    """What a statement says; nothing of what is none by itself."""
    try:
        return ast.dump(ast.parse(statement.removeprefix("return ")))
    except SyntaxError:
        return statement


def without_double_brackets(text: str) -> str:
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
