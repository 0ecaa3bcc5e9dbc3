"""Cues: what in a scenario speaks for mechanics, for people who talk, for both, or for neither, and how strongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sobremesa.nodes.reading.lexicon import Family, Side, lexicon
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.people import OWNERS, Somebody, people_of
from sobremesa.nodes.reading.tokens import Text, tokenise
from sobremesa.nodes.reading.words import words

CROWD = Family("crowd", "mechanics", 2.4, 3.2, "it counts many", actors=True)
PLURAL = Family("mass", "mechanics", 0.7, 2.1, "it is about many", actors=True)
FEW = Family("few", "social", 1.6, 2, "it is about a few people", talk=False, actors=True)
ROLE = Family("role", "social", 1.0, 3.2, "it knows single people", actors=True)
NAME = Family("name", "social", 1.0, 2.7, "it names people", actors=True)
FIGURE = Family("figure", "mechanics", 0.8, 1.6, "it states shares, chances, rates or sizes")
PERIOD = Family("period", "mechanics", 0.3, 0.6, "it has a rhythm")
APART = Family("apart", "social", 1.4, 1.4, "it tells them apart")
DIRECTED = Family("directed", "social", 1.2, 1.2, "it has people act", talk=True)
CONDITION = Family("condition", "mechanics", 1.0, 2.0, "each decides by a rule")

FAMILY_OF = {"crowd": CROWD, "few": FEW, "role": ROLE, "name": NAME, "plural": PLURAL}
FIGURES = frozenset({"share", "probability", "rate", "size", "range"})
DIRECTIONS = frozenset({"let", "have", "play", "put", "imagine", "interview"})
WHEN = frozenset({"if", "once", "when", "whenever", "until", "unless"})


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for a side, with the family that they belong to and their place."""

    family: Family
    weight: float
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A scenario as read: its tokens, its numbers, its people and all cues."""

    text: Text
    numbers: tuple[Number, ...]
    people: tuple[Somebody, ...]
    cues: tuple[Cue, ...]

    def total(self, side: Side) -> float:
        """What speaks for a side, each family up to its most."""
        sums: dict[str, float] = {}
        for cue in self.cues:
            if cue.family.side == side:
                sums[cue.family.name] = min(sums.get(cue.family.name, 0.0) + cue.weight, cue.family.most)
        return sum(sums.values())

    def has(self, *families: str) -> bool:
        """Whether any cue of these families was found."""
        return any(cue.family.name in families for cue in self.cues)

    @property
    def owned(self) -> int:
        """How many relations belong to somebody: "its founder", "her brother"."""
        return sum(cue.family.name == "kin" and self.text.word(cue.first - 1) in OWNERS for cue in self.cues)

    def count(self, family: str) -> int:
        """How many cues of a family were found."""
        return sum(cue.family.name == family for cue in self.cues)


def evidence_of(scenario: str) -> Evidence:
    """All that the words of a scenario say about its kind."""
    text = tokenise(scenario)
    numbers = read_numbers(text)
    people = people_of(text, numbers)
    few = {at for one in people if one.sort == "few" for at in range(one.first, one.end)}
    cues = [
        *(cue for cue in worded(text) if cue.family.side != "mechanics" or cue.first not in few),
        *peopled(people),
        *figured(numbers),
        *conditioned(text),
        *told_apart(numbers, text),
        *directed(text, people),
    ]
    return Evidence(text, numbers, people, tuple(sorted(cues, key=lambda cue: cue.first)))


def worded(text: Text) -> Iterable[Cue]:
    """Cues from the lexicon; the same word twice says no more than once."""
    seen: set[tuple[str, str]] = set()
    for hit in lexicon().hits(text):
        key = (hit.family.name, text.word(hit.first)[:5])
        if key not in seen:
            seen.add(key)
            yield Cue(hit.family, hit.family.weight, hit.first, hit.end)


def peopled(people: Sequence[Somebody]) -> Iterable[Cue]:
    """Cues from who is there; a great crowd says more than a small one."""
    for somebody in people:
        family = FAMILY_OF[somebody.sort]
        small = somebody.sort == "crowd" and somebody.count < 50
        yield Cue(family, family.weight * (0.6 if small else 1), somebody.first, somebody.end)


def figured(numbers: Sequence[Number]) -> Iterable[Cue]:
    """Cues from figures: shares, chances, rates and sizes are the stuff of models."""
    for number in numbers:
        if number.kind in FIGURES and not number.weak:
            yield Cue(FIGURE, FIGURE.weight, number.first, number.end)
        elif number.kind == "every":
            yield Cue(PERIOD, PERIOD.weight, number.first, number.end)


def recurring(text: Text) -> Iterable[Cue]:
    """Cues from a rhythm without a number: "every few days", "season after season"."""
    for at in range(len(text)):
        few = text.word(at) in {"every", "each"} and text.word(at + 1) in {"few", "couple"}
        again = text.word(at + 1) in {"after", "by"} and text.word(at) == text.word(at + 2) and text.tokens[at].is_word
        if few or again:
            yield Cue(PERIOD, PERIOD.weight, at, min(at + 3, len(text)))


def conditioned(text: Text) -> Iterable[Cue]:
    """Cues from rules that hold for everyone: "each … once …", "whoever … until …", "if every …"."""
    for first, end in text.sentences:
        subject = next((at for at in range(first, end) if text.word(at) in words("each")), None)
        if subject is None:
            continue
        when = next((at for at in range(subject, end) if text.word(at) in WHEN), None)
        if when is None and text.word(subject - 1) in WHEN:
            when = subject - 1
        if when is not None:
            yield Cue(CONDITION, CONDITION.weight, when, min(when + 3, end))


def told_apart(numbers: Sequence[Number], text: Text) -> Iterable[Cue]:
    """Cues from people who are told apart one by one: "one is shy, one jokes, the other …"."""
    ones = [number.first for number in numbers if number.weak and number.kind == "count" and not is_of(text, number)]
    if len(ones) >= 2:
        yield Cue(APART, APART.weight, ones[0], min(ones[0] + 2, len(text)))


def is_of(text: Text, number: Number) -> bool:
    """Whether a "one" is one of many, or one of a kind: "one of the …", "one till", "no one", "any one"."""
    return text.word(number.end) == "of" or text.word(number.first - 1) in {"no", "any", "every", "each", "by", "only"}


def directed(text: Text, people: Sequence[Somebody]) -> Iterable[Cue]:
    """Cues from people who are told to act: "let a parent and the head …", "have two hosts …", "play the baker"."""
    for somebody in people:
        if somebody.sort in {"role", "name", "few"} and text.word(somebody.first - 1) in DIRECTIONS:
            yield Cue(DIRECTED, DIRECTED.weight, somebody.first - 1, somebody.end)
