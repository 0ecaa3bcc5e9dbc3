"""What a question to a run is about, as far as its words say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sobremesa.nodes.interview.record import Record
from sobremesa.nodes.report import Course

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SMALL = frozenset([
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "about", "and", "or", "but", "is",
    "are", "was", "were", "be", "been", "do", "does", "did", "has", "have", "had", "it", "its", "this", "that",
    "these", "those", "what", "who", "whom", "whose", "why", "when", "where", "which", "how", "much", "many",
    "there", "then", "they", "them", "their", "he", "she", "his", "her", "we", "us", "our", "you", "your", "i",
    "me", "my", "not", "no", "so", "as", "from", "into", "out", "up", "down", "during", "after", "before",
    "really", "just",
])  # fmt: skip
NOT_HERE = re.compile(
    r"\bwhat if\b|\bwould (?:\w+ ){0,3}(?:have|be|happen)\b|\bcould have\b|\bshould\b|\bwill\b|\bgoing to\b|"
    r"\bif \w+ (?:had|were)\b",
    re.IGNORECASE,
)
TURNED = re.compile(
    r"\b(?:g[ia]ve|giving|given)\b[^?]*\b(?:in|up|way|ground)\b|"
    r"\b(?:chang|agree|turn|move|soften|yield|persuad|convinc|budge|come round|came round|switch|side with|sided)\w*",
    re.IGNORECASE,
)
FELT = re.compile(
    r"\b(?:feel|felt|feeling|mood|emotion|angry|anger|afraid|fear|sad|happy|upset|calm|frustrat)\w*", re.IGNORECASE
)
STOOD = re.compile(r"\b(?:stand|stood|stance|position|opinion|for or against|favou?r|oppose)\w*", re.IGNORECASE)
DECIDED = re.compile(r"\b(?:decid|decision|lever|set)\w*", re.IGNORECASE)


OF_ANY_TALK = frozenset([
    "say", "said", "says", "tell", "told", "think", "thought", "talk", "talked", "argue", "argued", "conversation",
    "happen", "happened", "mean", "meant", "go", "went", "end", "ended", "begin", "began", "start", "started", "get",
    "got", "give", "gave", "given", "run", "people", "everyone", "anyone", "nobody", "anybody", "most", "first", "last",
    "round", "cycle", "step", "reason", "way", "point", "come", "came", "make", "made", "worse", "better", "against",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: whom it names (ids), its telling words in small letters, and the courses whose measure it names."""

    text: str
    people: tuple[str, ...]
    words: frozenset[str]
    courses: tuple[Course, ...]


def asked(question: str, record: Record) -> Asked:
    """The question, read."""
    words = frozenset(word.casefold() for word in _WORD.findall(question)) - SMALL
    people = tuple(_named(words, record))
    named = {word for one in people for word in _names(one, record)}
    return Asked(question, people, words - named, tuple(_courses(words, record)))


def telling(text: str) -> frozenset[str]:
    """The words of a text that say what it is about."""
    return frozenset(word.casefold() for word in _WORD.findall(text)) - SMALL


def unknown_names(question: str, record: Record) -> tuple[str, ...]:
    """Names in a question that nothing in the run holds; the word that opens it is none."""
    later = _WORD.findall(question)[1:]
    known = record.ground.known | {name for one in record.evidence.personas for name in _names(one, record)}
    return tuple(word for word in later if word[:1].isupper() and not telling(word) <= known)


def unknown_words(about: Asked, record: Record) -> tuple[str, ...]:
    """The words of a question that names nobody and no measure, where the run has none of them."""
    if about.people or about.courses:
        return ()
    known = _stems(record.ground.known)
    intent = (TURNED, FELT, STOOD, DECIDED)
    said = [word for word in sorted(about.words - OF_ANY_TALK) if not any(one.search(word) for one in intent)]
    return tuple(said) if not any(_stems(frozenset([word])) & known for word in said) else ()


def _named(words: frozenset[str], record: Record) -> Iterator[str]:
    for one in record.evidence.personas:
        if words & _names(one, record):
            yield one


def _names(one: str, record: Record) -> frozenset[str]:
    """The words that stand for someone alone: of the id and the name, and those of the role that no other has."""
    personas = record.evidence.personas
    own = personas[one].public
    others = telling(" ".join(other.public.role for other in personas.values() if other.id != one))
    return telling(f"{one.replace('_', ' ')} {own.name}") | (telling(own.role) - others)


def _courses(words: frozenset[str], record: Record) -> Iterator[Course]:
    """The courses of the measures whose words the question has, the best first; of the arm that was asked about."""
    document = record.evidence.document
    if document is None:
        return
    from sobremesa.mechanics.asked import scenario_arm

    arm = scenario_arm(document).name
    own = [course for course in record.evidence.courses if course.arm == arm]
    hits = [(len(_stems(telling(course.measure.replace("_", " "))) & _stems(words)), course) for course in own]
    yield from (course for number, course in sorted(hits, key=lambda hit: -hit[0]) if number)


def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_stem(word)[:5] for word in words if len(word) > 2)


def _stem(word: str) -> str:
    """A word without the ending of another form of it: `wait` of `waiting`."""
    ending = next((one for one in ("ing", "ed", "es", "s") if word.endswith(one)), "")
    return word.removesuffix(ending) if len(word) - len(ending) > 2 else word


def overlap(one: frozenset[str], other: frozenset[str]) -> int:
    """How many words two sets have in common, by their beginnings."""
    return len(_stems(one) & _stems(other))
