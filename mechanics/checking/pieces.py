"""Pieces of code, parsed once, and what can be read off their trees alone.

A document is read several times, with more known of its types each time; its text does not change.
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from sobremesa.mechanics.checking.flow import Changes, names_set, never_self
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.scope import draws_of
from sobremesa.mechanics.checking.syntax import Code, parse_body, parse_expression
from sobremesa.mechanics.document import Expression

MOST_CODE = 10_000
"""Characters of all code of a document; what is beyond is not read, so that a check is answered at once."""

Tree = TypeVar("Tree", ast.expr, list[ast.stmt])


@dataclass(frozen=True)
class Piece(Generic[Tree]):
    """An expression, or the body of a rule: its tree (None where it was refused), and what is wrong with it."""

    code: Code
    tree: Tree | None
    nodes: tuple[ast.AST, ...]
    mistakes: Mistakes
    changes: dict[ast.For, Changes] = field(default_factory=dict)
    """What each loop may change, as far as it has been asked."""

    @cached_property
    def draws(self) -> tuple[ast.Call, ...]:
        """The draws, in source order."""
        return draws_of(self.nodes)

    @cached_property
    def set_names(self) -> frozenset[str]:
        """Every local that is set."""
        return names_set(self.nodes)

    @cached_property
    def others_only(self) -> frozenset[str]:
        """The locals that surely hold somebody else than self."""
        return never_self(self.nodes)


@dataclass
class Pieces:
    """The code of one document by its place, and how long all of it is."""

    length: int = 0
    _expressions: dict[str, Piece[ast.expr]] = field(default_factory=dict)
    _bodies: dict[str, Piece[list[ast.stmt]]] = field(default_factory=dict)

    def expression(self, path: str, text: Expression) -> Piece[ast.expr]:
        """The expression at `path`."""
        if path not in self._expressions:
            code, mistakes = Code(path, text.strip() if isinstance(text, str) else repr(text)), Mistakes()
            readable = isinstance(text, int | float) or self._affordable(text)
            tree, nodes = parse_expression(code, mistakes) if readable else (None, ())
            self._expressions[path] = Piece(code, tree, nodes, mistakes)
        return self._expressions[path]

    def body(self, path: str, text: str) -> Piece[list[ast.stmt]]:
        """The body of a rule at `path`."""
        if path not in self._bodies:
            code, mistakes = Code(path, textwrap.dedent(text).strip("\n")), Mistakes()
            tree, nodes = parse_body(code, mistakes) if self._affordable(text) else (None, ())
            self._bodies[path] = Piece(code, tree, nodes, mistakes)
        return self._bodies[path]

    def _affordable(self, text: str) -> bool:
        """Whether the code read so far, with this, is within the limit on all of a document's code."""
        self.length += len(text)
        return self.length <= MOST_CODE
