"""Proper names of people: capitals that stand where no place, language, month or firm would."""

from __future__ import annotations

from sobremesa.nodes.reading.nouns import is_plural
from sobremesa.nodes.reading.tokens import Text

NO_NAMES = frozenset(
    [
        "i",
        "i'd",
        "i'm",
        "i've",
        "i'll",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "christmas",
        "easter",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "english",
        "french",
        "german",
        "spanish",
        "italian",
        "portuguese",
        "chinese",
        "japanese",
        "russian",
        "latin",
        "greek",
        "python",
        "javascript",
        "java",
        "monte",
        "carlo",
        "mr",
        "mrs",
        "ms",
        "dr",
        "internet",
        "god",
        "ai",
        "tv",
        "ceo",
        "cto",
        "cfo",
    ]
)
BEFORE_OTHERS = frozenset(
    ["in", "of", "from", "to", "at", "on", "into", "near", "across", "through", "towards", "the", "than"]
)
LIKE_PLURALS = ("as", "es", "os")
HUMAN_VERBS = frozenset(
    [
        "wants",
        "owes",
        "thinks",
        "knows",
        "loves",
        "hates",
        "tells",
        "says",
        "feels",
        "hopes",
        "fears",
        "refuses",
        "insists",
        "believes",
        "suspects",
        "wonders",
        "asks",
        "learns",
        "discovers",
        "promises",
        "plans",
        "decides",
        "remembers",
        "doubts",
        "admits",
        "misses",
        "regrets",
        "prefers",
    ]
)


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
    if word in NO_NAMES or word in small or len(word) < 2 or text.raw[token.start : token.end].isupper():
        return False
    if text.word(at - 1) in BEFORE_OTHERS or (is_plural(word) and not word.endswith(LIKE_PLURALS)):
        return False
    if token.opens:
        return opens_with_name(text, at)
    before = text.tokens[at - 1]
    return not (before.capital and not before.opens and before.is_word and text.word(at - 2) in BEFORE_OTHERS)


def opens_with_name(text: Text, at: int) -> bool:
    """Whether the first word of a sentence is a name: "Ada and Bram", "Maya wants …", but not "Water is …"."""
    follower = text.word(at + 1)
    if follower in {"and", ","}:
        return at + 2 < len(text) and text.tokens[at + 2].capital
    return follower in HUMAN_VERBS
