"""Proper names of people: capitals that stand where no place, language, month or firm would."""

from __future__ import annotations

from sobremesa.nodes.reading.nouns import is_plural
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.words import words

LIKE_PLURALS = ("as", "es", "os")


def names(text: Text, taken: set[int]) -> list[int]:
    """Where proper names of people stand, each name once; tokens in `taken` belong to numbers."""
    small = {token.word for token in text.tokens if not token.capital}
    found: dict[str, int] = {}
    for at, token in enumerate(text.tokens):
        word = token.word.removesuffix("'s")
        if token.capital and at not in taken and word not in found and is_name(text, at, small):
            found[word] = at
    return list(found.values())


def is_name(text: Text, at: int, small: set[str]) -> bool:
    """Whether a capital is a person's name."""
    token = text.tokens[at]
    word = token.word.removesuffix("'s")
    if word in words("no_names") or word in small or len(word) < 2 or text.raw[token.start : token.end].isupper():
        return False
    if text.word(at - 1) in words("before_places") or (is_plural(word) and not word.endswith(LIKE_PLURALS)):
        return False
    if token.opens:
        return opens_with_name(text, at)
    before = text.tokens[at - 1]
    return not (before.capital and not before.opens and before.is_word and text.word(at - 2) in words("before_places"))


def opens_with_name(text: Text, at: int) -> bool:
    """Whether the first word of a sentence is a name: "Ada and Bram", "Maya wants …", but not "Water is …"."""
    follower = text.word(at + 1)
    if follower in {"and", ","}:
        return at + 2 < len(text) and text.tokens[at + 2].capital
    return follower in words("human_verbs")
