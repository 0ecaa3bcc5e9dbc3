"""Words as they are counted: what a speech is made of, how much of it is new, and how alike two speeches are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

from sobremesa.personas.words import word_list

Group = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@lru_cache(maxsize=4_096)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, in their order.

    >>> words_of("We can’t, Ann: it's WINTER.")
    ('we', "can't", 'ann', "it's", 'winter')
    """
    return tuple(_WORD.findall(text.replace("’", "'").casefold()))


def telling_words(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is about: without the small ones, and without the `'s` of a name."""
    small = word_list("small")
    words = (word.removesuffix("'s") for word in words_of(text) if word not in small)
    return tuple(word for word in words if len(word) > 1)


def groups_of(text: str, size: int) -> list[Group]:
    """All groups of `size` words that follow each other, in their order; the whole text where it is shorter."""
    words = words_of(text)
    return [words[at : at + size] for at in range(max(1, len(words) - size + 1))] if words else []


def distinct(speeches: Sequence[str], size: int = 2) -> float | None:
    """The share of word groups that differ among all of some speeches; None without any.

    distinct-n of J. Li, M. Galley, C. Brockett, J. Gao & B. Dolan, A diversity-promoting objective function for neural
    conversation models, NAACL 2016. It falls with the length of what is said: compare talks of one length.
    """
    groups = [group for speech in speeches for group in groups_of(speech, size)]
    return len(set(groups)) / len(groups) if groups else None


def held_in(speech: str, other: str, size: int = 3) -> float:
    """Which share of the word groups of `speech` stands in `other`, 0..1: containment (A. Z. Broder 1997)."""
    groups = groups_of(speech, size)
    there = set(groups_of(other, size))
    return sum(group in there for group in groups) / len(groups) if groups else 0.0


def likeness(one: str, other: str, leave_out: Collection[str] = ()) -> float | None:
    """How alike two speeches are in what they are about: the cosine of their counts of telling words, 0..1.

    None where one of them has no such words. The mean of it over pairs is a talk's homogenization (V. Padmakumar &
    H. He, Does writing with language models reduce content diversity?, ICLR 2024). `leave_out` holds words that all
    must say (names).
    """
    a, b = (Counter(word for word in telling_words(text) if word not in leave_out) for text in (one, other))
    if not a or not b:
        return None
    shared = sum(count * b[word] for word, count in a.items())
    return float(shared / (_length(a) * _length(b)))


def _length(counts: Counter[str]) -> float:
    return float(sum(count * count for count in counts.values()) ** 0.5)
