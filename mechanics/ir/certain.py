"""Whether a program leaves nothing to chance: then every run of it is the same, and one shows what all do."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.walk import all_rules, every, nodes

DRAWN = frozenset({"erdos_renyi", "random_regular", "watts_strogatz", "barabasi_albert", "stochastic_block"})


def is_certain(program: ir.Program) -> bool:
    """Whether nothing is drawn in it: no number, no order, no place, no network, no claim to a cell."""
    rules = tuple(all_rules(program))
    own = [] if program.space is None else [program.space]
    spaces = [*own, *program.layers, *program.arm_spaces.values()]
    if any(isinstance(space, ir.Network) and space.generator in DRAWN for space in spaces):
        return False
    if any(agents.place == "random" for agents in program.agents) or any(rule.order != "together" for rule in rules):
        return False
    if any(act.action == "move_to" for act in every(ir.Act, rules)):
        return False
    starts = (field.start for owner in (*program.agents, *spaces) for field in _fields(owner))
    values = (rules, *starts, *(field.start for field in program.globals), *program.personas.values())
    return not any(getattr(node, "site", None) is not None for node in nodes(*values))


def _fields(owner: ir.Agents | ir.Network | ir.Grid | ir.Plane) -> tuple[ir.Field, ...]:
    match owner:
        case ir.Agents(fields=fields) | ir.Network(links=fields) | ir.Grid(cells=fields):
            return fields
    return ()
