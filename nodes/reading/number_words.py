"""How much a run of words says: "a hundred", "two dozen", "twenty-five", "1.5 million", "10k", "two thirds"."""

from __future__ import annotations

import math

from sobremesa.nodes.reading.tokens import HYPHENS, Text

ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
LETTERS = {"k": 1000, "m": 10**6, "bn": 10**9}
PAIRS = frozenset({"couple", "pair"})

FRACTIONS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twelfth": 12, "twentieth": 20, "fiftieth": 50, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
PLURAL_FRACTIONS = {f"{word}s": parts for word, parts in FRACTIONS.items()} | {"halves": 2}
SIGNS = {"1⁄2": 1 / 2, "1⁄4": 1 / 4, "3⁄4": 3 / 4, "1⁄3": 1 / 3, "2⁄3": 2 / 3, "1⁄5": 1 / 5, "1⁄8": 1 / 8}
ORDINALS = frozenset(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"])

LONGEST_FIGURE = 15
"""Digits; more than a double holds exactly, and nobody's population."""

Amount = tuple[float, int]
"""A value, and the position of the token after it."""


def figure(word: str) -> float:
    """What digits say: commas before groups of three part thousands, a lone comma elsewhere is a decimal one."""
    if len(word) > LONGEST_FIGURE:
        return math.inf
    head, *groups = word.split(",")
    if groups and all(len(group.partition(".")[0]) == 3 for group in groups):
        return plain(head + "".join(groups))
    if len(groups) == 1 and "." not in word:
        return plain(f"{head}.{groups[0]}")
    return plain(word.replace(",", ""))


def plain(digits: str) -> float:
    """Digits with at most one point; what has several (a version, a date) is no number."""
    return float(digits) if digits.count(".") <= 1 else math.nan


def cardinal(text: Text, at: int) -> Amount | None:
    """The whole or decimal number that begins at a token, or None."""
    word = text.word(at)
    if at < len(text) and text.tokens[at].is_figure and word not in SIGNS:
        value = figure(word)
        return None if math.isnan(value) else scaled(text, value, at + 1)
    if word in HYPHENS and is_sign(text, at):
        return -figure(text.word(at + 1)), at + 2
    if word in {"a", "an"}:
        return after_article(text, at + 1)
    if word == "half" and text.word(at + 1) == "a" and text.word(at + 2) in SCALES:
        return SCALES[text.word(at + 2)] / 2, at + 3
    if word in ONES or word in TENS:
        return spelled(text, at)
    return None


def is_sign(text: Text, at: int) -> bool:
    """Whether a hyphen is the sign of the figure behind it: "-1", and not "50-150"."""
    follows = at + 1 < len(text) and text.tokens[at + 1].is_figure and text.tokens[at + 1].glued
    return follows and not (text.tokens[at].glued and text.word(at - 1)[-1:].isalnum())


def after_article(text: Text, at: int) -> Amount | None:
    """ "a hundred and twenty", "a dozen", "a couple of": the article is a one."""
    word = text.word(at)
    if word in PAIRS:
        return 2.0, at + 2 if text.word(at + 1) == "of" else at + 1
    if word == "single":
        return 1.0, at + 1
    if word not in SCALES:
        return None
    return tail(text, float(SCALES[word]), SCALES[word], at + 1)


def scaled(text: Text, value: float, at: int) -> Amount:
    """A figure and the scale behind it: "1.5 million", "3 dozen", "10k"."""
    word = text.word(at)
    if word in SCALES:
        return value * SCALES[word], at + 1
    if word in LETTERS and text.tokens[at].glued:
        return value * LETTERS[word], at + 1
    return value, at


def spelled(text: Text, at: int, limit: float = math.inf) -> Amount | None:
    """A number in words, from its greatest part to its smallest; None where it is not below `limit`."""
    value, at = below_hundred(text, at)
    scale = SCALES.get(text.word(skip_hyphen(text, at)))
    if scale is None:
        return (value, at) if value < limit else None
    return tail(text, value * scale, scale, skip_hyphen(text, at) + 1) if scale < limit else None


def tail(text: Text, value: float, scale: float, at: int) -> Amount:
    """What follows a scale: a greater one multiplies ("two hundred thousand"), a smaller part is added."""
    while SCALES.get(text.word(at), 0) > scale:
        scale = SCALES[text.word(at)]
        value, at = value * scale, at + 1
    after = at + 1 if text.word(at) == "and" else at
    if scale < 100 or text.word(after) not in ONES | TENS or text.word(after) == "zero":
        return value, at
    part = spelled(text, after, scale)
    return (value + part[0], part[1]) if part else (value, at)


def below_hundred(text: Text, at: int) -> Amount:
    """ "seven", "twenty", "twenty-five"."""
    word = text.word(at)
    if word in ONES:
        return float(ONES[word]), at + 1
    ones = skip_hyphen(text, at + 1)
    if 0 < ONES.get(text.word(ones), 0) < 10:
        return float(TENS[word] + ONES[text.word(ones)]), ones + 1
    return float(TENS[word]), at + 1


def skip_hyphen(text: Text, at: int) -> int:
    """The position behind a hyphen, if one stands there and joins two words."""
    joins = text.word(at) in HYPHENS and at + 1 < len(text) and text.tokens[at].glued and text.tokens[at + 1].glued
    return at + 1 if joins else at


def fraction(text: Text, at: int) -> Amount | None:
    """A part of a whole: "half", "a third of", "two thirds", "one-fifth", "3/4", "½", "a quarter of"."""
    word = text.word(at)
    if word in SIGNS:
        return SIGNS[word], at + 1
    if word == "half":
        return None if cardinal(text, at) else (0.5, at + 1)
    if word in {"a", "an"} or ONES.get(word) == 1:
        return one_part(text, skip_hyphen(text, at + 1))
    if (count := cardinal(text, at)) is None:
        return None
    value, end = count
    if text.word(end) in {"/", "⁄"} and text.word(end + 1).isdecimal():
        below = figure(text.word(end + 1))
        return (value / below, end + 2) if 0 < value < below else None
    parts = PLURAL_FRACTIONS.get(text.word(skip_hyphen(text, end)))
    return (value / parts, skip_hyphen(text, end) + 1) if parts and value < parts else None


def one_part(text: Text, at: int) -> Amount | None:
    """ "a third of the …": a part only if a whole follows, for "a third till" is the till after the second."""
    word = text.word(at)
    if word == "half":
        return 0.5, at + 1
    if word not in FRACTIONS:
        return None
    follower = text.word(at + 1)
    whole = follower in {"of", "are", "is", "have", "has", "as", "more", "less", "fewer", "never"}
    return (1 / FRACTIONS[word], at + 1) if whole or not follower[:1].isalpha() else None
