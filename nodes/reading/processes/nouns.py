"""What things are called: tills and customers, where the scenario speaks of tills and customers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.mechanics.processes.reading import validated_process
from sobremesa.nodes.reading.people import names_people
from sobremesa.nodes.reading.processes.rhythm import servers_of
from sobremesa.nodes.reading.stems import matches, stem_at
from sobremesa.nodes.reading.tokens import Text

KEPT = frozenset({"quote", "process"})
"""What is copied letter by letter."""
PROSE = frozenset({"purpose", "assumptions", "why", "question"})
"""Where sentences stand, in which a name may have spaces; so it may in the name of an arm."""


def with_nouns(
    document: ProcessDocument, entry: ProcessEntry, text: Text, counted: Collection[str] = ()
) -> ProcessDocument:
    """The process with the scenario's words in the place of its own, where it has words for the same.

    `counted` are the nouns of its numbers: where there are "3 treatment rooms" at a vet's, these are the servers, and
    where 50 people come to buy tickets, it is not tickets that wait.
    """
    servers = servers_of(entry)
    people = any(names_people(noun) and not matches(noun, servers) for noun in counted)
    unsaid = set(document.entities) if people else set()
    said = {
        name: _counted(words, counted) or (None if name in unsaid else _said(text, words, servers))
        for name, words in entry.nouns.items()
    }
    names = {name: word for name, word in said.items() if word is not None and word != name}
    if not names:
        return document
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    try:
        return validated_process(_renamed(plain, names))
    except DocumentError:  # a word that the language has for itself
        return document


def _counted(words: tuple[str, ...], counted: Collection[str]) -> str | None:
    """The first of the words that is a noun of a number."""
    return next((word for word in words if word in counted or f"{word}s" in counted), None)


def _said(text: Text, words: tuple[str, ...], servers: tuple[str, ...]) -> str | None:
    """The first of the words, or its plural, that the text says: not the counter of "counter staff"."""
    for at in range(len(text)):
        for word in words:
            end = stem_at(text, at, word)
            says = end and text.word(end - 1) in (last := word.split()[-1], f"{last}s")
            if says and (" " in word or not matches(text.word(end), servers)):
                return word
    return None


def _renamed(plain: Any, names: Mapping[str, str], key: str = "", *, of_arm: bool = False) -> Any:
    """All of a document with the names changed; `key` is where it stands."""
    if isinstance(plain, Mapping):
        return {
            _word(inner, names): each if inner in KEPT else _renamed(each, names, inner, of_arm=key == "arms")
            for inner, each in plain.items()
        }
    if isinstance(plain, list | tuple):
        return [_renamed(each, names, key, of_arm=of_arm) for each in plain]
    prose = key in PROSE or (of_arm and key == "name")
    return _word(plain, names, " " if prose else "_") if isinstance(plain, str) else plain


def _word(text: str, names: Mapping[str, str], joint: str = "_") -> str:
    """A text with each name, and its plural, as the scenario has it; `joint` is what its words are joined by."""
    found = "|".join(map(re.escape, names))
    return re.sub(rf"(?<![a-z])({found})(s?)(?![a-z])", lambda hit: names[hit[1]].replace(" ", joint) + hit[2], text)
