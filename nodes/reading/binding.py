"""Which parameter each stated number is the value of. A number that is none leaves the model unfit.

Read: Bound, bind; then `cost` (how far a number is from a binding) and `value_of` (what it becomes).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.library.entry import POPULATION, STEPS, Binding, Entry, Times
from sobremesa.nodes.reading.fitting import PEOPLE, entities, is_relevant
from sobremesa.nodes.reading.horizon import is_goal, run_cost
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.people import CROWD, begins_it, is_degree, names_people
from sobremesa.nodes.reading.stems import matches, stems_in
from sobremesa.nodes.reading.tokens import Stretch, Text
from sobremesa.nodes.reading.units import ROUNDS, chance_per, ratio
from sobremesa.nodes.reading.words import words

KINDS: Mapping[str, tuple[str, ...]] = {
    "count": ("count", "amount"),
    "amount": ("amount",),
    "share": ("share", "amount"),
    "probability": ("probability", "share"),
    "rate": ("rate", "frequency"),
    "duration": ("duration",),
    "range": ("range",),
    "size": ("size",),
    "currency": ("amount",),
}
"""The kinds of bindings that a kind of number may take, the likeliest first."""

DENIALS = frozenset({"never", "not", "no", "without", "nobody", "can't", "cannot", "won't", "aren't", "isn't"})
BEING = frozenset({"is", "are", "was", "were"})
IGNORED = frozenset({"ordinal", "date"})
NEAR = 5
"""How many words may lie between a count and the words of its parameter, when its noun is another."""
SHORT = 7
"""How many words a clause may have to be quoted whole."""
OTHER_WORD = 0.5
OTHER_SORT = NEAR
OTHER_CLAUSE = 20
"""The extra costs of another word for people, of a sort of them, and of words in another clause."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A number and what it sets: `values` by parameter (`steps` and `population` too), in the exact words `quote`."""

    number: Number
    values: Mapping[str, float | bool]
    quote: str
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What became of all numbers: bound, set aside (they say nothing about the model), and left over."""

    bound: tuple[Bound, ...]
    aside: tuple[Number, ...]
    loose: tuple[Number, ...]


def bind(text: Text, numbers: Sequence[Number], entry: Entry, document: Document) -> Numbers:
    """Each number to the nearest parameter that it can be."""
    bound: list[Bound] = []
    aside: list[Number] = []
    loose: list[Number] = []
    for number in with_alternatives(text, numbers):
        if number.kind in IGNORED:
            continue
        found = nearest(text, number, entry, document)
        if found is not None:
            bound.append(found)
        elif number.weak or is_said_again(number, bound) or not is_relevant(text, entry, text.sentence(number.first)):
            aside.append(number)
        else:
            loose.append(number)
    return Numbers(tuple(bound), tuple(aside), tuple(loose))


def is_said_again(number: Number, bound: Sequence[Bound]) -> bool:
    """Whether a count repeats one that is bound: "… three treatment rooms … Are three rooms enough?"."""
    earlier = [one.number for one in bound if (one.number.kind, one.number.value) == ("count", number.value)]
    return number.kind == "count" and any(f" {one.noun}".endswith(f" {number.noun}") for one in earlier)


def with_alternatives(text: Text, numbers: Sequence[Number]) -> list[Number]:
    """The numbers; one that is compared with another ("… instead of 100") counts the same as that."""
    told = list(numbers)
    for at in range(1, len(told)):
        number, before = told[at], told[at - 1]
        between = [text.word(token) for token in range(max(number.first - 2, before.end), number.first)]
        if number.kind == before.kind and not number.noun and set(between) & words("comparison"):
            told[at] = replace(number, noun=before.noun)
    return told


def nearest(text: Text, number: Number, entry: Entry, document: Document) -> Bound | None:
    """The binding with the least cost that can hold the number's value."""
    if (number.weak and not is_told(number, entry)) or is_goal(text, number):
        return None
    costs = [
        (price, place, binding)
        for place, binding in enumerate(entry.bindings)
        if (price := cost(text, number, binding, entry)) is not None
    ]
    for _, _, binding in sorted(costs, key=lambda item: item[:2]):
        values = value_of(number, binding, document)
        if values is not None:
            return Bound(number, values, quote(text, number, binding), reading_of(number, binding, document))
    return None


