"""What things are called: tills and customers, where the scenario speaks of tills and customers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.mechanics.processes.reading import validated_process
from sobremesa.nodes.reading.tokens import Text

KEPT = frozenset({"quote", "process"})
"""What is copied letter by letter."""


def with_nouns(document: ProcessDocument, entry: ProcessEntry, text: Text) -> ProcessDocument:
    """The process with the scenario's words in the place of its own, where it has words for the same."""
    names = {name: said for name, words in entry.nouns.items() if (said := _said(text, words)) not in (None, name)}
    if not names:
        return document
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    try:
        return validated_process(_renamed(plain, names))
    except DocumentError:  # a word that the language has for itself
        return document


def _said(text: Text, words: tuple[str, ...]) -> str | None:
    """The first of the words, or its plural, that the text says."""
    forms = {form: word for word in words for form in (word, f"{word}s")}
    return next((forms[token.word] for token in text.tokens if token.word in forms), None)


def _renamed(plain: Any, names: Mapping[str, str]) -> Any:
    if isinstance(plain, Mapping):
        return {_word(key, names): each if key in KEPT else _renamed(each, names) for key, each in plain.items()}
    if isinstance(plain, list | tuple):
        return [_renamed(each, names) for each in plain]
    return _word(plain, names) if isinstance(plain, str) else plain


def _word(text: str, names: Mapping[str, str]) -> str:
    """A text with each name, and its plural, as the scenario has it."""
    found = "|".join(map(re.escape, names))
    return re.sub(rf"(?<![a-z])({found})(s?)(?![a-z])", lambda hit: names[hit[1]] + hit[2], text)
