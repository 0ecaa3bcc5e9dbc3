"""How a tree looks as text: blank lines where a reader expects them. What it says is left alone."""

from __future__ import annotations

import ast


def laid_out(module: ast.Module) -> str:
    """The source of a module, with two blank lines around classes and functions."""
    parts: list[str] = []
    for before, statement in zip([None, *module.body], module.body, strict=False):
        spaced = isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.If)
        after = isinstance(before, ast.ClassDef | ast.FunctionDef | ast.If)
        after_title = isinstance(before, ast.Expr)
        parts.append("\n\n" if spaced or after else "\n" if after_title else "")
        parts.append(ast.unparse(statement) + "\n")
    return "".join(parts)