def is_told(number: Number, entry: Entry) -> bool:
    """Whether a "one" counts something that the model speaks of: "one sick person", but not "each broken one"."""
    counted = [stem for binding in entry.bindings if binding.kind == "count" for stem in binding.words]
    return matches(number.noun, (*entities(entry.name), *counted))


def cost(text: Text, number: Number, binding: Binding, entry: Entry) -> float | None:
    """How far a number stands from the words of a binding, in words; None where it can't be meant."""
    kinds = KINDS.get(number.kind, ())
    if binding.kind not in kinds or (number.kind == "range" and number.unit is not None):
        return None
    if binding.kind == "share" and (number.per is not None or is_of_few(number, binding)):
        return None
    if number.kind == "range" and number.noun and not matches(number.noun, binding.words):
        return None
    extra = float(kinds.index(binding.kind))
    if binding.parameters == (STEPS,):
        return run_cost(text, number)
    if not binding.words:
        return NEAR + extra
    if number.kind == "count" and number.noun:
        return counted_cost(text, number, binding, entry, extra)
    distance = gap(text, number, binding.words)
    if distance is None or (distance >= OTHER_CLAUSE and not stands_alone(text, number, binding, entry)):
        return None
    return distance + extra


def is_of_few(number: Number, binding: Binding) -> bool:
    """Whether a share is of somebody's neighbours, where it must be of everyone."""
    return isinstance(binding.convert, Times) and matches(number.noun, words("relations"))


def stands_alone(text: Text, number: Number, binding: Binding, entry: Entry) -> bool:
    """Whether a number is all there is in its clause, and no parameter's words are nearer than this one's.

    "…, 3% a day, …" is about the clauses around it; "and 5% of them are robots" is a matter of its own.
    """
    first, end = text.clause(number.first)
    beside = [at for at in (*range(first, number.first), *range(number.end, end)) if text.tokens[at].is_word]
    if any(text.word(at) not in words("function") for at in beside):
        return False
    sentence = text.sentence(number.first)
    own = distance(number, affirmed(text, binding.words, sentence))
    others = [other for other in entry.bindings if other.parameters != binding.parameters and other.kind != "count"]
    gaps = [distance(number, affirmed(text, other.words, sentence)) for other in others]
    return own is not None and own <= min((found for found in gaps if found is not None), default=own)


def counted_cost(text: Text, number: Number, binding: Binding, entry: Entry, extra: float) -> float | None:
    """The cost of a count with a noun: none if the noun is the binding's; else the binding's words must be close."""
    everyone = is_everyone(text, number)
    if everyone and PEOPLE not in binding.words:
        return None
    if matches(number.noun, binding.words):
        return extra + (OTHER_SORT if is_of_a_sort(text, number, binding, entry) else 0)
    if PEOPLE in binding.words and (everyone or names_people(number.noun)):
        return extra + OTHER_WORD
    distance = gap(text, number, binding.words)
    if distance is None or distance > NEAR or not matches(number.noun, entities(entry.name)):
        return None
    return distance + extra


def is_of_a_sort(text: Text, number: Number, binding: Binding, entry: Entry) -> bool:
    """Whether another parameter counts those of the sort: "3 sick people", "starts with 3 people" among many."""
    stop = min(number.end + NEAR, len(text))
    noun = next((at for at in range(number.end, stop) if text.word(at) == number.noun), number.end)
    said = [*range(number.end, noun), *([noun + 2] if text.word(noun + 1) in BEING else [])]
    said += [number.first - 2] if begins_it(text, number.first) else []
    others = [one for one in entry.bindings if one.kind == "count" and one.parameters != binding.parameters]
    return any(matches(text.word(at), other.words) for at in said for other in others)


def is_everyone(text: Text, number: Number) -> bool:
    """Whether a great number of friends or neighbours is everyone there is: "80 friends hold …", "among 80 friends"."""
    if number.value < CROWD or not matches(number.noun, words("relations")) or is_degree(text, number):
        return False
    return number.first == text.clause(number.first)[0] or text.word(number.first - 1) in {"among", "of", "between"}


def gap(text: Text, number: Number, stems: Sequence[str]) -> float | None:
    """How many words lie between a number and the nearest of the stems: in its clause, else in its sentence."""
    inside = distance(number, affirmed(text, stems, text.clause(number.first)))
    if inside is not None:
        return inside
    outside = distance(number, affirmed(text, stems, text.sentence(number.first)))
    return None if outside is None else outside + OTHER_CLAUSE


