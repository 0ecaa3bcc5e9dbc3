"""How many operations code takes, as far as that depends on nothing but the code: counted once for all arms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, get_args

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.sizes import Sizes

Known = frozenset[int]
NOTHING: Known = frozenset()
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


def work_of_rule(rule: ir.Rule, common: Iterable[ir.Aggregate] = ()) -> Work:
    """One turn of a rule; what is `common` to all turns is read there, and computed before them."""
    work, known = Work(1.0), frozenset(map(id, common))
    _count(rule.when, work, known)
    _count_body(rule.body, work, known)
    return work


def work_of(*exprs: ir.Expr) -> Work:
    """Expressions, each once."""
    work = Work()
    for expr in exprs:
        _count(expr, work)
    return work


def _count_body(statements: Iterable[ir.Stmt], work: Work, known: Known = NOTHING) -> None:
    for statement in statements:
        match statement:
            case ir.If(arms=arms, otherwise=otherwise):
                for condition, body in arms:
                    _count(condition, work, known)
                    _count_body(body, work, known)
                _count_body(otherwise, work, known)
            case ir.For(source=source, body=body):
                _count(source, work, known)
                _count_body(body, work.each(source), known)
            case _:
                work.once += 1.0
                _count_parts(statement, work, known)


def _count(expr: object, work: Work, known: Known = NOTHING) -> None:
    """Add an expression: what stands inside a loop over members counts once a member."""
    if id(expr) in known:
        work.once += 1.0
        return
    match expr:
        case ir.Aggregate() | ir.OneOf() | ir.BestOf() | ir.Filtered() | ir.Ordered() | ir.Grouping():
            power = 2 if isinstance(expr, ir.Grouping) and expr.kind.endswith(("region", "regions")) else 1
            _count(expr.source, work, known)
            _count_parts(expr, work.each(expr.source, power), known, but="source")
        case ir.Neighbors() | ir.OnCell() | ir.CellsNear():
            work.each(expr)
            _count_parts(expr, work, known)
        case _ if type(expr) in _EXPRESSIONS:
            work.once += 1.0
            _count_parts(expr, work, known)


def _count_parts(node: Any, work: Work, known: Known, but: str = "") -> None:
    """Add the expressions that a node holds; one part may be left out."""
    for name in _PARTS[type(node)]:
        value = getattr(node, name) if name != but else None
        for inner in value if isinstance(value, tuple) else (value,):
            for part in inner if isinstance(inner, tuple) else (inner,):
                _count(part, work, known)
