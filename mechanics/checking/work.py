"""How many operations code takes, as far as that depends on nothing but the code: counted once for all arms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, get_args

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.sizes import Sizes

_EXPRESSIONS = frozenset(get_args(ir.Expr))
_PARTS = {
    node: tuple(part.name for part in fields(node) if part.name not in ("type", "line", "site"))
    for node in (*get_args(ir.Expr), *get_args(ir.Stmt))
}


@dataclass(slots=True)
class Work:
    """So many operations once, and for each collection (or its pairs of members) this work for each of them."""

    once: float = 0.0
    loops: dict[tuple[ir.Expr, int], Work] = field(default_factory=dict)

    def each(self, source: ir.Expr, power: int = 1) -> Work:
        """The work for each member of a collection (power 2: for each pair of them), one operation more."""
        inside = self.loops.setdefault((source, power), Work())
        inside.once += 1.0
        return inside

    def operations(self, sizes: Sizes) -> float:
        """How many operations it comes to where collections are so large."""
        inner = (sizes.of(source) ** power * each.operations(sizes) for (source, power), each in self.loops.items())
        return self.once + sum(inner)


def work_of_rule(rule: ir.Rule) -> Work:
    """One turn of a rule."""
    work = Work(1.0)
    _count(rule.when, work)
    _count_body(rule.body, work)
    return work


def work_of(expr: ir.Expr) -> Work:
    """An expression."""
    work = Work()
    _count(expr, work)
    return work


def _count_body(statements: Iterable[ir.Stmt], work: Work) -> None:
    for statement in statements:
        match statement:
            case ir.If(arms=arms, otherwise=otherwise):
                for condition, body in arms:
                    _count(condition, work)
                    _count_body(body, work)
                _count_body(otherwise, work)
            case ir.For(source=source, body=body):
                _count(source, work)
                _count_body(body, work.each(source))
            case _:
                work.once += 1.0
                _count_parts(statement, work)


def _count(expr: object, work: Work) -> None:
    """Add an expression: what stands inside a loop over members counts once a member."""
    match expr:
        case ir.Aggregate() | ir.OneOf() | ir.BestOf() | ir.Filtered() | ir.Ordered() | ir.Grouping():
            power = 2 if isinstance(expr, ir.Grouping) and expr.kind.endswith(("region", "regions")) else 1
            _count(expr.source, work)
            _count_parts(expr, work.each(expr.source, power), but="source")
        case ir.Neighbors() | ir.OnCell() | ir.CellsNear():
            work.each(expr)
            _count_parts(expr, work)
        case _ if type(expr) in _EXPRESSIONS:
            work.once += 1.0
            _count_parts(expr, work)


def _count_parts(node: Any, work: Work, but: str = "") -> None:
    """Add the expressions that a node holds; one part may be left out."""
    for name in _PARTS[type(node)]:
        value = getattr(node, name) if name != but else None
        for inner in value if isinstance(value, tuple) else (value,):
            for part in inner if isinstance(inner, tuple) else (inner,):
                _count(part, work)
