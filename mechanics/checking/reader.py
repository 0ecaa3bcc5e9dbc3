"""Reads the code of one document: each piece is parsed once, and lowered where its section stands."""

from __future__ import annotations

import ast

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import expressions
from sobremesa.mechanics.checking.expecting import lower_as
from sobremesa.mechanics.checking.flow import tested
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.pieces import MOST_CODE, Piece, Pieces
from sobremesa.mechanics.checking.scope import Scope, Setting, Sites
from sobremesa.mechanics.checking.settings import PARAMETERS_ONLY
from sobremesa.mechanics.checking.statements import locals_settled
from sobremesa.mechanics.checking.syntax import Code
from sobremesa.mechanics.checking.types import BROKEN
from sobremesa.mechanics.checking.world import World
from sobremesa.mechanics.document import Expression


class Reader:
    """A world, the mistakes found in it so far, and the pieces of its code."""

    def __init__(self, world: World, mistakes: Mistakes, pieces: Pieces) -> None:
        self.world = world
        self.mistakes = mistakes
        self._pieces = pieces

    def scope(self, setting: Setting, code: Code, me: str | None = None, sites: Sites | None = None) -> Scope:
        """The surroundings of a piece of code; `me` is the owner that `self` is."""
        of = None if me is None else ir.Ref(me)
        return Scope(self.world, self.mistakes, setting, code, expressions.lower, of, sites)

    def expression(
        self, path: str, text: Expression, setting: Setting, me: str | None = None, sites: Sites | None = None,
        target: ir.Type | None = None, group: ir.Expr | None = None,
    ) -> ir.Expr:  # fmt: skip
        """The expression at `path`, as a `target` where one is asked for; `group` is what this word means there."""
        piece = self._expression(path, text)
        if piece.tree is None:
            return BROKEN
        if sites is not None:
            sites.number(piece.draws)
        scope = self.scope(setting, piece.code, me, sites)
        scope.group = group
        if target is None:
            return expressions.lower(piece.tree, scope)
        return lower_as(piece.tree, scope, target, f"`{path.rsplit('.', 1)[-1]}`")

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
            tree = self._expression(f"{path}.when", when).tree
            known = frozenset[str]() if tree is None else tested(tree, True)
        piece = self._pieces.body(f"{path}.do", do)
        self.mistakes.extend(piece.mistakes)
        if piece.tree is None:
            return condition, ()
        sites.number(piece.draws)
        scope = self.scope(setting, piece.code, who, sites)
        scope.order, scope.changes = order, piece.changes
        scope.set_names, scope.others_only = piece.set_names, piece.others_only
        scope.flow = scope.flow.knowing(known)
        return condition, locals_settled(piece.tree, scope)

    def _expression(self, path: str, text: Expression) -> Piece[ast.expr]:
        piece = self._pieces.expression(path, text)
        self.mistakes.extend(piece.mistakes)
        return piece

    def refuse_excess(self) -> None:
        """Note that the document holds more code than is read."""
        if self._pieces.length > MOST_CODE:
            expected, found = f"at most {MOST_CODE} characters", f"{self._pieces.length} characters"
            self.mistakes.add("code_too_long", "document", "there is too much code in all", expected, found)
