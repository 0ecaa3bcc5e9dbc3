"""A text cut into words and marks, and where the phrases in it begin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sobremesa.personas.people import DETERMINERS, number_of
from sobremesa.personas.traits import is_trait
from sobremesa.personas.words import word_list

_TOKEN = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?|\d[\d,]*\d|\d|[.,:;!?—–()…]")
ENDS = frozenset(".!?…")
BREAKS = frozenset(".,:;!?—–()…")
LINKS = frozenset({"but", "and", "yet", ","})
_RANK = re.compile(r"(?:young|old|eld|new|rich|poor|tall|strong|loud|small|bigg)est|senior|junior|chief|deputy|retired")
_REACH = 4
"""How many words may stand between an article and its noun."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut into words and marks."""

    text: str
    matches: tuple[re.Match[str], ...]
    words: tuple[str, ...]

    def lower(self, place: int) -> str:
        """The word at a place in small letters; a full stop before the first."""
        return self.words[place].lower() if place >= 0 else "."


def tokens_of(text: str) -> Tokens:
    """A text as tokens."""
    matches = tuple(_TOKEN.finditer(text))
    return Tokens(text, matches, tuple(match.group() for match in matches))


def first_modifier(tokens: Tokens, place: int) -> int:
    """Where the modifiers before the head noun at `place` begin."""
    first = place
    for at in range(place - 1, max(-1, place - 2 - _REACH), -1):
        word = tokens.lower(at)
        links = word in LINKS and at > 0 and is_trait(tokens.words[at - 1]) and is_trait(tokens.words[at + 1])
        if is_trait(word) or links or (_RANK.fullmatch(word) and first == at + 1):
            first = at
        elif closes(tokens, at) or not _introduced_before(tokens, at):
            break
        else:
            first = at
    return first


def _introduced_before(tokens: Tokens, at: int) -> bool:
    """Whether going left from `at` an article or number comes before anything that can't stand inside a phrase."""
    for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if tokens.lower(back) in DETERMINERS or number_of(tokens.words[back]) is not None:
            return True
        if closes(tokens, back):
            return False
    return False


def closes(tokens: Tokens, at: int) -> bool:
    """Whether no phrase reaches over a token."""
    return stops(tokens.lower(at)) or tokens.words[at] in BREAKS or number_of(tokens.words[at]) is not None


def stops(word: str) -> bool:
    """Whether a word can't stand between an article and its noun."""
    return word in DETERMINERS or word in word_list("stops")
