"""The decision that a question at the end of a text asks for ("Do they sell it?"), and what its "it" stands for."""

from __future__ import annotations

import re

from sobremesa.personas.clauses import trimmed
from sobremesa.personas.english import participle_of, singular_of
from sobremesa.personas.people import GROUPS, is_role
from sobremesa.personas.words import word_list

_QUESTION = re.compile(
    r"(?:^|(?<=[.!?;:] ))(do|does|should|will|would|must|shall|can) "
    r"(they|we|he|she|(?:the |their )?[a-z]+) ((?!not\b)[a-z]+(?: [^.!?;:]+)?)\?",
    re.IGNORECASE,
)
_GETS = re.compile(
    r"get (?:(?:an?|another) (?!agreement|answer|compromise|deal|majority|raise|result|settlement|verdict)|rid of|"
    r"married|divorced)"
)
"""Where to get is to do something: to get a dog, and not to get along, or a deal."""
_PEOPLE = frozenset({"they", "we", "he", "she"})
_OBLIGES = frozenset({"should", "must", "shall"})
_SAYING = frozenset({"report", "tell", "reveal", "publish", "admit", "hide", "say", "disclose", "confess", "announce"})
_LEARNT = re.compile(
    r"\b(?:learns?|learned|learnt|discovers?|discovered|reali[sz]es?|finds? out|found out|hears?|heard|notices?|"
    r"suspects?|knows?)\b(?: that)? (?!of\b|about\b)([^.,!?;:—]+)"
)
_CLAUSE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|cannot|does|do|did)\b")
_PHRASE = re.compile(
    r"(?:(?P<before>[\w-]+) )?\b(?:[Aa]n?|[Tt]he|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur|[Ii]ts) (?:[\w-]+['’]s? )?"
    r"(?=(?P<run>[a-z-]+(?: [a-z-]+){0,4}))"
)
LONGEST_NOUN = 3
"""In words; a noun phrase that runs on has caught what follows it."""


def asked_decision(text: str) -> tuple[str, str] | None:
    """Subject and verb phrase of the decision that a text asks for, its pronoun replaced; None if it asks for none.

    The verb is one of doing: `Do they get along?` asks what comes about, and is for the simulator to answer.
    """
    for found in reversed(list(_QUESTION.finditer(text))):
        auxiliary, subject, phrase = found.group(1).lower(), found.group(2).lower(), found.group(3).strip()
        head = subject.split()[-1]
        who = subject in _PEOPLE or is_role(singular_of(head), introduced=False) or head in GROUPS
        comes_about = phrase.split()[0] in word_list("outcomes") and not _GETS.match(phrase)
        if who and (auxiliary in _OBLIGES or not comes_about):
            return "they" if subject in _PEOPLE else subject, resolved(phrase, text[: found.start()])
    return None


def resolved(phrase: str, before: str) -> str:
    """A verb phrase with what its `it` stands for in the text before, or with the object that it leaves out."""
    verb, _, rest = phrase.partition(" ")
    pronoun = re.match(r"(?:it|them|this|that)\b(.*)$", rest)
    if not pronoun and (rest or verb not in word_list("takes_object")):
        return phrase
    tail = pronoun.group(1) if pronoun else ""
    clause = learnt_clause(before) if verb in _SAYING else None
    if clause:
        return f"{verb} that {clause}{tail}"
    thing = object_of(verb, before)
    spelled_out = None if thing else _spelled_out(verb, before)
    if spelled_out:
        return spelled_out
    thing = thing or first_thing(before)
    return f"{verb} {thing}{tail}" if thing else phrase


def _spelled_out(verb: str, before: str) -> str | None:
    """The decision as the text has put it: `whether to let tourists in` for `let them in`."""
    found = re.search(rf"\bwhether to ({verb} (?!(?:it|them|this|that)\b)[^.!?;:—]+)", before)
    return trimmed(found.group(1)) if found else None


def learnt_clause(text: str) -> str | None:
    """What came out, as a clause: `their published data were fabricated`."""
    found = _LEARNT.search(text)
    return found.group(1).strip() if found and _CLAUSE.search(found.group(1)) else None


def object_of(verb: str, text: str) -> str | None:
    """What the text has somebody `verb`, with `the` in front: `open a second shop` gives `the second shop`."""
    forms = rf"(?:{verb}|{verb}s|{participle_of(verb)}|{verb.removesuffix('e')}ing)"
    for found in re.finditer(rf"\b{forms} ", text):
        phrase = _PHRASE.match(text, found.end())
        if phrase and not phrase.group("before"):
            return f"the {_noun(phrase)}"
    return None


def first_thing(text: str) -> str | None:
    """The first thing, not a person, that a text names: `their mother's house`; one after a preposition only if it is
    what the talk is about (`decide on a bridge`) and nothing else is named.
    """
    about = None
    for found in _PHRASE.finditer(text):
        noun, before = _noun(found), (found.group("before") or "").lower()
        head = noun.split()[-1]
        if is_role(singular_of(head)) or head in GROUPS:
            continue
        if before not in word_list("links"):
            return f"the {noun}"
        if about is None and before in {"on", "about", "over"}:
            about = f"the {noun}"
    return about


def last_person(text: str) -> str | None:
    """The last single person whom a text names by what they are, with `the` in front: whom `he` or `she` stands for."""
    named = (word for word in reversed(re.findall(r"[a-z-]+", text)) if is_role(word, introduced=False))
    return next((f"the {word}" for word in named), None)


def _noun(found: re.Match[str]) -> str:
    """The noun phrase of a match: its words as far as the next small word; the first alone if they run on."""
    words: list[str] = []
    for word in found.group("run").split():
        if words and (word in word_list("stops") | word_list("links") or word.endswith(("ed", "ly"))):
            break
        words.append(word)
    return " ".join(words if len(words) <= LONGEST_NOUN else words[:1])
