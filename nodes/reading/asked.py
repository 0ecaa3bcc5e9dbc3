"""Questions that ask for more than the arms: where it tips, whether their number matters, which assumption decides.

A sentence is one of them by its words; what it asks of a model is read with the model at hand (`asking`). The numbers
of a question about sizes are the sizes to be compared, and no values of the scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from sobremesa.mechanics.library.entry import Entry
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.people import names_people
from sobremesa.nodes.reading.stems import matches, stems_in
from sobremesa.nodes.reading.tokens import Stretch, Text
from sobremesa.nodes.reading.words import read

Kind = Literal["tip", "weight", "size"]

DEGREES = ("share", "probability", "rate", "amount")
OPENING = 4
"""Within how many words of its beginning a sentence says that it supposes something, or asks."""
BEHIND = 4
"""How many words behind "which" the degree may stand that is asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what kind it is, where it stands, and the sizes that it compares."""

    kind: Kind
    stretch: Stretch
    numbers: tuple[Number, ...] = ()

    @property
    def sizes(self) -> Iterator[int]:
        """The sizes as whole numbers; a range is its two ends."""
        for number in self.numbers:
            yield round(number.value)
            if number.high is not None:
                yield round(number.high)


def questions_in(text: Text, numbers: Sequence[Number], entry: Entry) -> tuple[Asked, ...]:
    """The sentences that ask for more than the arms of a model, in order."""
    return tuple(_questions(text, numbers, entry))


def _questions(text: Text, numbers: Sequence[Number], entry: Entry) -> Iterator[Asked]:
    for stretch in text.sentences:
        if text.word(stretch[1] - 1) != "?":
            continue
        inside = tuple(one for one in numbers if stretch[0] <= one.first < stretch[1] and not one.weak)
        if inside:
            if asks_for_a_size(text, stretch, inside, numbers) and are_sizes(text, stretch, inside, entry):
                yield Asked("size", stretch, inside)
        elif asks_what_decides(text, stretch):
            yield Asked("weight", stretch)
        elif asks_where_it_tips(text, stretch, entry):
            yield Asked("tip", stretch)


def asks_what_decides(text: Text, stretch: Stretch) -> bool:
    """Whether a question asks which assumption matters most."""
    said = [text.word(at) for at in range(*stretch)]
    return any(matches(word, _list("weighed")) for word in said) and bool(stems_in(text, _list("weight"), stretch))


def asks_where_it_tips(text: Text, stretch: Stretch, entry: Entry) -> bool:
    """Whether a question asks for a tipping point, for a degree ("at which rate …"), or how much it takes before …"""
    said = [text.word(at) for at in range(*stretch)]
    degrees = (*_list("degree"), *(word for one in entry.bindings if one.kind in DEGREES for word in one.words))
    degree = any(
        said[at] in _list("degree_before")
        and said[at + 1] in _list("degree_asked")
        and any(matches(word, degrees) for word in said[at + 2 : at + 2 + BEHIND])
        for at in range(len(said) - 2)
    )
    amount = any(first == "how" and then in _list("amounts") for first, then in pairwise(said))
    bears = amount and "before" in said and bool(stems_in(text, _list("tip"), stretch))
    tips = any(then in ("tip", "tips") and first not in ("a", "the") for first, then in pairwise(said))
    return degree or bears or tips or bool(stems_in(text, _list("tip_outright"), stretch))


def asks_for_a_size(text: Text, stretch: Stretch, inside: Sequence[Number], numbers: Sequence[Number]) -> bool:
    """Whether a question asks if it changes with the number of them: "does it change with 1,000 people?".

    "And what happens with 2,000?" asks so too where another crowd was counted before.
    """
    if any(one.kind not in ("count", "range") or one.per or one.unit for one in inside):
        return False
    said = {text.word(at) for at in range(*stretch)}
    opens = {text.word(at) for at in range(stretch[0], min(stretch[0] + OPENING, stretch[1]))}
    about = said & set(_list("size_of")) and opens & set(_list("size_opens"))
    if about and stems_in(text, _list("size"), stretch):
        return True
    before = any(one.kind == "count" and one.first < stretch[0] and names_people(one.noun) for one in numbers)
    return before and any(at <= stretch[0] + 1 for at, _ in stems_in(text, _list("size_again"), stretch))


def are_sizes(text: Text, stretch: Stretch, inside: Sequence[Number], entry: Entry) -> bool:
    """Whether the numbers of a question count those whom the model is about, and nothing else that it counts."""
    counts = [one for one in entry.bindings if one.kind == "count"]
    if not counts:
        return False
    if any(stems_in(text, other.words, stretch) for other in counts[1:] if other.words):
        return False
    return all(not one.noun or matches(one.noun, counts[0].words) or names_people(one.noun) for one in inside)


def is_supposition(text: Text, number: Number) -> bool:
    """Whether a number stands in a sentence that tries something else: "What if 30% of them fail?"."""
    stretch = text.sentence(number.first)
    return any(
        start <= min(stretch[0] + OPENING, number.first) for start, _ in stems_in(text, _list("supposing"), stretch)
    )


@cache
def _list(name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = tuple(read("questions.yaml")[name])
    return found
