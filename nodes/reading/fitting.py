"""Whether a library model is what a scenario speaks of: its entities, its state and its mechanism, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sobremesa.mechanics.library.entry import Entry
from sobremesa.nodes.reading.numbers import Number
from sobremesa.nodes.reading.stems import stem_at, stems_in
from sobremesa.nodes.reading.tokens import Stretch, Text
from sobremesa.nodes.reading.words import words

GRID = "grid"
"""A stem of space: "50 by 50" says it without the word."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a model fits: the words found for each group of evidence, the groups missing, and words against it.

    `asked`: how many of the questions that the model answers the scenario asks.
    """

    entry: Entry
    found: tuple[Stretch, ...]
    missing: tuple[str, ...]
    against: tuple[Stretch, ...]
    asked: int

    @property
    def fits(self) -> bool:
        """Whether everything is there and nothing speaks against it."""
        return not self.missing and not self.against


def fit(text: Text, numbers: Sequence[Number], entry: Entry) -> Fit:
    """A model held against a scenario."""
    found: list[Stretch] = []
    missing: list[str] = []
    for part in ("entities", "state", "mechanism"):
        for stems in getattr(entry.evidence, part):
            hits = stems_in(text, stems)
            if hits:
                found.append(hits[0])
            elif not (GRID in stems and (sized := [n for n in numbers if n.kind == "size"])):
                missing.append(f"{part}: {', '.join(stems[:4])}, …")
            else:
                found.append((sized[0].first, sized[0].end))
    against = (*stems_in(text, entry.unlike), *foreign(text, entry))
    return Fit(entry, tuple(dict.fromkeys(found)), tuple(missing), against, len(stems_in(text, entry.asks)))


def foreign(text: Text, entry: Entry) -> tuple[Stretch, ...]:
    """Words for mechanisms that the model does not know, in the sentences that speak of it or ask something."""
    known = vocabulary(entry)
    strange = []
    for stretch in text.sentences:
        if not is_relevant(text, entry, stretch):
            continue
        for first, end in stems_in(text, words("mechanisms"), stretch):
            if not any(stem_at(text, first, stem) for stem in known):
                strange.append((first, end))
    return tuple(strange)


def is_relevant(text: Text, entry: Entry, stretch: Stretch) -> bool:
    """Whether a sentence speaks of the model's matter, or asks something."""
    evidence = entry.evidence
    stems = [stem for group in (*evidence.state, *evidence.mechanism, *evidence.entities) for stem in group]
    return text.word(stretch[1] - 1) == "?" or bool(stems_in(text, (*stems, *entry.asks), stretch))


def vocabulary(entry: Entry) -> tuple[str, ...]:
    """All stems that a model knows."""
    evidence = entry.evidence
    groups: Iterable[Iterable[str]] = (
        entry.asks,
        *evidence.entities,
        *evidence.state,
        *evidence.mechanism,
        *(binding.words for binding in entry.bindings),
        *(phrase.words for phrase in entry.phrases),
        entry.every.words if entry.every else (),
    )
    return tuple(dict.fromkeys(stem for group in groups for stem in group))
