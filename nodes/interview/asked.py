"""What a question to a run is about, as far as its words say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sobremesa.nodes.interview.record import Record
from sobremesa.nodes.interview.sought import DOWNWARDS, HIGHEST, LOWEST, NOTHING, OF_FIGURES, UPWARDS, Sought, sought
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
DECIDED = re.compile(r"\b(?:decid|decision|lever|set\b|chose|choice)\w*", re.IGNORECASE)
SPOKE = re.compile(
    r"\b(?:say|says|said|sa[iy]ng|tell|told|speak|spoke|talk(?:ed|s)? about|mention|argue)\w*", re.IGNORECASE
)
AGREED = re.compile(r"\b(?:agree|disagree|differ|apart|close to|side with|sided)\w*", re.IGNORECASE)
SIDES = re.compile(r"\b(?:most|strongest|strongly) (?:against|for|opposed|in favou?r|support\w*)\b", re.IGNORECASE)
AGAINST = re.compile(r"\b(?:against|oppos)\w*", re.IGNORECASE)

ASKING = (HIGHEST, LOWEST, UPWARDS, DOWNWARDS, OF_FIGURES)
"""Words that ask for figures, and name nothing."""
OF_ANY_TALK = frozenset([
    "say", "said", "says", "tell", "told", "think", "thought", "talk", "talked", "argue", "argued", "conversation",
    "happen", "happened", "mean", "meant", "go", "went", "end", "ended", "begin", "began", "start", "started", "get",
    "got", "give", "gave", "given", "run", "people", "everyone", "anyone", "nobody", "anybody", "most", "first", "last",
    "round", "cycle", "step", "reason", "way", "point", "come", "came", "make", "made", "worse", "better", "against",
    "speak", "spoke", "spoken", "mention", "mentioned", "everybody", "somebody", "someone", "anything", "something",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: whom it names (ids), its telling words in small letters, and the courses whose measure it names.

    `courses` are those of the arms that it names, else of the arm that was asked about; `levers` what talks move and it
    names.
    """

    text: str
    people: tuple[str, ...]
    words: frozenset[str]
    courses: tuple[Course, ...]
    levers: tuple[str, ...] = ()
    seeking: Sought = NOTHING

    @property
    def matter(self) -> frozenset[str]:
        """The words that say what it is about: without those that any question has, and those that ask for figures."""
        return frozenset(word for word in self.words - OF_ANY_TALK if not any(one.search(word) for one in ASKING))


def asked(question: str, record: Record) -> Asked:
    """The question, read."""
    words = frozenset(word.casefold() for word in _WORD.findall(question)) - SMALL
    people = tuple(_named(words, record))
    named = {word for one in people for word in _names(one, record)}
    arms = _arms(question, record)
    courses = tuple(_courses(words, record, arms))
    named |= {word for arm in arms if arm.casefold() in question.casefold() for word in telling(arm)}
    return Asked(question, people, words - named, courses, tuple(_levers(words, record)), sought(question))


def every_course(about: Asked, record: Record) -> tuple[Course, ...]:
    """The courses of all measures, in the arms that a question names, else in that which was asked about."""
    arms = _arms(about.text, record)
    return tuple(course for course in record.evidence.courses if course.arm in arms)


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
    intent = (TURNED, FELT, STOOD, DECIDED, SPOKE)
    said = [word for word in sorted(about.matter) if not any(one.search(word) for one in intent)]
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


def _courses(words: frozenset[str], record: Record, arms: frozenset[str]) -> Iterator[Course]:
    """The courses of the measures that have most of the question's words, and fewest others; none without any."""
    hits: dict[str, tuple[int, float]] = {}
    for course in record.evidence.courses:
        own = _stems(telling(course.measure.replace("_", " ")))
        common = len(own & _stems(words))
        hits[course.measure] = common, common / max(1, len(own))
    most = max(hits.values(), default=(0, 0.0))
    yield from (one for one in record.evidence.courses if most[0] and hits[one.measure] == most and one.arm in arms)


def _arms(question: str, record: Record) -> frozenset[str]:
    """The arms that a question names, by their names or as the rule; where it names none, the one asked about."""
    document = record.evidence.document
    if document is None:
        return frozenset()
    from sobremesa.mechanics.asked import scenario_arm

    said, arms = question.casefold(), document.experiment.arms
    named = [arm.name for arm in arms if any(name in said for name in _called(arm.name))]
    if not named and re.search(r"\brules?\b|\bwithout (?:the )?(?:talk|people|them)\b", said):
        named = [arm.name for arm in arms if arm.personas == "off"]
    return frozenset(named or [scenario_arm(document).name])


def _called(arm: str) -> Iterator[str]:
    """What an arm is called in a question: `no repair` is `without repair` too."""
    name = arm.casefold()
    yield name
    if name.startswith("no "):
        yield f"without {name.removeprefix('no ')}"


def _levers(words: frozenset[str], record: Record) -> Iterator[str]:
    """What talks move and a question names, with all the words of its name."""
    for moves in dict.fromkeys(decided.moves for decided in record.decisions):
        if _stems(telling(moves.replace("_", " "))) <= _stems(words):
            yield moves


def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_stem(word)[:5] for word in words if len(word) > 2)


def _stem(word: str) -> str:
    """A word without the ending of another form of it: `wait` of `waiting`."""
    ending = next((one for one in ("ing", "ed", "es", "s") if word.endswith(one)), "")
    return word.removesuffix(ending) if len(word) - len(ending) > 2 else word


def overlap(one: frozenset[str], other: frozenset[str]) -> int:
    """How many words two sets have in common, by their beginnings."""
    return len(_stems(one) & _stems(other))
