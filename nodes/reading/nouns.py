"""Nouns, as far as they can be told without a dictionary: plurals, and the noun that a number counts."""

from __future__ import annotations

from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.words import crowds, persons, words

SINGULARS = {"people": "person", "men": "man", "women": "woman", "children": "child", "wolves": "wolf", "wives": "wife",
             "mice": "mouse", "geese": "goose", "oxen": "ox", "police": "policeman", "crew": "sailor"}  # fmt: skip
SINGULAR_IN_S = ("ss", "us", "is", "'s")
REACH = 4
"""How many words a number may stand before its noun ("100 busy young office workers")."""


def is_plural(word: str) -> bool:
    """Whether a word looks like several of something."""
    if word in words("irregular_plurals") or word.endswith(("men", "folk")):
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(SINGULAR_IN_S) and word not in words("function")


def counted_noun(text: Text, at: int, alone: bool = False) -> str:
    """The noun that a number counts whose words end at `at`: the first plural after it; the next word of one alone."""
    start = after_of(text, at)
    if alone:
        return text.word(start) if is_noun(text.word(start)) else ""
    for position in range(start, min(start + REACH, len(text))):
        word = text.word(position)
        if not text.tokens[position].is_word or word in words("function"):
            break
        if is_plural(word):
            return word
    return ""


def is_noun(word: str) -> bool:
    """Whether a word may be a noun: it is made of letters, and no function word."""
    return word[:1].isalpha() and word not in words("function")


def whole_of(text: Text, first: int, end: int) -> str:
    """The noun of "an island of 300", "a jury of six": what has so many members; not of "a crowd of 300 people"."""
    before = text.word(first - 2)
    if text.word(first - 1) != "of" or not before[:1].isalpha() or before in words("function") | words("no_wholes"):
        return ""
    members = is_plural(text.word(end)) and before not in words("wholes")
    return "" if members or names_members(text.word(end)) else before


def names_members(word: str) -> bool:
    """Whether a word names those whom a model would count, in the plural."""
    return is_plural(word) and singular(word) in crowds() | persons()


def after_of(text: Text, at: int) -> int:
    """Behind "of the", "of all", "of": a share counts what stands after it."""
    if text.word(at) != "of":
        return at
    at += 1
    while text.word(at) in {"the", "all", "them", "their", "its", "our", "my", "these", "those"}:
        at += 1
    return at


def singular(word: str) -> str:
    """One of what a plural names, as far as endings tell; a singular stays as it is."""
    if word in SINGULARS:
        return SINGULARS[word]
    if word.endswith("women") or word.endswith("men"):
        return word[:-2] + "an"
    if not is_plural(word) or word in words("irregular_plurals"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]
