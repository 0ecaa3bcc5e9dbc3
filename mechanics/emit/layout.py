"""How a tree looks as text: sections, blank lines, imports in groups, double quotes. What it says is left alone."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sobremesa.mechanics.emit.quoting import double_quoted, without_double_brackets, without_tuple_brackets
from sobremesa.mechanics.emit.signature import annotated
from sobremesa.mechanics.emit.wrapping import WIDTH, wrapped

BLOCK = ast.ClassDef | ast.FunctionDef | ast.If
STANDARD = ("bisect", "functools", "hashlib", "math", "operator", "sys")


@dataclass(frozen=True, slots=True)
class Part:
    """Statements that stand together, under a heading."""

    body: Sequence[ast.stmt]
    heading: str = ""


def laid_out(parts: Sequence[Part], notes: Mapping[str, str] | None = None, own: Sequence[str] = ()) -> str:
    """The source of a module whose first statement is its docstring.

    `notes` stand as comments above the keyword arguments that they are about; `own` are modules beside this one.
    """
    pieces: list[str] = []
    before: ast.stmt | None = None
    for part in parts:
        for place, statement in enumerate(part.body):
            if before is not None:
                opens = part.heading and not place
                pieces.append(_heading(part, before) if opens else _gap(before, statement, own))
            pieces.append(ast.unparse(ast.fix_missing_locations(ast.Module([statement], []))) + "\n")
            before = statement
    text = "".join(pieces)
    steps: list[Callable[[str], str]] = [
        without_double_brackets, without_tuple_brackets, lambda each: annotated(each, notes or {}), wrapped,
        double_quoted, _with_air,
    ]  # fmt: skip
    for step in steps:
        changed = step(text)
        text = changed if _same(changed, text) else text
    return text


def _same(text: str, other: str) -> bool:
    """Whether both say the same."""
    try:
        return ast.dump(ast.parse(text)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return False


def _heading(part: Part, before: ast.stmt) -> str:
    rule = "# " + "-" * (WIDTH - 2)
    lines = [f"# {line}" for line in textwrap.wrap(part.heading, WIDTH - 2)]
    return "\n".join(["\n" if isinstance(before, BLOCK) else "", rule, *lines, rule, "\n\n"])


def _gap(before: ast.stmt, statement: ast.stmt, own: Sequence[str]) -> str:
    if isinstance(before, BLOCK) or isinstance(statement, BLOCK):
        return "\n\n"
    if isinstance(before, ast.Expr) or _group(before, own) != _group(statement, own):
        return "\n"
    return ""


def _group(statement: ast.stmt, own: Sequence[str]) -> int:
    """Imports of the standard library, of other packages, of modules beside this one; and what is no import."""
    if isinstance(statement, ast.ImportFrom | ast.Import):
        module = statement.module if isinstance(statement, ast.ImportFrom) else statement.names[0].name
        return 0 if module in STANDARD else 2 if module in own else 1
    return 3


def _with_air(text: str) -> str:
    """A blank line after the docstring of a class."""
    lines = text.splitlines()
    for node in sorted((n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef)), key=lambda n: -n.lineno):
        if ast.get_docstring(node) is not None and len(node.body) > 1:
            end = node.body[0].end_lineno or 0
            if lines[end].strip():
                lines.insert(end, "")
    return "\n".join(lines) + "\n"
