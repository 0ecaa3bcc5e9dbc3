"""State variables of agents, cells and the model: what they start with, and what others add to them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.expressions import number
from sobremesa.mechanics.emit.nodes import Tree, assign, call, name
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.emit.storing import kept
from sobremesa.mechanics.ir.facts import deposited
from sobremesa.mechanics.ir.walk import all_rules


def added_fields(program: ir.Program, kind: str | None, fields: Sequence[ir.Field], base: Scope) -> list[ast.stmt]:
    """What others add to a field during a rule starts at zero."""
    words = {word for rule in all_rules(program) for word in deposited(rule).get(kind, ())}
    lines: list[ast.stmt] = []
    for field in fields:
        if field.name in words:
            key = ("global", field.name)
            identifier = base.names.members[key] if kind is None else base.names.fields[kind, field.name]
            nothing = ast.Constant(None) if isinstance(field.type, ir.Vector) else number(0, field.type)
            lines.append(assign(name(f"added_{identifier}"), nothing))
    return lines


def start_of(field: ir.Field, scope: Scope) -> Tree:
    """The value that a field starts with; the zero of its type where the document gives none."""
    item = field.type.item if isinstance(field.type, ir.Vector) else field.type
    if isinstance(item, ir.Ref):
        value: Tree = ast.Constant(None) if field.start is None else kept(field.start, field, scope)
    elif field.start is None:
        value = number(False if item is ir.Scalar.BOOL else 0, item)
    elif isinstance(field.type, ir.Vector):
        value = kept(field.start, field, scope.again())
    else:
        value = kept(field.start, field, scope)
    if not isinstance(field.type, ir.Vector):
        return value
    return ast.ListComp(
        value,
        [ast.comprehension(ast.Name("_", ast.Store()), call("range", ast.Constant(field.type.size)), [], 0)],
    )