def affirmed(text: Text, stems: Sequence[str], within: Stretch) -> tuple[Stretch, ...]:
    """Where stems stand that are not denied ("never repaired" says nothing about a rate of repair)."""
    return tuple(
        hit for hit in stems_in(text, stems, within) if not DENIALS & {text.word(hit[0] - 1), text.word(hit[0] - 2)}
    )


def distance(number: Number, hits: Sequence[Stretch]) -> float | None:
    """The words between a number and the nearest of some places."""
    return min((far(number, hit) for hit in hits), default=None)


def value_of(number: Number, binding: Binding, document: Document) -> dict[str, float | bool] | None:
    """What the number sets, in the units of the document; None where it can't be said in them."""
    clock = unit_of(document, binding)
    if number.high is not None:
        if binding.parameters[0] == binding.parameters[-1] and number.value != number.high:
            return None  # only squares are taken
        return dict(zip(binding.parameters, (tidy(number.value), tidy(number.high)), strict=True))
    value = number.value
    if number.kind in {"duration", "every"}:
        scale = ratio(number.unit or clock, clock)
        if scale is None:
            return None
        value *= scale
    elif number.per is not None:
        steps = ratio(number.per, clock)
        if steps is None or (binding.kind != "frequency" and not 0 <= value <= 1):
            return None
        value = value / steps if binding.kind == "frequency" else value if steps == 1 else chance_per(value, steps)
    if binding.convert == "inverse":
        if value <= 0:
            return None
        value = 1 / value
    elif isinstance(binding.convert, Times):
        value = round(value * size_of(document, binding.convert.times))
    return {binding.parameters[0]: tidy(value), **binding.also_set}


def unit_of(document: Document, binding: Binding) -> str:
    """The unit of time that a binding's values are in: the clock's, or in a process the parameter's own."""
    name = binding.parameters[0]
    own = None if isinstance(document, ModelDocument) or name == STEPS else document.parameters[name].unit
    return document.clock.unit if own is None else own.removeprefix("1/")


def size_of(document: Document, name: str) -> float:
    """A parameter's value, or how many agents there are."""
    from sobremesa.mechanics.given import population

    if name == POPULATION and isinstance(document, ModelDocument):
        return sum(population(document).values())
    return document.parameters[name].value


def tidy(value: float) -> float:
    """A value without the noise of its conversion: an integer where it is one but for rounding."""
    if not math.isfinite(value):
        return value
    return round(value) if abs(value - round(value)) < 1e-9 * max(1.0, abs(value)) else value


def quote(text: Text, number: Number, binding: Binding) -> str:
    """The exact words: a count with its noun, any other number with its clause if short, else with its nearest word."""
    first, end = number.first, number.end
    if number.kind == "count" and number.noun:
        follows = range(end, min(end + NEAR, len(text)))
        end = next((at + 1 for at in follows if text.word(at) == number.noun), end)
    start, stop = bare_clause(text, number)
    if number.kind != "count" and stop - start <= SHORT:
        return text.quote(start, stop)
    hits = sorted(stems_in(text, binding.words, text.clause(number.first)), key=lambda hit: far(number, hit))
    if hits and far(number, hits[0]) <= NEAR + 1:
        first, end = min(first, hits[0][0]), max(end, hits[0][1])
    return text.quote(first, end)


def far(number: Number, place: Stretch) -> int:
    """The words between a number and a place."""
    return max(place[0] - number.end, number.first - place[1], 0)


def bare_clause(text: Text, number: Number) -> Stretch:
    """A number's clause without the conjunction before it and the signs behind it."""
    start, stop = text.clause(number.first)
    while start < number.first and text.word(start) in {"and", "but", "or", "if", ",", ":"}:
        start += 1
    while stop > number.end and not text.word(stop - 1)[:1].isalnum():
        stop -= 1
    return start, stop


def reading_of(number: Number, binding: Binding, document: Document) -> str | None:
    """What is understood by the number where it could mean something else."""
    if binding.parameters == (STEPS,) and number.unit != document.clock.unit and ratio_is_reading(number, document):
        return f"one {document.clock.unit} of the model is taken as one {number.unit}"
    return binding.reading


def ratio_is_reading(number: Number, document: Document) -> bool:
    """Whether the model's clock counts rounds that may last any time."""
    return document.clock.unit in ROUNDS and number.unit not in ROUNDS
