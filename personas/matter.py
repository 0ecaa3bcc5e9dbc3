"""What is talked about: the statement that stance +1 agrees with, and the words in which people refer to it.

`subject_matter` finds it in a text; this file holds the type and how one is made: of a decision ("sell the company"),
of something that came out, of something that happened, of a celebration, or of company alone.
"""

from __future__ import annotations

import re
from typing import Literal

from sobremesa.personas.card import Card
from sobremesa.personas.english import IRREGULAR, gerund_of, is_plural, participle_of
from sobremesa.personas.people import DETERMINERS

Kind = Literal["decision", "reveal", "event", "celebration", "company"]

PARTICIPLE = "|".join([r"\w+ed", *sorted(set(IRREGULAR.values()))])
_PARTICLES = frozenset({"in", "out", "up", "down", "off", "over", "back", "away", "on"})
_WITH_ON = frozenset({"bring", "carry", "hold", "keep", "pass", "put", "switch", "take", "try", "turn"})
"""Verbs that have a meaning of their own with `on`: to turn something on, but to work on Sundays."""
_PREPOSITIONS = (
    r"(?:to|for|from|with|in|at|by|into|because|on|about|against|behind|without|before|after|instead|and|as|unless|until|that|"
    r"whether|how|why)"
)
_PERSONS = frozenset({"him", "her", "them", "us", "me", "you"})
_PRONOUNS = _PERSONS | {"it", "that", "these", "those", "something", "nothing"}
_ACTIVE = frozenset({
    "become", "be", "come", "get", "go", "have", "leave", "let", "make", "move", "need", "stay", "strike", "talk",
    "wait", "want",
})  # fmt: skip
"""Verbs that take no object, or whose object does not make the subject of a sentence."""
_TO_WHOM = re.compile(r"(?!(?:all|both|half) )\w+ (?:an?|the|their|his|her|some|more|another)\b")
_SHE = re.compile(rf"her(?: {_PREPOSITIONS}\b| (?:an?|the|some|go|in|out|up|off|back)\b|$)")


class Matter(Card):
    """A matter in words: `question` holds if stance is +1, `denial` if it is -1; both without capital or full stop.

    `doing` is a noun phrase for the question's side ("selling the company"), `topic` one for the thing itself
    ("the company"), `do` the verb phrase ("sell the company").
    """

    kind: Kind
    question: str
    denial: str
    topic: str
    doing: str
    do: str

    @property
    def claim(self) -> str:
        """The question as those say it whom it is about."""
        return _in_person(re.sub(r",? now$", "", self.question)) if self.kind != "event" else f"we can {self.do}"

    @property
    def denied(self) -> str:
        """The denial as those say it whom it is about."""
        return _in_person(re.sub(r",? now$", "", self.denial)) if self.kind != "event" else f"we can't {self.do}"


def decision(phrase: str) -> Matter:
    """A decision from a verb phrase: passive where it has an object, so that nobody in particular has to do it.

    A person who is meant by a pronoun, or who is given something, stays an object: `they should fire him`.
    """
    verb, _, rest = phrase.partition(" ")
    particle, _, after = rest.partition(" ")
    apart = particle == "on" and verb not in _WITH_ON
    moved = f" {particle}" if particle in _PARTICLES and after and not apart else ""
    rest = after if moved else rest
    spoken = f"{verb}{moved} {_ours(rest)}".strip()
    split = re.match(rf"(.+?)((?: {_PREPOSITIONS}\b.*)?)$", rest)
    if split is None or apart or rest in _PARTICLES or re.match(rf"{_PREPOSITIONS}\b", rest) or _is_active(verb, rest):
        question, denial = f"they should {phrase}", f"they should not {phrase}"
        thing = split.group(1) if split is not None and verb == "get" else ""
        topic = definite(_ours(thing)) if thing.partition(" ")[0] in DETERMINERS else "the decision"
    else:
        thing, tail = split.groups()
        if tail.startswith((" that ", " whether ", " how ", " why ")):
            spoken = spoken.replace(_ours(thing), definite(_ours(thing)), 1)
            thing = definite(thing)
        done = f"be {participle_of(verb)}{moved}{tail}"
        question, denial = f"{thing} should {done}", f"{thing} should not {done}"
        topic = definite(_ours(thing))
    return Matter(
        kind="decision", question=question, denial=denial, topic=topic, doing=gerund_phrase(spoken), do=spoken
    )


def _is_active(verb: str, rest: str) -> bool:
    """Whether what comes after the verb can't be the subject: `him`, `her the truth`, `married`."""
    first = rest.partition(" ")[0]
    person = _SHE.match(rest) is not None if first == "her" else first in _PERSONS
    return verb in _ACTIVE or person or _TO_WHOM.match(rest) is not None


def going_ahead(topic: str) -> Matter:
    """A decision on a plan that is named by a noun: `the new road`."""
    return named_decision(topic, "go ahead", f"go ahead with {topic}", f"going ahead with {topic}")


def named_decision(topic: str, predicate: str, do: str, doing: str) -> Matter:
    """A decision whose statement is `topic` should `predicate`."""
    question, denial = f"{topic} should {predicate}", f"{topic} should not {predicate}"
    return Matter(kind="decision", question=question, denial=denial, topic=topic, doing=doing, do=do)


