"""Whether a library model is what a scenario speaks of: its entities, its state and its mechanism, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sobremesa.mechanics import library
from sobremesa.mechanics.library.entry import Entry
from sobremesa.mechanics.processes import library as processes
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.nodes.reading.asked import Asked, questions_in
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.people import names_people
from sobremesa.nodes.reading.stems import by_beginning, parts_at, stems_in
from sobremesa.nodes.reading.tokens import Stretch, Text
from sobremesa.nodes.reading.words import persons, words

TAKING_UP = frozenset(["each", "they", "these", "those", "all", "both", "half", "them", "their", "none", "some"])
OPINION = "opinion"
ABOUT = frozenset(["on", "about", "over", "of", "toward", "towards", "regarding", "against", "for", "whether", "that"])
TOPIC = 6
"""How many words a topic may have."""
PEOPLE = "people"
"""A stem of entities that stands for all words for people."""
GRID = "grid"
"""A stem of space: "50 by 50" says it without the word."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a model fits: the words found for each group of evidence, the groups missing, and words against it.

    `open`: the scenario's questions that it does not answer; `asked`: how often words of those that it answers stand.
    `questions`: those that ask for more than the arms, which any model may answer.
    """

    entry: Entry
    found: tuple[Stretch, ...]
    missing: tuple[str, ...]
    against: tuple[Stretch, ...]
    asked: int
    open: tuple[Stretch, ...]
    questions: tuple[Asked, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether everything is there and nothing speaks against it."""
        return not (self.missing or self.against or self.open)

    @property
    def is_near(self) -> bool:
        """Whether most is there, and some of it is the matter: people who do something are in every model."""
        states = len(self.entry.evidence.state)
        stateless = sum(group.startswith("state") for group in self.missing) == states
        return len(self.found) > len(self.missing) and not stateless


def fit(text: Text, numbers: Sequence[Number], entry: Entry) -> Fit:
    """A model held against a scenario."""
    found: list[Stretch] = []
    missing: list[str] = []
    for part in ("entities", "state", "mechanism"):
        for stems in getattr(entry.evidence, part):
            hits = stems_in(text, stems)
            if not hits and PEOPLE in stems:
                hits = people_in(text)
            if hits:
                found.append(hits[0])
            elif not (GRID in stems and (sized := [n for n in numbers if n.kind == "size"])):
                missing.append(f"{part}: {', '.join(stems[:4])}, …")
            else:
                found.append((sized[0].first, sized[0].end))
    questions = questions_in(text, numbers, entry)
    explored = {question.stretch for question in questions}
    against = (*stems_in(text, entry.unlike), *foreign(text, entry))
    return Fit(
        entry,
        tuple(dict.fromkeys(found)),
        tuple(missing),
        against,
        len(stems_in(text, entry.asks)),
        tuple(stretch for stretch in unanswered(text, entry) if stretch not in explored),
        questions,
    )


def unanswered(text: Text, entry: Entry) -> tuple[Stretch, ...]:
    """The questions that hold no word which the model knows, and are not open ones ("what happens?")."""
    known = (*vocabulary(entry.name), *sorted(words("open_questions")))
    asked = [stretch for stretch in text.sentences if text.word(stretch[1] - 1) == "?" and stretch[1] - stretch[0] > 1]
    return tuple(stretch for stretch in asked if not stems_in(text, known, stretch))


def people_in(text: Text) -> tuple[Stretch, ...]:
    """Where people are named by any other word: "settlers", "a town of …"."""
    return tuple((at, at + 1) for at in range(len(text)) if names_people(text.word(at)))


def foreign(text: Text, entry: Entry) -> tuple[Stretch, ...]:
    """Words for mechanisms that the model does not know, in the sentences that speak of it or ask something."""
    known = by_beginning(vocabulary(entry.name))
    strange = []
    for stretch in text.sentences:
        if not is_relevant(text, entry, stretch):
            continue
        exact = [(at, at + 1) for at in range(*stretch) if text.word(at) in words("mechanisms_exact")]
        for first, end in (*stems_in(text, words("mechanisms"), stretch), *exact):
            if is_topic(text, first, entry) or is_talker(text, first, entry):
                continue
            if not any(parts_at(text, first, parts) for parts in known.get(text.word(first)[:2], ())):
                strange.append((first, end))
    return tuple(strange)


def is_topic(text: Text, at: int, entry: Entry) -> bool:
    """Whether a word only says what opinions are about ("views on the merger"), in a model of opinions on anything."""
    if not any(OPINION in stems for stems in entry.evidence.state):
        return False
    first, _ = text.clause(at)
    return any(text.word(before) in ABOUT for before in range(max(first, at - TOPIC), at))


def is_talker(text: Text, at: int, entry: Entry) -> bool:
    """Whether a word only says what someone who talks lives by ("a trader"), in a model with people who talk."""
    return entry.slots is not None and text.word(at) in persons()


def is_relevant(text: Text, entry: Entry, stretch: Stretch) -> bool:
    """Whether a sentence speaks of the model's matter, of those just named ("each costs …"), or asks something."""
    taken_up = any(text.word(at) in TAKING_UP for at in range(stretch[0], min(stretch[0] + 2, stretch[1])))
    return taken_up or text.word(stretch[1] - 1) == "?" or bool(stems_in(text, matter(entry.name), stretch))


@cache
def entities(name: str) -> tuple[str, ...]:
    """The stems of those whom a model is about."""
    return tuple(stem for group in _entry(name).evidence.entities for stem in group)


@cache
def matter(name: str) -> tuple[str, ...]:
    """The stems of what a model is about, and of what it answers."""
    entry = _entry(name)
    groups = (*entry.evidence.state, *entry.evidence.mechanism, *entry.evidence.entities, entry.asks)
    return tuple(dict.fromkeys(stem for group in groups for stem in group))


@cache
def vocabulary(name: str) -> tuple[str, ...]:
    """All stems that a model knows."""
    entry = _entry(name)
    headlines = entry.headlines if isinstance(entry, ProcessEntry) else ()
    groups: Iterable[Iterable[str]] = (
        matter(name),
        *(binding.words for binding in entry.bindings),
        *(phrase.words for phrase in entry.phrases),
        *(headline.words for headline in headlines),
        entry.every.words if entry.every else (),
    )
    return tuple(dict.fromkeys(stem for group in groups for stem in group))


def _entry(name: str) -> Entry:
    return processes.entry(name) if name in processes.names() else library.entry(name)
