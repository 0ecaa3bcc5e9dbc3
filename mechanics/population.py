"""How many agents a document makes, and the same document with another number of them.

A count is a whole number, a parameter, a product of two parameters (a grid with someone on each cell), or follows from
the side of a square board: these are the counts that can be scaled. All types of a model are scaled in proportion.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from math import floor, sqrt

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate, parse
from sobremesa.mechanics.document import Expression, ModelDocument
from sobremesa.mechanics.values import Given, GivenValueError, with_values

GIVEN = "the number of agents that was asked for"
SQUARED = "{achieved} agents, not {wanted}: the nearest number on a board of {side} by {side}"
RESIZED = "{achieved} agents, not {wanted}: the nearest number that fills a {width} by {height} grid"


def population(document: ModelDocument) -> dict[str, int]:
    """How many agents of each type there are at the start. Raises GivenValueError where a count isn't plain."""
    return {name: _count(kind.count, document) for name, kind in document.agents.items()}


def with_population(document: ModelDocument, num_agents: int) -> ModelDocument:
    """Make `num_agents` agents in all, each type in proportion; a grid that is full takes the nearest size.

    Raises GivenValueError where a count can't be scaled, or would leave its parameter's bounds.
    """
    shares = _apportion(population(document), num_agents)
    try:
        for name, share in shares.items():
            document = _scale(document, name, share)
    except GivenValueError as error:
        raise GivenValueError(f"{num_agents:,} agents do not fit the model {document.model}: {error}") from None
    return document


def _apportion(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """Largest remainders (Hamilton): whole numbers in proportion to `counts` that add up to `total`."""
    old = sum(counts.values())
    if old == 0 or total < 1:
        raise GivenValueError(f"The number of agents can't be scaled from {old} to {total}.")
    quotas = {name: total * count / old for name, count in counts.items()}
    shares = {name: floor(quota) for name, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda name: shares[name] - quotas[name])
    for name in by_remainder[: total - sum(shares.values())]:
        shares[name] += 1
    return shares


def _scale(document: ModelDocument, name: str, wanted: int) -> ModelDocument:
    count = document.agents[name].count
    tree = parse(count)
    if isinstance(tree, ast.Constant):
        kind = document.agents[name].model_copy(update={"count": wanted})
        return document.model_copy(update={"agents": {**document.agents, name: kind}})
    if isinstance(tree, ast.Name):
        return with_values(document, {tree.id: Given(wanted, "given", GIVEN)})
    match tree:
        case ast.BinOp(left=ast.Name(id=width), op=ast.Mult(), right=ast.Name(id=height)):
            return _resize(document, width, height, wanted)
    return _on_a_square(document, name, wanted)


def _on_a_square(document: ModelDocument, name: str, wanted: int) -> ModelDocument:
    """A count that follows from how large a square board is: the board whose count is nearest."""
    count, space = document.agents[name].count, document.space
    side = None if space is None or space.kind != "grid" or space.width != space.height else space.width
    if not isinstance(side, str) or side not in document.parameters:
        raise _unscalable(count)
    values = {each: parameter.value for each, parameter in document.parameters.items()}
    likely = round(values[side] * sqrt(wanted / max(_count(count, document), 1)))
    low = int(document.parameters[side].low or 1)
    achieved = {
        each: int(evaluate(count, {**values, side: each})) for each in range(max(low, likely - 1), max(low, likely) + 2)
    }
    nearest = min(achieved, key=lambda each: abs(achieved[each] - wanted))
    if achieved[nearest] < 1:
        raise _unscalable(count)
    document = with_values(document, {side: Given(nearest, "given", GIVEN)})
    if achieved[nearest] == wanted:
        return document
    note = SQUARED.format(achieved=achieved[nearest], wanted=wanted, side=nearest)
    return document.model_copy(update={"assumptions": (*document.assumptions, note)})


def _resize(document: ModelDocument, width: str, height: str, wanted: int) -> ModelDocument:
    ratio = document.parameters[width].value / document.parameters[height].value
    across = max(1, round(sqrt(wanted * ratio)))
    down = across if width == height else max(1, round(wanted / across))
    document = with_values(document, {width: Given(across, "given", GIVEN), height: Given(down, "given", GIVEN)})
    if across * down == wanted:
        return document
    note = RESIZED.format(achieved=across * down, wanted=wanted, width=across, height=down)
    return document.model_copy(update={"assumptions": (*document.assumptions, note)})


def _count(count: Expression, document: ModelDocument) -> int:
    try:
        value = evaluate(count, {name: parameter.value for name, parameter in document.parameters.items()})
    except NotArithmeticError:
        raise _unscalable(count) from None
    if value != int(value):
        raise _unscalable(count)
    return int(value)


def _unscalable(count: Expression) -> GivenValueError:
    return GivenValueError(f"The count {str(count)[:100]!r} can't be scaled: give its parameters instead.")
