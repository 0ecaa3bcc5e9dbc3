"""What a run would cost at most, before it runs: agents × steps × operations."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.ir.sizes import Sizes

_EXPRESSIONS = frozenset(get_args(ir.Expr))
_PARTS = {
    node: tuple(part.name for part in fields(node) if part.name not in ("type", "line", "site"))
    for node in (*get_args(ir.Expr), *get_args(ir.Stmt))
}

MOST_OPERATIONS = 1e11
"""Operations of one replicate (a compiled kernel does some 1e9 a second)."""
MOST_AGENTS = 1e7
MOST_CELLS = 1e7
MOST_STEPS = 1e6


def check_cost(sizes: Sizes, mistakes: Mistakes) -> None:
    """Refuse what is too large to run, and say what to reduce."""
    agents = sum(sizes.population.values())
    where = f" in the arm `{sizes.arm.name}`"
    for path, what, amount, most in (
        ("agents", "agents", agents, MOST_AGENTS),
        ("space", "cells", sizes.cells if isinstance(sizes.space, ir.Grid) else 0.0, MOST_CELLS),
        ("clock.steps", "steps", sizes.steps, MOST_STEPS),
    ):
        if amount > most:
            message = f"there are too many {what}{where}"
            mistakes.add("cost_limit", path, message, f"at most {most:,.0f}", f"{amount:,.0f}", f"reduce the {what}")
            return
    costs = _costs(sizes)
    total = sizes.steps * sum(costs.values())
    if total > MOST_OPERATIONS:
        dearest = max(costs, key=lambda path: costs[path])
        found = f"about {total:.1g}: {agents:,.0f} agents, {sizes.steps:,.0f} steps, {costs[dearest]:.1g} a step here"
        hint = "reduce the agents, the steps, or loops over everyone inside loops over everyone"
        mistakes.add(
            "cost_limit",
            dearest,
            f"a run{where} takes too long",
            f"at most {MOST_OPERATIONS:.0g} operations",
            found,
            hint,
        )


def operations(sizes: Sizes) -> float:
    """What a run takes at most."""
    return sizes.steps * sum(_costs(sizes).values())


def _costs(sizes: Sizes) -> dict[str, float]:
    """What each rule and measure takes in a step, by its place in the document."""
    costs = {f"rules[{i}]": _turns(sizes, rule) * _rule(sizes, rule) for i, rule in enumerate(sizes.program.rules)}
    return costs | {f"measures.{one.name}": _expression(sizes, one.value) for one in sizes.program.measures}


def _turns(sizes: Sizes, rule: ir.Rule) -> float:
    if rule.who == "model":
        return 1.0
    if rule.who in sizes.population:
        return sizes.population[rule.who]
    return sizes.of(ir.Everyone(rule.who, ir.Collection(ir.Ref("cell"))))


def _rule(sizes: Sizes, rule: ir.Rule) -> float:
    return 1 + _expression(sizes, rule.when) + _body(sizes, rule.body)


def _body(sizes: Sizes, statements: tuple[ir.Stmt, ...]) -> float:
    return sum(_statement(sizes, statement) for statement in statements)


def _statement(sizes: Sizes, statement: ir.Stmt) -> float:
    match statement:
        case ir.If():
            conditions = sum(_expression(sizes, condition) for condition, _ in statement.arms)
            return (
                conditions + sum(_body(sizes, body) for _, body in statement.arms) + _body(sizes, statement.otherwise)
            )
        case ir.For():
            return _expression(sizes, statement.source) + sizes.of(statement.source) * (
                1 + _body(sizes, statement.body)
            )
    return 1 + _parts(sizes, statement)


def _expression(sizes: Sizes, expr: object) -> float:
    """Operations of an expression: what stands inside a loop over members counts once a member."""
    match expr:
        case ir.Aggregate() | ir.OneOf() | ir.BestOf() | ir.Filtered() | ir.Ordered() | ir.Grouping():
            inside = _parts(sizes, expr, but="source")
            pairs = 2 if isinstance(expr, ir.Grouping) and expr.kind.endswith(("region", "regions")) else 1
            return _expression(sizes, expr.source) + sizes.of(expr.source) ** pairs * (1 + inside)
        case ir.Neighbors() | ir.OnCell() | ir.CellsNear():
            return sizes.of(expr) + _parts(sizes, expr)
    return 1 + _parts(sizes, expr) if type(expr) in _EXPRESSIONS else 0.0


def _parts(sizes: Sizes, node: Any, but: str = "") -> float:
    """Operations of the expressions that a node holds; one part may be left out."""
    total = 0.0
    for name in _PARTS[type(node)]:
        if name == but:
            continue
        value = getattr(node, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, tuple):
                total += sum(_expression(sizes, part) for part in inner)
            elif type(inner) in _EXPRESSIONS:
                total += _expression(sizes, inner)
    return total
