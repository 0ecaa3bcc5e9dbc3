"""Reads the code of one document: each piece is parsed once, and lowered where its section stands."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import expressions
from sobremesa.mechanics.checking.expecting import lower_as
from sobremesa.mechanics.checking.flow import names_set, never_self, tested
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.scope import Scope, Setting, Sites
from sobremesa.mechanics.checking.settings import PARAMETERS_ONLY
from sobremesa.mechanics.checking.statements import locals_settled
from sobremesa.mechanics.checking.syntax import Code, parse_body, parse_expression
from sobremesa.mechanics.checking.types import BROKEN
from sobremesa.mechanics.checking.world import World
from sobremesa.mechanics.document import Expression

MOST_CODE = 10_000
"""Characters of all code of a document; what is beyond is not read, so that a check is answered at once."""

Parsed = tuple[Code, ast.expr | None, Mistakes]


@dataclass
class Trees:
    """Code that was parsed already: a document is read several times, and its text does not change."""

    length: int = 0
    expressions: dict[str, Parsed] = field(default_factory=dict)
    bodies: dict[str, tuple[Code, list[ast.stmt] | None, Mistakes]] = field(default_factory=dict)


class Reader:
    """A world, the mistakes found in it so far, and the trees of its code."""

    def __init__(self, world: World, mistakes: Mistakes, trees: Trees) -> None:
        self.world = world
        self.mistakes = mistakes
        self._trees = trees

    def scope(self, setting: Setting, code: Code, me: str | None = None, sites: Sites | None = None) -> Scope:
        """The surroundings of a piece of code; `me` is the owner that `self` is."""
        of = None if me is None else ir.Ref(me)
        return Scope(self.world, self.mistakes, setting, code, expressions.lower, of, sites)

    def expression(
        self, path: str, text: Expression, setting: Setting, me: str | None = None, sites: Sites | None = None,
        target: ir.Type | None = None,
    ) -> ir.Expr:  # fmt: skip
        """The expression at `path`, as a `target` where one is asked for."""
        code, tree = self._tree(path, text)
        if tree is None:
            return BROKEN
        if sites is not None:
            sites.number(tree)
        scope = self.scope(setting, code, me, sites)
        if target is None:
            return expressions.lower(tree, scope)
        return lower_as(tree, scope, target, f"`{path.rsplit('.', 1)[-1]}`")

    def constant(self, path: str, text: Expression, target: ir.Scalar) -> ir.Expr:
        """An expression over parameters: a count, a size, a bound, an option."""
        return self.expression(path, text, PARAMETERS_ONLY, target=target)

    def turn(
        self, path: str, when: Expression | None, do: str, setting: Setting, who: str | None, order: str, sites: Sites
    ) -> tuple[ir.Expr | None, tuple[ir.Stmt, ...]]:
        """A rule's condition and body; the body knows what the condition has tested."""
        known = frozenset[str]()
        condition = None
        if when is not None:
            condition = self.expression(f"{path}.when", when, setting, who, sites, ir.Scalar.BOOL)
            tree = self._tree(f"{path}.when", when)[1]
            known = frozenset[str]() if tree is None else tested(tree, True)
        code, statements = self._body(f"{path}.do", do)
        if statements is None:
            return condition, ()
        sites.number(statements)
        scope = self.scope(setting, code, who, sites)
        scope.order, scope.set_names, scope.others_only = order, names_set(statements), never_self(statements)
        scope.flow = scope.flow.knowing(known)
        return condition, locals_settled(statements, scope)

    def _tree(self, path: str, text: Expression) -> tuple[Code, ast.expr | None]:
        if path not in self._trees.expressions:
            mistakes = Mistakes()
            affordable = isinstance(text, int | float) or self._affordable(text)
            code, tree = parse_expression(path, text, mistakes) if affordable else (Code(path, ""), None)
            self._trees.expressions[path] = code, tree, mistakes
        code, tree, mistakes = self._trees.expressions[path]
        self.mistakes.extend(mistakes)
        return code, tree

    def _affordable(self, text: str) -> bool:
        """Whether the code read so far, with this, is within the limit on all of a document's code."""
        self._trees.length += len(text)
        return self._trees.length <= MOST_CODE

    def refuse_excess(self) -> None:
        """Note that the document holds more code than is read."""
        if self._trees.length > MOST_CODE:
            expected, found = f"at most {MOST_CODE} characters", f"{self._trees.length} characters"
            self.mistakes.add("code_too_long", "document", "there is too much code in all", expected, found)

    def _body(self, path: str, text: str) -> tuple[Code, list[ast.stmt] | None]:
        if path not in self._trees.bodies:
            mistakes = Mistakes()
            affordable = self._affordable(text)
            code, statements = parse_body(path, text, mistakes) if affordable else (Code(path, ""), None)
            self._trees.bodies[path] = code, statements, mistakes
        code, statements, mistakes = self._trees.bodies[path]
        self.mistakes.extend(mistakes)
        return code, statements
