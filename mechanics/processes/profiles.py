"""Entities whose attributes are drawn, and nothing else done with them: what traffic is averaged over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.processes.averages import Sampler, Uncertain
from sobremesa.mechanics.processes.evaluating import Known, Value, evaluate
from sobremesa.mechanics.processes.expressions import reads_state
from sobremesa.mechanics.processes.program import Entity


def profiles(entity: Entity, known: Known, number: int) -> Iterator[Mapping[str, Value]]:
    """So many entities' attributes. Raises Uncertain where one depends on when its entity comes, NoValueError."""
    if any(reads_state(value) for _, _, value in entity.attributes):
        raise Uncertain("an attribute depends on how things stand")
    draws = Draws(0)
    for index in range(number):
        attributes: dict[str, Value] = {}
        sampler = Sampler(draws, index)
        for name, _, value in entity.attributes:
            attributes[name] = evaluate(value, Known(known.parameters, known.tables, attributes, sampler))
        yield attributes
