"""How many are to talk in a hybrid where a text counts them, and whom of them a library model has no part for.

Read `talks.py` first: it seats the single people. A counted group ("three nurses") that is to talk is seated one by one
where everyone has the same say; elsewhere the model's own people stand for it, as many as it has, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.library.entry import Entry
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.talks import Talker, talkers_of
from sobremesa.nodes.reading.tokens import Text
from sobremesa.personas.english import listed
from sobremesa.personas.mention import Mention
from sobremesa.personas.naming import mentions
from sobremesa.personas.people import is_plain

JOINED = re.compile(r"\s*(?:,|,?\s*\band\b|&)\s*")
ARTICLE = re.compile(r"^(?:the|an?) ")
UNSEATED = (
    "The text asks for {asked} people who talk ({quotes}), and {seated} do: the model {model} has parts for {parts}, "
    "and for nobody else."
)


def is_headcount(text: Text, number: Number, entry: Entry, document: ModelDocument) -> bool:
    """Whether a number counts people who talk ("two residents of each camp"), and not those in the model.

    They are no more than the model's own who talk, or stand in one list with others of whom the text says that they
    talk ("let a nurse and five engineers talk").
    """
    if number.kind not in {"count", "rate"} or not document.personas:
        return False
    start, end = text.tokens[number.first].start, text.tokens[number.end - 1].end
    group = next((one for one in groups(text.raw) if one.place <= start and end <= one.end), None)
    if group is None or number.value <= len(document.personas):
        return group is not None
    return _is_listed(text.raw, group) and _speaks_of_talk(text, number, entry)


def counted_groups(text: Text, numbers: Sequence[Number], entry: Entry, document: ModelDocument) -> tuple[Mention, ...]:
    """The groups of people who are to talk whose size the text says."""
    heads = [number for number in numbers if is_headcount(text, number, entry, document)]
    starts = [text.tokens[number.first].start for number in heads]
    return tuple(one for one in groups(text.raw) if one.counted and any(one.place <= at < one.end for at in starts))


def seated(text: Text, counted: Sequence[Mention], entry: Entry) -> tuple[Talker, ...]:
    """The single people whom a text names; where everyone has the same say, each of the groups that it counts, too.

    A group of whom nothing is said ("three people") is left to the model's own.
    """
    found = [(talker.first, talker) for talker in talkers_of(text)]
    for group in counted if entry.slots is not None and entry.slots.shared else ():
        if is_plain(group.role.split()[-1]):
            continue
        first = next(at for at, token in enumerate(text.tokens) if token.start >= group.place)
        words = " ".join([*group.adjectives, group.role]) + (f", {group.said}" if group.said else "")
        found += [(first, Talker(words))] * group.count
    return tuple(talker for _, talker in sorted(found, key=lambda one: one[0]))


def unseated(text: Text, counted: Sequence[Mention], document: ModelDocument) -> tuple[str, ...]:
    """That more are asked for than the document, as it is now, has parts for; nothing where it has one for each."""
    named = [text.raw[one.place : one.end] for one in mentions(text.raw) if not one.group]
    asked = len(named) + sum(group.count for group in counted)
    if not counted or asked <= len(document.personas):
        return ()
    quotes = [*named, *(text.raw[group.place : group.end] for group in counted)]
    return (
        UNSEATED.format(
            asked=asked,
            quotes=listed([f"“{quote}”" for quote in quotes]),
            seated=len(document.personas),
            model=document.model,
            parts=listed([ARTICLE.sub("", persona.role) for persona in document.personas.values()]),
        ),
    )


@lru_cache(maxsize=8)
def groups(raw: str) -> tuple[Mention, ...]:
    """Where a text names several people at once."""
    return tuple(mention for mention in mentions(raw) if mention.group)


def _is_listed(raw: str, group: Mention) -> bool:
    """Whether a group stands in a list with somebody else: only a comma or an `and` is between them."""
    beside = [(one, other) for one, other in pairwise(mentions(raw)) if group in (one, other)]
    return any(JOINED.fullmatch(raw[one.end : other.place]) for one, other in beside)


def _speaks_of_talk(text: Text, number: Number, entry: Entry) -> bool:
    """Whether the sentence of a number says that there is talk."""
    return entry.every is not None and bool(stems_in(text, entry.every.words, text.sentence(number.first)))
