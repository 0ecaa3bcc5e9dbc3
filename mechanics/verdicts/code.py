"""Rules and expressions of a document as Python's syntax trees, to be changed and written down again.

Nothing is evaluated: what comes out is text, which the checker reads like any other.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable

from sobremesa.mechanics.document import Expression

DRAWS = frozenset(
    {"chance", "uniform", "normal", "exponential", "poisson", "randint", "one_of", "sample", "shuffled", "best_of"}
)


def body_of(text: str) -> list[ast.stmt]:
    """The statements of a rule that was checked."""
    return ast.parse(textwrap.dedent(text).strip("\n")).body


def expression_of(value: Expression) -> ast.expr:
    """An expression that was checked."""
    return ast.parse(str(value).strip(), mode="eval").body


def written(body: Iterable[ast.AST]) -> str:
    """Statements as the text of a rule."""
    return "\n".join(ast.unparse(ast.fix_missing_locations(statement)) for statement in body)


def names_in(value: Expression | None) -> frozenset[str]:
    """The names that an expression reads."""
    if not isinstance(value, str):
        return frozenset()
    return frozenset(node.id for node in ast.walk(expression_of(value)) if isinstance(node, ast.Name))


def calls_in(*nodes: ast.AST) -> frozenset[str]:
    """The functions that are called."""
    return frozenset(
        node.func.id
        for root in nodes
        for node in ast.walk(root)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


def assigned_in(*nodes: ast.AST) -> frozenset[str]:
    """The fields that are written."""
    return frozenset(
        node.attr
        for root in nodes
        for node in ast.walk(root)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    )


def fields_in(*nodes: ast.AST) -> frozenset[str]:
    """The fields that are read or written."""
    return frozenset(node.attr for root in nodes for node in ast.walk(root) if isinstance(node, ast.Attribute))
