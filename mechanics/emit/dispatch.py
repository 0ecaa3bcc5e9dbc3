"""One function for every expression of the IR; the modules beside this one register their part of it."""

from __future__ import annotations

from functools import singledispatch

from sobremesa.mechanics.emit.nodes import Tree
from sobremesa.mechanics.emit.scope import Scope


@singledispatch
def expression(expr: object, scope: Scope) -> Tree:
    """The Python expression; raises DocumentError (not_supported_yet) for what can't be compiled."""
    raise scope.unsupported(type(expr).__name__)
