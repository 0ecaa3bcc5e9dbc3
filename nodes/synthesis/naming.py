"""Whom and what a sentence names: people who took part, arms that were run, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_CAPITALISED = re.compile(r"(?<![\w’'-])[A-Z][a-z]+(?:[-’'](?!s\b)[A-Za-z]+)*")
_OPENS = re.compile(r"(?:^|[.!?:;…(\[“\"—–]|, so)\s*$")
_WORD = re.compile(r"[a-z]+")
NO_NAMES = frozenset({"i", "english", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})


def lexicon(texts: Sequence[str]) -> frozenset[str]:
    """Every word of several texts."""
    return frozenset(word for text in texts for word in _WORD.findall(text.lower()))


def strangers(prose: str, known: frozenset[str]) -> Iterator[str]:
    """Names of people, places and things that nothing in the material holds; a word that opens a sentence is none."""
    for match in _CAPITALISED.finditer(prose):
        words = _WORD.findall(match[0].lower())
        if not _OPENS.search(prose[: match.start()]) and not known.issuperset(words) and not NO_NAMES & set(words):
            yield f"the name “{match[0]}” is nowhere in the material"


def unheard(prose: str, everyone: frozenset[str], about: frozenset[str], words: Sequence[str]) -> Iterator[str]:
    """People who are named in a sentence that cites nothing about them."""
    for name in sorted(everyone - about):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", prose) and not any(name in cited for cited in words):
            yield f"{name} is named, and the evidence cited is not about them"


def elsewhere(quotes: Sequence[str], arms: frozenset[str], cited: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Arms that are named in a sentence that cites findings of other arms only."""
    there = {arm for pair in cited for arm in pair}
    for quote in dict.fromkeys(quotes):
        if there and quote in arms and quote not in there:
            yield f"the evidence cited is not about the arm “{quote}”"


def names_about(about: Mapping[str, frozenset[str]], cited: Sequence[str]) -> frozenset[str]:
    """Everyone whom the evidence cited is about."""
    return frozenset(name for evidence in cited for name in about.get(evidence, ()))
