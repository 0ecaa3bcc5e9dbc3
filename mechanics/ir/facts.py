"""What a program's rules do, as far as what back ends make of them depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.walk import all_rules, every

Neighborhood = tuple[str, str, object]
"""Whose, of which type, and how far."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Which types may die, be born or move, in any rule."""

    mortal: frozenset[str]
    born: frozenset[str]
    moving: frozenset[str]
    linked: frozenset[str] = frozenset()
    """Networks that change, or whose links are used for themselves: `link`, `link:layer`."""
    cut: frozenset[str] = frozenset()
    """Networks whose links may vanish."""
    around: Mapping[Neighborhood, str] = field(default_factory=dict)
    """Neighbourhoods that never change, and the attribute of agents that holds them."""

    def passing(self, kind: str) -> bool:
        """Whether agents of a type may die, or links of a network vanish."""
        return kind in self.mortal or kind in self.cut

    def static(self, kind: str) -> bool:
        """Whether agents of a type stand still for ever: none moves, dies or is born."""
        return not (kind in self.mortal or kind in self.born or kind in self.moving)


def facts_of(program: ir.Program) -> Facts:
    """Look at every rule."""
    mortal, born, moving = set(), set(), set()
    for rule in all_rules(program):
        for act in every(ir.Act, rule.body):
            if act.action == "die":
                mortal.add(_type_of(act.arguments[0]) if act.arguments else rule.who)
            if act.action == "move_to":
                moving.add(rule.who)
        born |= {create.of for create in every(ir.Create, rule.body)}
    facts = Facts(frozenset(mortal), frozenset(born), frozenset(moving))
    return replace(facts, around=_around(program, facts), linked=_linked(program, facts), cut=_cut(program, facts))


def _linked(program: ir.Program, facts: Facts) -> frozenset[str]:
    values = (
        program.setup, program.rules, *(m.value for m in program.measures), program.stop, *program.personas.values()
    )  # fmt: skip
    used = {each.of for each in every(ir.Everyone, *values)} | {rule.who for rule in all_rules(program)}
    used |= {network_word("links", c.layer) for c in every(ir.SpaceCall, *values) if c.function == "link"}
    used |= {
        network_word("links", act.layer) for act in every(ir.Act, *values) if act.action in ("connect", "disconnect")
    }
    return frozenset(
        network_word("link", network.layer)
        for network in networks(program)
        if network.links or network.of in facts.mortal or network_word("links", network.layer) in used
    )


def _cut(program: ir.Program, facts: Facts) -> frozenset[str]:
    parted = {
        act.layer for rule in all_rules(program) for act in every(ir.Act, rule.body) if act.action == "disconnect"
    }
    return frozenset(
        network_word("link", network.layer)
        for network in networks(program)
        if network.layer in parted or network.of in facts.mortal
    )


def networks(program: ir.Program) -> list[ir.Network]:
    """The networks of a program, the space first."""
    return [each for each in (program.space, *program.layers) if isinstance(each, ir.Network)]


def network_word(word: str, layer: str | None) -> str:
    """`links` of the space, `links:work` of a layer."""
    return word if layer is None else f"{word}:{layer}"


def _around(program: ir.Program, facts: Facts) -> dict[Neighborhood, str]:
    found: dict[Neighborhood, str] = {}
    if isinstance(program.space, ir.Grid):
        values = (*(measure.value for measure in program.measures), program.stop, *program.personas.values())
        for near in every(ir.Neighbors, program.setup, program.rules, values):
            key = neighborhood(near, facts)
            if key is not None and key not in found:
                found[key] = "neighbors" if not found else f"neighbors_{len(found) + 1}"
    return found


def neighborhood(near: ir.Neighbors, facts: Facts) -> Neighborhood | None:
    """What names a neighbourhood on a grid that never changes; None of one that may change."""
    kind = near.center.type
    if near.layer is not None or near.incoming or near.of is None or not isinstance(near.radius, ir.Const):
        return None
    if not isinstance(kind, ir.Ref) or kind.of == "cell" or not (facts.static(kind.of) and facts.static(near.of)):
        return None
    return kind.of, near.of, near.radius.value


def _type_of(expr: ir.Expr) -> str:
    assert isinstance(expr.type, ir.Ref)
    return expr.type.of


def owner(who: str) -> str:
    """The type of reference that acts in a rule of this `who`."""
    if who == "cells":
        return "cell"
    return "link" + who[5:] if who == "links" or who.startswith("links:") else who


def acting(owner: str) -> str:
    """The `who` of those whose type of reference this is."""
    if owner == "cell":
        return "cells"
    return "links" + owner[4:] if owner == "link" or owner.startswith("link:") else owner


def at_once(rule: ir.Rule) -> bool:
    """Whether writes of the rule work at once, rather than at its end."""
    return rule.order != "together" or rule.who == "model"


def watches_changes(program: ir.Program) -> bool:
    """Whether the document stops when nothing changes any more."""
    return next(every(ir.Unchanged, program.stop), None) is not None


def own_writes(rule: ir.Rule) -> list[str]:
    """The fields that the rule writes on whoever acts, in the order of their first write."""
    found = dict.fromkeys(write.name for write in every(ir.SetField, rule.body) if isinstance(write.of, ir.SelfRead))
    for act in every(ir.Act, rule.body):
        if act.action == "push" and isinstance(act.arguments[0], ir.FieldRead) and act.arguments[0].own:
            found[act.arguments[0].name] = None
    return list(found)


def pending_fields(rule: ir.Rule) -> tuple[str, ...]:
    """The fields that must be computed first and taken over after everyone's turn: others may read them meanwhile."""
    if at_once(rule):
        return ()
    kind = owner(rule.who)
    read = {
        read.name
        for read in every(ir.FieldRead, rule.when, rule.body)
        if not read.own and isinstance(read.of.type, ir.Ref) and read.of.type.of == kind
    }
    return tuple(name for name in own_writes(rule) if name in read)


def deposited(rule: ir.Rule) -> dict[str | None, list[str]]:
    """Fields that receive deposits, by the type that holds them (None: the model)."""
    found: dict[str | None, dict[str, None]] = {}
    for deposit in every(ir.Deposit, rule.body):
        holder = None if deposit.of is None else _type_of(deposit.of)
        found.setdefault(holder, {})[deposit.name] = None
    return {holder: list(names) for holder, names in found.items()}
