"""The words that speak for one kind of question or another: read once from the YAML files beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sobremesa.nodes.reading.tokens import HYPHENS, Text
from sobremesa.nodes.reading.words import read

Side = Literal["mechanics", "social", "link", "none"]


@dataclass(frozen=True, slots=True)
class Family:
    """Words of one sort: the side they speak for, the weight of each, of all together, and a reason in words.

    `talk`: they are about talking. `actors`: they name those whom the question is about.
    """

    name: str
    side: Side
    weight: float
    most: float
    reason: str
    talk: bool = False
    actors: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a family, found: positions of the first token and of the one after the last."""

    family: Family
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All families, and their entries under the first three letters of the first word."""

    families: Mapping[str, Family]
    entries: Mapping[str, tuple[tuple[tuple[str, ...], Family], ...]]

    def hits(self, text: Text) -> tuple[Hit, ...]:
        """Every family's words in a text. A family counts a place once, with its longest entry."""
        found: list[Hit] = []
        ends: dict[str, int] = {}
        for at, token in enumerate(text.tokens):
            for words, family in self.entries.get(token.word[:3], ()):
                end = match_words(text, at, words)
                if end and ends.get(family.name, 0) <= at:
                    found.append(Hit(family, at, end))
                    ends[family.name] = end
        return tuple(found)


def match_words(text: Text, at: int, words: tuple[str, ...]) -> int:
    """The position after `words`, where they stand at `at`; 0 where they do not."""
    for word in words:
        if text.word(at) in HYPHENS and text.tokens[at].glued:
            at += 1
        if not match_word(text.word(at), word):
            return 0
        at += 1
    return at


def match_word(word: str, entry: str) -> bool:
    """Whether a word is what an entry says: the same, its plural, or anything that begins with it (`*`)."""
    if entry.endswith("*"):
        return word.startswith(entry[:-1])
    return word in (entry, entry + "s")


@cache
def lexicon() -> Lexicon:
    """The lexicon, read at the first use."""
    families: dict[str, Family] = {}
    entries: dict[str, list[tuple[tuple[str, ...], Family]]] = {}
    for name, fields in read("lexicon.yaml").items():
        words = fields.pop("words")
        family = families[name] = Family(name, **fields)
        for entry in words:
            parts = tuple(entry.split())
            entries.setdefault(parts[0].rstrip("*")[:3], []).append((parts, family))
    longest_first = {key: tuple(sorted(group, key=lambda e: -len(e[0]))) for key, group in entries.items()}
    return Lexicon(families, longest_first)
