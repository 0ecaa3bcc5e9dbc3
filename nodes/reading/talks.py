"""Who talks in a hybrid, and how often: the people of the scenario in the place of the document's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.given import with_roles
from sobremesa.mechanics.library.entry import Entry, Slots
from sobremesa.nodes.contract import AgentRequest
from sobremesa.nodes.parts import words_of
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.units import ratio
from sobremesa.nodes.reading.writing import with_assumptions
from sobremesa.personas.naming import mentions
from sobremesa.personas.subject_matter import read_matter


@dataclass(frozen=True, slots=True)
class Talker:
    """Someone who is to talk: who they are in words, and where in the text (tokens), if they are from the text."""

    words: str
    first: int = 0
    end: int = 0


class TooManyTalkersError(ValueError):
    """More people than the model has parts for; the message names those left over."""


def talkers_of(text: Text) -> tuple[Talker, ...]:
    """The single people whom a text names, in their order; groups are left to the document."""
    found = []
    for mention in mentions(text.raw):
        if mention.group:
            continue
        words = " ".join([*mention.adjectives, mention.role])
        said = f", {mention.said}" if mention.said else ""
        named = f"{mention.name}, {words}" if mention.name else words
        inside = [at for at, token in enumerate(text.tokens) if mention.place <= token.start < mention.end]
        found.append(Talker(named + said, inside[0], inside[-1] + 1))
    return tuple(found)


def talkers_from(agents: Sequence[AgentRequest]) -> tuple[Talker, ...]:
    """The caller's list as talkers."""
    return tuple(Talker(words_of(agent)) for agent in agents)


def with_talkers(document: ModelDocument, entry: Entry, text: Text, talkers: Sequence[Talker]) -> ModelDocument:
    """The document with these people in its roles. Raises TooManyTalkersError."""
    if not talkers or entry.slots is None:
        return document
    slots = entry.slots
    taken = shared_slots(slots, talkers) if slots.shared else own_slots(slots, text, talkers)
    names = distinct_names([talker.words for talker in talkers])
    roles = {name: (slot, talker.words) for name, talker, (slot, _) in zip(names, talkers, taken, strict=True)}
    readings = [
        f"“{talker.words}” takes the part of {document.personas[slot].role}"
        for talker, (slot, told) in zip(talkers, taken, strict=True)
        if not told
    ]
    return with_assumptions(with_roles(document, roles, shared=slots.shared), readings)


def shared_slots(slots: Slots, talkers: Sequence[Talker]) -> list[tuple[str, bool]]:
    """Everyone has the same say: any slot does."""
    return [(slots.roles[min(place, len(slots.roles) - 1)], True) for place in range(len(talkers))]


def own_slots(slots: Slots, text: Text, talkers: Sequence[Talker]) -> list[tuple[str, bool]]:
    """A slot for each: the one that its own words ask for, else the next that is free (a reading, to be told)."""
    free = list(slots.roles)
    found: dict[int, tuple[str, bool]] = {}
    for place, talker in enumerate(talkers):
        slot = next((slot for slot in free if asks_for(slots, slot, text, talker)), None)
        if slot is not None:
            found[place] = (slot, True)
            free.remove(slot)
    for place, talker in enumerate(talkers):
        if place in found:
            continue
        if not free:
            raise TooManyTalkersError(f"The model has no part for “{talker.words}”: it has {len(slots.roles)}.")
        found[place] = (free.pop(0), False)
    return [found[place] for place in range(len(talkers))]


def asks_for(slots: Slots, slot: str, text: Text, talker: Talker) -> bool:
    """Whether someone's description holds a word of a slot."""
    stems = slots.words.get(slot, ())
    if talker.end:
        return bool(stems_in(text, stems, (talker.first, min(talker.end + 3, len(text)))))
    said = talker.words.casefold()
    return any(re.search(rf"\b{re.escape(stem)}", said) for stem in stems)


def distinct_names(descriptions: Sequence[str]) -> list[str]:
    """Identifiers made of the last words before a comma, each different from the others."""
    names: list[str] = []
    for words in descriptions:
        plain = unicodedata.normalize("NFKD", words.split(",")[0]).encode("ascii", "ignore").decode().lower()
        parts = re.findall(r"[a-z0-9]+", plain)
        name = "_".join(parts[-2:]).lstrip("0123456789_")[:40] or "someone"
        number = 2
        while name in names:
            name = f"{name.rstrip('0123456789').rstrip('_')}_{number}"
            number += 1
        names.append(name)
    return names


def with_matter(document: ModelDocument, entry: Entry, text: Text) -> ModelDocument:
    """The document whose talk is about what the scenario puts to the vote, where the model is about any matter."""
    coupling = document.coupling
    if coupling is None or entry.slots is None or not entry.slots.any_matter:
        return document
    matter = read_matter(text.raw)
    if matter.kind != "decision":
        return document
    return document.model_copy(update={"coupling": coupling.model_copy(update={"stance": matter.question})})


def with_period(document: ModelDocument, entry: Entry, text: Text, numbers: Sequence[Number]) -> ModelDocument:
    """The document whose people talk as often as the text says ("each week", "every ten days")."""
    period = next((number for number in numbers if is_period_of_talk(text, entry, number)), None)
    if period is None or document.coupling is None:
        return document
    steps = ratio(period.unit or "", document.clock.unit)
    if steps is None:
        return document
    every = max(1, round(period.value * steps))
    coupling = document.coupling.model_copy(update={"every": every})
    reading = f"“{period.text}”: they talk after every {every} steps of one {document.clock.unit}"
    return with_assumptions(document.model_copy(update={"coupling": coupling}), [reading])


def is_period_of_talk(text: Text, entry: Entry, number: Number) -> bool:
    """Whether a period stands in a sentence that speaks of talking."""
    if number.kind != "every" or entry.every is None:
        return False
    return bool(stems_in(text, entry.every.words, text.sentence(number.first)))
