"""Stems of the library's index in a scenario: a stem matches the start of a word, several match words in a row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

from sobremesa.nodes.reading.tokens import HYPHENS, Stretch, Text


def stem_at(text: Text, at: int, stem: str) -> int:
    """The position after a stem that stands at a token; 0 where it does not. A hyphen counts as a space."""
    return parts_at(text, at, tuple(stem.replace("-", " ").split()))


def parts_at(text: Text, at: int, parts: tuple[str, ...]) -> int:
    """The position after words that begin with these parts, one after the other; 0 where they do not stand."""
    for part in parts:
        if text.word(at) in HYPHENS:
            at += 1
        word = text.word(at)
        if not (word == part if part.isdecimal() else word.startswith(part)):
            return 0
        at += 1
    return at


def stems_in(text: Text, stems: Iterable[str], within: Stretch | None = None) -> tuple[Stretch, ...]:
    """Where any of the stems stands, in order; `within` keeps to a part of the text.

    The whole text is searched once for each list of stems, and remembered with the text.
    """
    wanted = tuple(stems)
    hits = text.memory.get(wanted)
    if hits is None:
        hits = text.memory[wanted] = tuple(search(text, wanted))
    if within is None:
        return hits
    first, end = within
    part = hits[bisect_left(hits, (first, 0)) : bisect_left(hits, (end, 0))]
    return tuple((start, min(stop, end)) for start, stop in part)


def search(text: Text, stems: tuple[str, ...]) -> Iterable[Stretch]:
    """Every place where a stem stands, with the longest that does."""
    beginnings = by_beginning(stems)
    for at, token in enumerate(text.tokens):
        candidates = beginnings.get(token.word[:2], ())
        reach = max((parts_at(text, at, parts) for parts in candidates), default=0)
        if reach:
            yield at, reach


@cache
def by_beginning(stems: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """Stems, split into words, under the first two letters that a word must have to match."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for stem in stems:
        parts = tuple(stem.replace("-", " ").split())
        found.setdefault(parts[0][:2], []).append(parts)
    return found


def matches(word: str, stems: Iterable[str]) -> bool:
    """Whether one word begins with any of the stems that are one word; of several words, with any stem at all."""
    return bool(word) and any(word.startswith(stem) for stem in stems if " " not in stem or " " in word)
