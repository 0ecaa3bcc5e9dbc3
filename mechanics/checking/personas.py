"""Who the personas are: one agent each, chosen after setup, or all of a group for whom somebody stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.names import BUILT_IN, GROUP
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.scope import Sites
from sobremesa.mechanics.checking.settings import GROUPED, PERSONA
from sobremesa.mechanics.checking.types import UNKNOWN, describe
from sobremesa.mechanics.document import PersonaRole


@dataclass(frozen=True, slots=True)
class People:
    """The personas, lowered: who is one agent, and who stands for a group."""

    agents: Mapping[str, ir.Expr]
    groups: Mapping[str, ir.Expr]

    def __contains__(self, name: str) -> bool:
        return name in self.agents or name in self.groups

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return *self.agents, *self.groups

    def agent_type(self, name: str) -> str | None:
        """The type of the agent that a persona is; None of one that stands for a group, or that there is not."""
        agent = self.agents.get(name)
        return agent.type.of if agent is not None and isinstance(agent.type, ir.Ref) else None

    def group_type(self, name: str) -> str | None:
        """The type of those for whom a persona stands."""
        group = self.groups.get(name)
        item = group.type.item if group is not None and isinstance(group.type, ir.Collection) else None
        return item.of if isinstance(item, ir.Ref) else None


def lower_personas(reader: Reader) -> People:
    """Everyone who talks. A coupling without them, and they without a coupling, are mistakes."""
    document, add = reader.world.document, reader.mistakes.add
    agents, groups = {}, {}
    for name, persona in document.personas.items():
        if name in BUILT_IN:
            add("name_taken", f"personas.{name}", f"`{name}` is a word of the language")
        if (persona.agent is None) == (persona.group is None):
            message, hint = "a persona is one `agent`, or stands for a `group`", "`agent: one_of(person)`"
            add("key_missing" if persona.agent is None else "unknown_key", f"personas.{name}", message, hint=hint)
        elif persona.agent is not None:
            agents[name] = _agent(reader, name, persona)
        else:
            groups[name] = _group(reader, name, persona)
    if document.coupling is None and document.personas:
        message = "there are personas, and nothing says when they talk"
        add("key_missing", "coupling", message, hint="`coupling: {every: 6, rounds: 2}`")
    if document.coupling is not None and not document.personas:
        add("no_personas", "coupling", "there is nobody to talk", hint="a `personas:` section")
    if groups and (reader.world.is_code(GROUP)):
        add("name_taken", "personas", f"`{GROUP}` is the word for those for whom a persona stands", found=GROUP)
    return People(agents, groups)


def _agent(reader: Reader, name: str, persona: PersonaRole) -> ir.Expr:
    path, choice = f"personas.{name}.agent", persona.agent
    assert choice is not None
    agent = reader.expression(path, choice, PERSONA, sites=Sites("persona", name, "agent"))
    if not (isinstance(agent.type, ir.Ref) and agent.type.of in (*reader.world.types, UNKNOWN.of)):
        found = describe(agent.type)
        reader.mistakes.add("type_mismatch", path, "a persona is one agent", "`one_of(person)`", found)
    return agent


def _group(reader: Reader, name: str, persona: PersonaRole) -> ir.Expr:
    path, those = f"personas.{name}.group", persona.group
    assert those is not None
    group = reader.expression(path, those, GROUPED)
    if group.type != UNKNOWN and not _is_filtered(group, reader.world.types):
        message = "a group is a type, or those of a type for whom a condition holds"
        expected = "`[p for p in person if …]`"
        reader.mistakes.add("type_mismatch", path, message, expected, describe(group.type))
    return group


def _is_filtered(group: ir.Expr, types: tuple[str, ...]) -> bool:
    """Whether a collection is all of a type, or those of them that pass filters."""
    while isinstance(group, ir.Filtered):
        group = group.source
    return isinstance(group, ir.Everyone) and group.of in types
