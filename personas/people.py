"""The words by which a text names people: roles, kin, groups, numbers, and what stands before them."""

from __future__ import annotations

from sobremesa.personas.words import word_list

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "both": 2, "dozen": 12,
}  # fmt: skip

MOST_AT_A_TABLE = 12
"""A text that counts more than these speaks of a crowd: it is simulated, not cast."""

THEIRS = frozenset({"his", "her", "their", "its"})
DETERMINERS = THEIRS | {"a", "an", "the", "my", "your", "our", "another", "some", "each", "every", "this", "one's"}

GROUPS = {
    "team": "team member", "family": "member of the family", "jury": "juror", "council": "councillor",
    "board": "board member", "crew": "crew member", "class": "pupil", "committee": "committee member",
    "couple": "partner", "band": "band member", "choir": "singer", "staff": "member of staff",
    "village": "villager", "household": "member of the household", "squad": "member of the squad",
    "cabinet": "minister", "panel": "panel member", "orchestra": "musician", "club": "club member",
    "commune": "member of the commune", "trio": "one of the three", "department": "colleague",
}  # fmt: skip
"""Collective nouns, and what one of the collective is called."""
GROUP_SIZES = {"couple": 2, "trio": 3}
USUAL_GROUP = 3

_SUFFIXES = ("er", "or", "ist", "ian", "man", "woman", "eer", "person")


def is_plain(noun: str) -> bool:
    """Whether a noun says that someone is there, and nothing about them."""
    return noun in word_list("plain")


def is_role(noun: str, introduced: bool = True) -> bool:
    """Whether a singular noun names a person: a known word or, after an article or number, one that looks the part."""
    word = noun.lower()
    if word in word_list("roles") or word in word_list("kin") or is_plain(word):
        return True
    return introduced and len(word) > 5 and word.endswith(_SUFFIXES) and word not in word_list("not_people")


def number_of(token: str) -> int | None:
    """The whole number that a token stands for, in digits or as a word; None if it is none."""
    digits = token.replace(",", "")
    if digits.isdigit():
        return int(digits)
    return NUMBERS.get(token.lower())
