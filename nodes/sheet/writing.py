"""Casting → YAML: cards as a person would write them, under a header that says how to change and use them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any, get_args

from sobremesa.personas.card import Persona, Value

if TYPE_CHECKING:
    import yaml

    from sobremesa.nodes.interpreter import Casting

WIDTH = 110
HEADER = f"""\
A cast for Sobremesa. Change it as you like, then let them talk:

  sobremesa run "…" --personas THIS_FILE

Others at the table know someone's name, role, age and manner; no prompt but their own holds anything else.

role      who they are; the only thing that must be given
manner    how they talk; on a card without traits any words about them, from which the rest is cast
traits    the five factors from 0 to 1, with 0.5 as the average person
values    the ones that matter to them, the most important first:
          {", ".join(get_args(Value)[:6])},
          {", ".join(get_args(Value)[6:])}
stance    where they stand on the question before a word is said, from -1 (rejects it) to 1 (agrees)
private   goals, secrets and fears; knows: facts that nobody else has
ties      what another is to them, by id; warmth from -1 (hostile) to 1 (close)
"""
# What reads the same with and without quotes, to people and to every YAML reader; all else is quoted.
PLAIN = re.compile(r"[^\W\d_]\w*(?:[ ,.’'()/-]+\w+)*[.)]?\Z")
# Marks of direction, which a sheet may not hold.
UNREADABLE = re.compile("[\u061c\u200e\u200f]")


def write_sheet(casting: Casting) -> str:
    """The cast as YAML; reading it again and casting from it gives the same personas, scene and question."""
    import yaml

    fields = {
        "scene": casting.scene,
        "question": casting.question,
        "personas": {persona.id: _entry(persona) for persona in casting.personas},
    }
    body = yaml.dump(fields, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=10_000)
    return f"{_header(casting)}\n{body}"


def _header(casting: Casting) -> str:
    notes = "".join(f"\n{fill(f'- {note}', WIDTH, subsequent_indent='  ')}" for note in casting.notes)
    text = HEADER + (f"\nHow they were cast:\n{notes}\n" if notes else "")
    return indent(text, "# ", lambda _: True).replace("# \n", "#\n")


def _entry(persona: Persona) -> dict[str, Any]:
    """A card, without what is empty."""
    public = persona.public.model_dump(exclude_none=True)
    entry: dict[str, Any] = {key: public[key] for key in ("name", "role", "age", "manner") if public.get(key, "") != ""}
    entry["traits"] = persona.traits.model_dump()
    if persona.values:
        entry["values"] = list(persona.values)
    if persona.stance is not None:
        entry["stance"] = persona.stance
    private = {key: list(lines) for key, lines in persona.private.model_dump().items() if lines}
    if private:
        entry["private"] = private
    if persona.ties:
        entry["ties"] = {tie.to: {"kind": tie.kind, "warmth": tie.warmth} for tie in persona.ties}
    return entry


def _dumper() -> type[yaml.SafeDumper]:
    """Small sections on one line; text in quotes wherever a reader could take it for something else."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def represent_text(self, text: str) -> yaml.ScalarNode:
            style = None if PLAIN.match(text) else '"'
            return self.represent_scalar("tag:yaml.org,2002:str", UNREADABLE.sub("", text), style=style)

        def represent_section(self, section: Mapping[str, Any]) -> yaml.MappingNode:
            node = self.represent_mapping("tag:yaml.org,2002:map", section)
            node.flow_style = not any(isinstance(value, dict | list) for value in section.values()) and (
                "role" not in section
            )
            return node

        def represent_items(self, items: list[Any]) -> yaml.SequenceNode:
            node = self.represent_sequence("tag:yaml.org,2002:seq", items)
            node.flow_style = all(item in get_args(Value) for item in items)
            return node

    Dumper.add_representer(str, Dumper.represent_text)
    Dumper.add_representer(dict, Dumper.represent_section)
    Dumper.add_representer(list, Dumper.represent_items)
    return Dumper
