"""How many agents a document makes, and the same document with another number of them.

A count is a whole number, a parameter, or a product of two parameters (a grid with someone on each cell):
these are the counts that can be scaled. All types of a model are scaled in proportion.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from math import floor, sqrt

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate, parse
from sobremesa.mechanics.document import Expression, ModelDocument
from sobremesa.mechanics.values import Given, GivenValueError, with_values

GIVEN = "the number of agents that was asked for"
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
    raise _unscalable(count)


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