def modal(statement: str, subject: str, verb: str, rest: str) -> Matter:
    """A decision that was written as a statement: `the town hall should speak openly`."""
    denial = f"{subject} {verb} not {rest}" if verb != "ought to" else f"{subject} ought not to {rest}"
    rest = re.sub(r",? now$", "", rest)
    passive = re.match(rf"be ((?:{PARTICIPLE})\b.*)$", rest)
    if subject in {"they", "we", "I"}:
        topic, do, doing = _object(rest) or "it", rest, gerund_phrase(rest)
    else:
        vague = subject.partition(" ")[0] in {
            "more",
            "fewer",
            "less",
            "something",
            "someone",
            "people",
            "everyone",
            "nobody",
        }
        topic = (_object(rest) or "this") if vague else subject
        done = passive.group(1) if passive else rest
        do, doing = f"have {subject} {done}", f"having {subject} {done}"
    return Matter(kind="decision", question=statement, denial=denial, topic=topic, doing=doing, do=do)


def event(topic: str, question: str | None = None, denial: str | None = None) -> Matter:
    """Something that happened and can be lived with, or not."""
    return Matter(
        kind="event",
        question=question or f"{topic} can be lived with",
        denial=denial or f"{topic} cannot be lived with",
        topic=topic,
        doing=f"living with {topic}",
        do=f"live with {topic}",
    )


def reveal(clause: str) -> Matter:
    """Something that has come out and could be made public: `the figures are wrong`."""
    subject = re.match(r"((?:the|a|an|their|his|her|some|all) [\w-]+(?: [\w-]+)?) ", clause)
    return Matter(
        kind="reveal",
        question=f"it should be made public that {clause}",
        denial=f"it should not be made public that {clause}",
        topic=_without_verb(definite(subject.group(1))) if subject else "this",
        doing="making it public",
        do="make it public",
    )


def disclosed(verb: str, clause: str) -> Matter:
    """Something that has come out, and whether those who know should `verb` it: report that the figures are wrong."""
    said = f"{verb} that {clause}"
    return reveal(clause).model_copy(
        update={
            "question": f"they should {said}",
            "denial": f"they should not {said}",
            "doing": f"{gerund_of(verb)} it",
            "do": f"{verb} it",
        }
    )


def celebration(topic: str) -> Matter:
    """Something that people are glad of: `the wedding`."""
    verb = "are" if is_plural(topic) else "is"
    return Matter(
        kind="celebration",
        question=f"{topic} {verb} a reason to be happy",
        denial=f"{topic} {verb} no reason to be happy",
        topic=topic,
        doing="celebrating",
        do="celebrate",
    )


def company() -> Matter:
    """People who merely sit together."""
    return Matter(
        kind="company",
        question="people this different can get along",
        denial="people this different cannot get along",
        topic="this table",
        doing="getting along",
        do="get along",
    )


def stated(statement: str) -> Matter:
    """A matter from a statement that somebody wrote down."""
    said = re.match(r"they should ([a-z]+) that (.+)$", statement)
    if said:
        return disclosed(*said.groups())
    shape = re.match(r"(.+?) (should|must|ought to) (.+)$", statement)
    if shape and not statement.startswith("it should be"):
        return modal(statement, *shape.groups())
    glad = re.match(r"(.+) (?:is|are) a reason to be happy$", statement)
    if glad:
        return celebration(glad.group(1))
    lived = re.match(r"(.+) can be (?:lived with|accepted)$", statement)
    if lived:
        return event(lived.group(1))
    return event("this", statement, negated(statement))


def negated(statement: str) -> str:
    """The statement denied: `not` after its first auxiliary, else "it is not true that …"."""
    auxiliary = r"\b(should|can|must|will|would|could|is|are|was|were)\b(?! not)"
    changed, count = re.subn(auxiliary, r"\1 not", statement, count=1)
    return changed.replace("can not", "cannot") if count else f"it is not true that {statement}"


def definite(phrase: str) -> str:
    """The phrase with `the` in front unless it has a determiner of its own."""
    first, _, rest = phrase.strip().partition(" ")
    word = first.lower()
    if rest and word in {"a", "an", "some", "their", "his", "her", "its"}:
        return f"the {rest}"
    named = word in DETERMINERS | _PRONOUNS or word in {"all", "no", "what", "everyone", "more", "fewer", "less"}
    own = named or (first[:1].isupper() and not rest)
    return phrase.strip() if own else f"the {phrase.strip()}"


def gerund_phrase(phrase: str) -> str:
    """`sell the company` → `selling the company`."""
    verb, _, rest = phrase.partition(" ")
    return f"{gerund_of(verb)} {_ours(rest)}".strip()


def _ours(phrase: str) -> str:
    """A phrase as those say it whom it is about; `her` where it is `she` stays."""
    return re.sub(rf"\btheir\b|\bhis\b|\b(?!{_SHE.pattern})her\b", "our", phrase)


def _in_person(statement: str) -> str:
    spoken = re.sub(r"\b(one|none|some|half|all) of them\b", r"\1 of us", _ours(statement))
    return re.sub(r"^they\b", "we", spoken)


def _without_verb(topic: str) -> str:
    """A subject of up to two words without the verb or pronoun that was caught with it."""
    words = topic.split()
    caught = {"is", "are", "was", "were", "has", "have", "had", "he", "she", "they", "we", "that", "will", "can"}
    return " ".join(words[:-1]) if words[-1] in caught and len(words) > 2 else topic


def _object(phrase: str) -> str | None:
    found = re.search(r"\b((?:the|a|an|their|its|our) [\w'-]+(?: [\w'-]+)?)$", phrase)
    return definite(found.group(1)) if found else None
