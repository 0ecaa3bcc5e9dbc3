"""Every number that some words may be saying: read more generously than a scenario is, for the number is known.

Whether "a minute" is one minute or no number at all need not be decided: it is asked whether words can bear a number,
and not which number they bear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sobremesa.nodes.reading.number import UNITS
from sobremesa.nodes.reading.number_words import FRACTIONS, ORDINALS, PLURAL_FRACTIONS, cardinal
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.tokens import Text, tokenise

WORDS = {
    **dict.fromkeys(["no", "none", "nobody", "nothing", "never", "without", "not", "cannot", "neither"], 0.0),
    **dict.fromkeys(["a", "an", "one", "once", "single", "each", "every", "another", "per"], 1.0),
    **dict.fromkeys(["all", "everyone", "everybody", "always", "entire", "whole", "any", "anyone", "anybody"], 1.0),
    **dict.fromkeys(["both", "twice", "double", "doubles", "doubled", "couple", "pair", "two"], 2.0),
    **dict.fromkeys(["thrice", "triple", "triples", "tripled"], 3.0),
    "dozen": 12.0,
}
ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
PLACES = {word: float(place) for place, word in enumerate(ORDER, 1) if word in ORDINALS}
PARTS = {word: 1 / parts for word, parts in {**FRACTIONS, **PLURAL_FRACTIONS}.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """A number; `unit` is the time that it is of, `per` the time that it is a rate in, `share` whether it is a part."""

    value: float
    unit: str | None = None
    per: str | None = None
    share: bool = False


def said_numbers(words: str) -> tuple[Said, ...]:
    """The numbers that some words may be saying, those read with care first."""
    text = tokenise(words)
    return tuple(dict.fromkeys((*_read(text), *_possible(text))))


def _read(text: Text) -> Iterator[Said]:
    for number in read_numbers(text):
        if number.kind in ("date", "ordinal"):  # their value is not read
            continue
        share = "share" in (number.kind, number.unit) or number.kind == "probability"
        for value in (number.value, number.high):
            if value is not None:
                yield Said(value, number.unit if number.unit in UNITS.values() else None, number.per, share)


def _possible(text: Text) -> Iterator[Said]:
    for at in range(len(text)):
        word = text.word(at)
        if (found := cardinal(text, at)) is not None:
            yield Said(found[0], UNITS.get(text.word(found[1])))
        for meanings in (WORDS, PLACES, PARTS):
            if word in meanings:
                yield Said(meanings[word], UNITS.get(text.word(at + 1)))
        whole, point, thousands = word.partition(".")
        if point and whole.isdecimal() and len(thousands) == 3 and thousands.isdecimal():
            yield Said(float(whole + thousands))  # 1.000 as most of Europe writes a thousand
