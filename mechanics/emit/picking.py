"""Which types stand in a list as well as in Mesa's set: those of which rules pick one by its place or number."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.walk import all_rules, every


def picked_from(program: ir.Program) -> list[str]:
    """The types, in the order of the document. (On the plane, neighbours are looked for among all, too.)"""
    rules = tuple(all_rules(program))
    sources = [choice.source for choice in every(ir.OneOf, rules)]
    found = {source.of for source in sources if isinstance(source, ir.Everyone | ir.Others)}
    found |= {
        call.type.of
        for call in every(ir.SpaceCall, rules)
        if call.function == "by_id" and isinstance(call.type, ir.Ref)
    }
    if isinstance(program.space, ir.Plane):
        found |= {near.of for near in every(ir.Neighbors, rules) if near.layer is None and near.of is not None}
    return [kind.name for kind in program.agents if kind.name in found]
