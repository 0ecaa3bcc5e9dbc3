"""Stems of the library's index in a scenario: a stem matches the start of a word, several match words in a row."""

from __future__ import annotations

from collections.abc import Iterable

from sobremesa.nodes.reading.tokens import HYPHENS, Stretch, Text


def stem_at(text: Text, at: int, stem: str) -> int:
    """The position after a stem that stands at a token; 0 where it does not. A hyphen counts as a space."""
    for part in stem.replace("-", " ").split():
        if text.word(at) in HYPHENS:
            at += 1
        if not text.word(at).startswith(part):
            return 0
        at += 1
    return at


def stems_in(text: Text, stems: Iterable[str], within: Stretch | None = None) -> tuple[Stretch, ...]:
    """Where any of the stems stands, in order; `within` keeps to a part of the text."""
    first, end = within or (0, len(text))
    wanted = tuple(stems)
    found = []
    for at in range(first, end):
        reach = max((stem_at(text, at, stem) for stem in wanted), default=0)
        if reach and text.tokens[at].is_word:
            found.append((at, min(reach, end)))
    return tuple(found)


def matches(word: str, stems: Iterable[str]) -> bool:
    """Whether one word begins with any of the stems that are one word."""
    return bool(word) and any(word.startswith(stem) for stem in stems if " " not in stem)
