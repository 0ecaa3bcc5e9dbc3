"""Which identifier each name of a document gets in the program, so that nothing collides with Python or Mesa."""

from __future__ import annotations

import builtins
import functools
import keyword
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.picking import picked_from
from sobremesa.mechanics.emit.splice import OF_MESA, definitions
from sobremesa.mechanics.ir.facts import network_word, networks
from sobremesa.mechanics.ir.walk import all_rules

OF_AGENTS = frozenset({
    "model", "unique_id", "pos", "random", "rng", "step", "advance", "remove", "create_agents", "from_dataframe",
    "id", "x", "y", "start", "agents", "free", "claim", "dying", "cell", "alive", "neighbors", "pick_random",
    "neighborhood", "get_neighborhood", "move_to", "move_relative", "add_agent", "remove_agent", "is_empty", "is_full",
    "empty", "capacity", "connect", "disconnect", "connections", "coordinate", "position", "properties", "grid",
})  # fmt: skip
"""What an agent of Mesa, or of ours, already is or has."""

OF_MODELS = frozenset({
    "agents", "agent_types", "agents_by_type", "steps", "time", "running", "random", "rng", "step", "scenario",
    "run_model", "run_for", "run_until", "register_agent", "deregister_agent", "reset_randomizer", "reset_rng",
    "remove_all_agents", "datacollector", "find_neighbors", "make_links", "watch_births", "register", "pending",
    "plane", "state", "before", "make_grid", "births", "deaths", "data_registry", "agent_id_counter", "draws",
    "seed", "replicate", "cells", "links", "grid", "schedule_event", "schedule_recurring", "observe", "unobserve",
    "clear_all_subscriptions", "notify", "record", "finished",
})  # fmt: skip
"""What a model of Mesa, or of ours, already is or has."""


@functools.cache
def taken() -> frozenset[str]:
    """What no local may be called: Python's words, and all that functions of the module read."""
    modules = {"mesa", "np", "math", "other"}
    return frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *modules, *OF_MESA, *definitions()})


def plain(word: str, reserved: frozenset[str] | None = None) -> str:
    """The word, with one more underscore where it is taken or ends with one already: no two words become one."""
    reserved = taken() if reserved is None else reserved
    return f"{word}_" if word in reserved or word.endswith("_") else word


def attribute_word(word: str) -> str:
    """The attribute of an agent, cell or link for a field or rule of this name."""
    made = word.startswith(("next_", "added_", "settle_")) or "neighbors" in word
    return plain(word, OF_AGENTS | frozenset(keyword.kwlist) | ({word} if made else frozenset()))


def camel(word: str) -> str:
    """`interface_failure` as `InterfaceFailure`."""
    return "".join(part.capitalize() for part in word.split("_"))


@dataclass(frozen=True, slots=True)
class Names:
    """The identifiers of one program."""

    model: str
    classes: Mapping[str, str]
    members: Mapping[tuple[str, str], str]
    """(kind, name) → attribute of the model: parameter, table, type (its list, where there is one), global, measure,
    rule."""
    fields: Mapping[tuple[str, str], str]
    """(type, field) → attribute of an agent, cell (`cell`) or link (`link`)."""
    rules: Mapping[str, str]
    """rule of an agent, cell or link → its method."""

    def listed(self, kind: str) -> bool:
        """Whether the model holds a list of a type's agents, besides Mesa's set."""
        return ("type", kind) in self.members

    def settling(self, rule: ir.Rule) -> str:
        """The methods that end a rule, on whichever classes they stand."""
        return f"settle_{self.rule(rule)}"

    def rule(self, rule: ir.Rule) -> str:
        """The method of a rule, on whichever class it stands."""
        return self.members["rule", rule.name] if rule.who == "model" else self.rules[rule.name]


def names_of(program: ir.Program) -> Names:
    """Give every name of the program its identifier."""
    found = {kind.name: camel(kind.name) for kind in program.agents} | {"cell": "Cell"}
    for network in networks(program):
        found[network_word("link", network.layer)] = f"{camel(network.layer or '')}Link"
    classes = _unlike(found)
    model = camel(program.document.model)
    while model in classes.values() or model in taken():
        model += "Model"
    members: dict[tuple[str, str], str] = {}
    for kind, words in (
        ("parameter", program.parameters),
        ("type", picked_from(program)),  # its list
        ("table", program.tables),
        ("global", [field.name for field in program.globals]),
        ("measure", [measure.name for measure in program.measures]),
        ("rule", [rule.name for rule in all_rules(program) if rule.who == "model"]),
    ):
        _allocate(members, kind, words, OF_MODELS | taken())
    fields: dict[tuple[str, str], str] = {}
    for owner, declared in _declared(program):
        for field in declared:
            fields[owner, field.name] = attribute_word(field.name)
    attributes = frozenset(fields.values())
    rules: dict[str, str] = {}
    for rule in all_rules(program):
        word = attribute_word(rule.name)
        while word in attributes or word in rules.values():
            word += "_rule"
        rules[rule.name] = word
    return Names(model, classes, members, fields, rules)


def _unlike(classes: dict[str, str]) -> dict[str, str]:
    seen = set(taken())
    for kind in sorted(classes):
        while classes[kind] in seen:
            classes[kind] += "_"
        seen.add(classes[kind])
    return classes


def _allocate(members: dict[tuple[str, str], str], kind: str, words: Iterable[str], reserved: frozenset[str]) -> None:
    for word in words:
        made = word.startswith(("links", "added_", "settle_"))
        identifier = f"every_{word}" if kind == "type" else plain(word, reserved | ({word} if made else frozenset()))
        while identifier in members.values():
            identifier += f"_{kind}"
        members[kind, word] = identifier


def _declared(program: ir.Program) -> Iterable[tuple[str, tuple[ir.Field, ...]]]:
    for kind in program.agents:
        yield kind.name, kind.fields
    if isinstance(program.space, ir.Grid):
        yield "cell", program.space.cells
    for network in networks(program):
        yield network_word("link", network.layer), network.links
