"""Numbers as a process needs them: what comes in a time as a rate, a lone "one" beside a server as a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.nodes.reading.number import Number, made
from sobremesa.nodes.reading.number_words import ORDINALS
from sobremesa.nodes.reading.stems import matches, stem_at
from sobremesa.nodes.reading.tokens import HYPHENS, Text

ARTICLES = frozenset({"a", "an"})
COMING = ("come", "came", "coming", "arriv", "enter", "ring", "call")
NEAR = 4
"""How many words behind an ordinal its noun may stand."""
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def with_rates(text: Text, numbers: Sequence[Number], entry: ProcessEntry) -> list[Number]:
    """The numbers; "100 calls every half hour" and "every 2 minutes" as rates, "one till" as a count of tills."""
    found: list[Number] = []
    taken: set[Number] = set()
    for number in numbers:
        counted = _counted_beside(text, number, numbers, taken, servers_of(entry))
        if (number.kind == "every" and number.unit and number.value > 0) or (counted and _is_span(text, number)):
            found.append(_rate(text, number, counted))
            taken.add(number if counted is None else counted)
        elif number.weak or (number.kind == "count" and not number.noun):
            found.append(_with_noun(text, number, entry))
        else:
            found.append(_compound(text, number, entry))
    kept = [number for number in found if number not in taken]
    return sorted(kept, key=lambda number: number.first)


def servers_of(entry: ProcessEntry) -> tuple[str, ...]:
    """The stems of what is counted as servers."""
    return tuple(stem for binding in entry.bindings if binding.kind == "count" for stem in binding.words)


def _counted_beside(
    text: Text, every: Number, numbers: Sequence[Number], taken: set[Number], servers: Sequence[str]
) -> Number | None:
    """The count that a period is of: the nearest in its clause that counts no servers."""
    first, end = text.clause(every.first)
    counts = [one for one in numbers if one.kind == "count" and not matches(one.noun, servers)]
    beside = [one for one in counts if first <= one.first < end and one not in taken]
    return min(beside, key=lambda one: abs(one.first - every.first), default=None)


def _is_span(text: Text, number: Number) -> bool:
    """Whether a time is that in which so many come: "200 calls come in an hour", and not "… and stay an hour"."""
    if number.kind != "duration" or text.word(number.first) not in ARTICLES:
        return False
    before = number.first - 1 - (text.word(number.first - 1) in ("in", "within"))
    return matches(text.word(before), COMING)


def _rate(text: Text, every: Number, counted: Number | None) -> Number:
    first = every.first if counted is None else min(every.first, counted.first)
    end = every.end if counted is None else max(every.end, counted.end)
    amount = 1.0 if counted is None else counted.value
    noun = "" if counted is None else counted.noun
    return made(text, "rate", amount / every.value, first, end, per=every.unit, noun=noun)


def _with_noun(text: Text, number: Number, entry: ProcessEntry) -> Number:
    """A "one" that counts a server: the word behind it says so, though it may be a common word ("till")."""
    word = text.word(number.end)
    return replace(number, noun=word, weak=False) if matches(word, servers_of(entry)) else number


def _compound(text: Text, number: Number, entry: ProcessEntry) -> Number:
    """A count whose noun, in the words that lead to it, names servers: "3 treatment rooms", not "3 waiting rooms"."""
    if number.kind != "count" or not number.noun:
        return number
    compounds = [stem for stem in servers_of(entry) if " " in stem]
    end = max((stem_at(text, number.end, stem) for stem in compounds), default=0)
    if not end or text.word(end - 1) != number.noun:
        return number
    said = " ".join(text.word(at) for at in range(number.end, end))
    return replace(number, noun=said, end=end)


@dataclass(frozen=True, slots=True)
class More:
    """What a question would add: so many servers in all (None: one more), and its exact words."""

    number: int | None
    quote: str


def more_of(text: Text, stems: Sequence[str]) -> More | None:
    """The further server that a question asks about: "a second till", "another doctor", "one more agent"."""
    for at in range(len(text)):
        word = text.word(at)
        opens = word in ORDINALS or word in ("another", "additional", "extra") or _is_one_more(text, at)
        if not opens:
            continue
        noun = next(
            (there for there in range(at + 1, min(at + NEAR, len(text))) if matches(text.word(there), stems)), None
        )
        if noun is None or (word in ORDINALS and not _is_new(text, at)):
            continue
        first = at - 1 if text.word(at - 1) in ("a", "an") else at
        return More(PLACES.index(word) + 1 if word in PLACES else None, text.quote(first, noun + 1))
    return None


def _is_one_more(text: Text, at: int) -> bool:
    return text.word(at) in ("one", "1") and text.word(at + 1) in ("more", "extra", "additional", "further")


def _is_new(text: Text, at: int) -> bool:
    """Whether an ordinal adds something ("a second till") rather than tells which ("at the second till")."""
    return text.word(at - 1) in ("a", "an") and text.word(at + 1) not in HYPHENS


def times_in_a_row(numbers: Sequence[Number], text: Text) -> tuple[Number, ...]:
    """A list of times: "4, 6 and 9 minutes", at least two with nothing but commas and "and" between them."""
    best: tuple[Number, ...] = ()
    run: list[Number] = []
    for number in numbers:
        if number.kind != "duration":
            run = []
            continue
        between = [text.word(at) for at in range(run[-1].end, number.first)] if run else []
        run = [*run, number] if run and all(word in (",", "and", "or", "&") for word in between) else [number]
        if len(run) > max(len(best), 1):
            best = tuple(run)
    return best
