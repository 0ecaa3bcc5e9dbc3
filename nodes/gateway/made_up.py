"""Answers that nobody gave: of the form that is asked for, and as long as they are likely to be.

What they say means nothing. Where the course of a run hangs on it (which mode, who agrees), it is set from outside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from sobremesa.nodes.gateway.call import Call

Level = Literal["low", "likely", "high"]

SHARE: Mapping[Level, float] = {"low": 0.03, "likely": 0.2, "high": 0.5}
"""Of the longest text that a form allows."""
UNBOUNDED = 200
DESCRIBED = 4
"""From how many fields on an item of a list describes somebody."""
ITEMS: Mapping[Level, int] = {"low": 0, "likely": 2, "high": 4}
CHARACTERS_A_TOKEN = 4
SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru")


@dataclass(frozen=True, slots=True)
class Author:
    """Makes answers up: brief and of one mind, of usual length, or long and against everyone.

    `fields` holds what stands in fields of a name, `openings` how texts in them begin, `texts` the answers to kinds of
    calls that are free text, and `people` how many there are in a list of descriptions whose length is open.
    """

    level: Level
    fields: Mapping[str, Any] = field(default_factory=dict)
    openings: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    people: int = 4
    _numbers: count[int] = field(default_factory=count)
    _voices: dict[str, int] = field(default_factory=dict)

    def answer(self, call: Call[Any]) -> str:
        """An answer to a call, which its form can read."""
        schema = call.form.schema
        if schema is None:
            room = CHARACTERS_A_TOKEN * call.max_tokens
            return self.texts.get(call.node) or self.words(int(SHARE[self.level] * room))
        voice = self._voices.setdefault(call.persona, len(self._voices))
        return json.dumps(_Page(self, schema.get("$defs", {}), voice).value(schema), ensure_ascii=False)

    def words(self, characters: int) -> str:
        """Words of about so many characters; other ones each time."""
        words: list[str] = []
        while sum(map(len, words)) + len(words) <= characters or not words:
            words.append("".join(SYLLABLES[int(digit)] for digit in str(next(self._numbers))))
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class _Page:
    """One answer of an author, in the voice of one persona."""

    author: Author
    defs: Mapping[str, Any]
    voice: int

    def value(self, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            return self.value(self._definition(schema))
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self.value(schema["anyOf"][0])
        match schema.get("type"):
            case "object":
                return {name: self._field(name, part) for name, part in schema.get("properties", {}).items()}
            case "array":
                return [self.value(schema["items"]) for _ in range(self._items(schema))]
            case "boolean":
                return False
            case "number" | "integer":
                return self._number(schema)
        share = SHARE[self.author.level]
        return self.author.words(max(schema.get("minLength", 0), int(share * schema.get("maxLength", UNBOUNDED))))

    def _field(self, name: str, schema: Mapping[str, Any]) -> Any:
        if name in self.author.fields:
            return self.author.fields[name]
        opening, value = self.author.openings.get(name), self.value(schema)
        return value if opening is None else f"{opening}{value}"

    def _items(self, schema: Mapping[str, Any]) -> int:
        described = len(self._definition(schema["items"]).get("properties", ())) >= DESCRIBED
        wanted = self.author.people if described else ITEMS[self.author.level]
        return int(max(schema.get("minItems", 0), min(wanted, schema.get("maxItems", wanted))))

    def _number(self, schema: Mapping[str, Any]) -> float:
        """Between the bounds: leaning to one side alike, in the middle, or at one end or the other by voice."""
        low, high = schema.get("minimum", 0), schema.get("maximum", 1)
        shares: Mapping[Level, float] = {"low": 0.75, "likely": 0.5, "high": float(self.voice % 2)}
        value = low + shares[self.author.level] * (high - low)
        return round(value) if schema["type"] == "integer" else float(value)

    def _definition(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        named: Mapping[str, Any] = self.defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        return named
