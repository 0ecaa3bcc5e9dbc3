"""What a text is about: rules tried in turn, from a decision that is spelled out to mere company."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from sobremesa.personas.asked import asked_decision, last_person, resolved
from sobremesa.personas.befallen import befalling, done_wrong, reacted_to
from sobremesa.personas.clauses import HAPPENED, TO_THE_END, WRONG, trimmed
from sobremesa.personas.english import base_of, base_of_third
from sobremesa.personas.gladness import celebrated, feasted
from sobremesa.personas.matter import (
    PARTICIPLE,
    Matter,
    celebration,
    company,
    decision,
    definite,
    disclosed,
    event,
    going_ahead,
    modal,
    named_decision,
    reveal,
    stated,
)
from sobremesa.personas.people import DETERMINERS, is_role
from sobremesa.personas.words import word_list

_TALK = r"(?:quarrel|argue|fight|talk|debate|discuss|disagree|negotiate|deliberate|think|decide|vote|clash)\w*"
_TOLD = r"(?:tells?|told|informs?|warns?)\b[^.,;!?]{0,60}?\bthat"
_LEARN = (
    r"(?:announces?|announced|learns?|learned|learnt|discovers?|discovered|reali[sz]es?|hears?|heard|notices?|"
    r"finds? out|found out)\b(?: at \w+)?(?: that)?(?! why| who| how| what)"
)
_VERB = re.compile(r"\b(?:is|are|was|were|will|would|can|cannot|has|have|had|must|may|do|does|did|[a-z]+(?:s|ed))\b")
_PLAN = re.compile(
    r"\b(?:increase|plan|road|bridge|dam|project|merger|ban|tax|law|proposal|move|trip|reform|cuts?|closure|sale|park|"
    r"purchase|investment|wedding|marriage|rise|strike|expansion|deal)$"
)
_NEWS = {
    "move": "the move", "close": "the closure", "merge": "the merger", "leav": "the departure", "marry": "the wedding",
    "dismiss": "the dismissals", "fired": "the dismissals", "sold": "the sale", "cut": "the cuts",
}  # fmt: skip


@lru_cache(maxsize=64)
def read_matter(text: str) -> Matter:
    """The matter of a scenario; `company` where nothing is decided and nothing happens."""
    flat = " ".join(text.split())
    for rule in RULES:
        matter = rule(flat)
        if matter is not None:
            return matter
    return company()


def matter_from(question: str, scene: str) -> Matter:
    """The matter of a perception: as read from the scene if that gives the same question, else from the question."""
    read = read_matter(scene)
    statement = question.strip().rstrip(".!?")
    return read if statement in {read.question, ""} else stated(statement)


def _jury(text: str) -> Matter | None:
    if not re.search(r"\b(?:jury|jurors?|defendant|verdict|on trial)\b", text, re.IGNORECASE):
        return None
    doing = "finding the defendant guilty"
    return named_decision("the defendant", "be found guilty", "find the defendant guilty", doing)


def _celebrated(text: str) -> Matter | None:
    topic = celebrated(text)
    return celebration(topic) if topic else None


def _feasted(text: str) -> Matter | None:
    topic = feasted(text)
    return celebration(topic) if topic else None


def _asked(text: str) -> Matter | None:
    asked = asked_decision(text)
    if asked is None:
        return None
    subject, phrase = asked
    clause = re.match(r"([a-z]+) that (.+)$", phrase)
    if clause:
        return disclosed(*clause.groups())
    if subject == "they":
        return decision(trimmed(phrase))
    return modal(f"{subject} should {trimmed(phrase)}", subject, "should", trimmed(phrase))


def _whether_to(text: str) -> Matter | None:
    match = re.search(rf"\b(?:whether|plans?|proposes?|threatens?) to {TO_THE_END}", text)
    return decision(resolved(trimmed(match.group(1)), text[: match.start()])) if match else None


def _whether_should(text: str) -> Matter | None:
    match = re.search(
        r"\b(?:whether|if|that) ((?:the |their |a |an )?[\w' -]{2,50}?) should ([^.!?;:,—]+)", text
    ) or re.search(r"(?:^|[.!?:] )[Ss]hould ((?:the |their |a |an )?[\w'-]+(?: [\w'-]+)??) ([^.!?;:,—]+)\?", text)
    if match is None:
        return None
    subject, rest = match.group(1), trimmed(match.group(2))
    if subject in {"he", "she"}:
        subject = last_person(text[: match.start()]) or subject
    if subject in {"they", "we", "he", "she", "I"}:
        return decision(rest)
    return modal(f"{subject} should {rest}", subject, "should", rest)


def _whether_may(text: str) -> Matter | None:
    """Somebody is to be allowed something: `whether their daughter may go`."""
    match = re.search(r"\bwhether (he|she|(?:the|their|a|an) [\w' -]{2,40}?) may ([^.!?;:,—]+)", text)
    if match is None:
        return None
    subject, rest = match.group(1), trimmed(match.group(2))
    if subject in {"he", "she"}:
        subject = last_person(text[: match.start()]) or subject
    elif not is_role(subject.split()[-1]):
        return None
    allowed = modal(f"{subject} should be allowed to {rest}", subject, "should", f"be allowed to {rest}")
    return allowed.model_copy(update={"do": f"let {subject} {rest}", "doing": f"letting {subject} {rest}"})


def _about_doing(text: str) -> Matter | None:
    named = rf"\b{_TALK}\b(?:(?: \w+){{0,3}}? (?:about|over|on|of))?"
    planned = r"\b(?:consider(?:s|ed|ing)?|plan(?:s|ned|ning) on|suggest(?:s|ed)?|propose[sd]?)"
    match = re.search(rf"(?:{named}|{planned}) ([a-z]+ing)\b(?: {TO_THE_END})?", text)
    if match is None or match.group(1) in {"nothing", "something", "anything", "everything", "evening", "during"}:
        return None
    if (match.group(1) == "building" and not match.group(2)) or _describes(match.group(1), match.group(2) or ""):
        return None
    return decision(f"{base_of(match.group(1))} {trimmed(match.group(2) or '')}".strip())


def _describes(word: str, after: str) -> bool:
    """Whether an -ing form says how the noun right after it is: `failing interfaces`, `working hours`."""
    noun = after.partition(" ")[0].lower()
    if f"{word}-{noun}" in word_list("described"):
        return True
    small = DETERMINERS | word_list("stops") | word_list("links")
    return word in word_list("describing") and bool(noun) and noun not in small


def _who_does(text: str) -> Matter | None:
    must = r"(?:should |will |gets to |has to |must |can )?"
    match = re.search(
        rf"\b(?:decide|discuss|argue|quarrel|debate|fight|settle)\w*(?: \w+)? who ({must})([a-z]+)(?: {TO_THE_END})?",
        text,
    )
    if match is None:
        return None
    auxiliary, verb, rest = match.group(1), match.group(2), trimmed(match.group(3) or "")
    phrase = f"{verb if auxiliary else base_of_third(verb)} {rest}".strip()
    question = {"question": f"one of them should {phrase}", "denial": f"none of them should {phrase}"}
    return decision(phrase).model_copy(update=question)


def _is_doing(text: str) -> Matter | None:
    who = r"(?:he|she|they|it|the [\w-]+) (?:is|are|was|were)"
    match = re.search(rf"\b(?:{_TOLD}|{_LEARN}) {who} (?!being)([a-z]+ing) {TO_THE_END}", text)
    return decision(f"{base_of(match.group(1))} {trimmed(match.group(2))}") if match else None


def _how_to_be(text: str) -> Matter | None:
    match = re.search(r"\bhow ([a-z]+) to be\b", text)
    return stated(f"they should be {match.group(1)}") if match else None


def _vote_on(text: str) -> Matter | None:
    match = re.search(rf"\b(?:votes?|voting|referendum)\b(?: \w+)? (?:on|over|about) {TO_THE_END}", text)
    return going_ahead(definite(trimmed(match.group(1)))) if match else None


def _talk_of(text: str) -> Matter | None:
    done = re.search(rf"\bwhat (?:to do|should be done|can be done) about {TO_THE_END}", text)
    if done:
        return _doing_something(trimmed(done.group(1)))
    begins = "|".join(("a", "an", "the", "their", "his", "her", *sorted(word_list("describing"))))
    match = re.search(rf"\b({_TALK})\b(?:(?: \w+){{0,2}}? (?:about|over|on)|(?= (?:{begins})\b)) {TO_THE_END}", text)
    if match is None or re.match(r"(?:who|what|how|why|whether|it|this|that|them)\b", match.group(2)):
        return None
    topic = definite(trimmed(match.group(2)))
    if _PLAN.search(topic):
        return going_ahead(topic)
    disputed = re.match(r"quarrel|argu|fight|disagree|clash|debat", match.group(1))
    befallen = re.search(rf"\b(?:{HAPPENED})\b", topic)
    return _doing_something(topic) if disputed and not befallen else event(topic)


def _doing_something(topic: str) -> Matter:
    named = named_decision(
        "something", f"be done about {topic}", f"do something about {topic}", f"doing something about {topic}"
    )
    return named.model_copy(update={"topic": definite(topic), "denial": f"nothing should be done about {topic}"})


def _told(text: str) -> Matter | None:
    match = re.search(rf"\b(?:{_TOLD}|{_LEARN}) {TO_THE_END}", text)
    if match is None:
        return None
    clause = _named(match.group(1).strip(), text)
    if not _VERB.search(clause):
        return event(definite(trimmed(clause)))
    if WRONG.search(clause):
        return reveal(clause)
    topic = next((news for cue, news in _NEWS.items() if cue in clause), "the news")
    return event(topic, f"it should be accepted that {clause}", f"it should not be accepted that {clause}")


def _want_to(text: str) -> Matter | None:
    match = re.search(rf"\bwants? to ([a-z]+ {TO_THE_END[1:]}", text)
    return decision(resolved(trimmed(match.group(1)), text[: match.start()])) if match else None


def _when_done(text: str) -> Matter | None:
    match = re.search(
        rf"\b(?:when|if|after) ((?:the|a|an|their|our) [\w -]{{3,40}}? (?:is|are|was|were) (?:{PARTICIPLE})\b)", text
    )
    if match is None:
        return None
    clause = match.group(1)
    return event("the news", f"it should be accepted that {clause}", f"it should not be accepted that {clause}")


def _may_do(text: str) -> Matter | None:
    match = re.search(r"\b(the [a-z-]+(?: [a-z-]+)?) (?:may|might|could) ([a-z]+(?: [^.!?;:,—]+)?)", text)
    if match is None:
        return None
    subject, phrase = match.group(1), trimmed(match.group(2))
    scarce = re.search(r"(?:^|[.!?:] |[Tt]he )([A-Z]?[a-z]+) (?:gets?|becomes?|runs?) (?:scarce|low|short)", text)
    if scarce and " " not in phrase:
        return decision(f"{phrase} {scarce.group(1).lower()}")
    return modal(f"{subject} should {phrase}", subject, "should", phrase)


def _negotiate(text: str) -> Matter | None:
    match = re.search(r"\bnegotiates? (?:about |over )?((?:the|a|an|their) [\w-]+(?: [\w-]+)?)", text)
    if match is None and not re.search(r"\b(?:bargain|negotiat|haggl|come to terms)\w*", text):
        return None
    topic = definite(match.group(1)) if match else "the offer"
    return named_decision(topic, "be accepted", f"accept {topic}", f"accepting {topic}")


def _rate(text: str) -> Matter | None:
    moves = r"(?:change|set|move|raise|affect|influence|steer)s?"
    match = re.search(rf"\b{moves} (the (?:[\w-]+ ){{0,2}}(?:rate|speed|price|quota|budget|level))\b", text)
    if match is None:
        return None
    topic = match.group(1)
    return named_decision(topic, "be raised", f"raise {topic}", f"raising {topic}")


RULES: tuple[Callable[[str], Matter | None], ...] = (
    _jury, _asked, _celebrated, _whether_to, _whether_should, _whether_may, _about_doing, _who_does, _is_doing,
    _how_to_be, _vote_on, _negotiate, _talk_of, _told, reacted_to, _may_do, _rate, _when_done, _want_to, _feasted,
    befalling, done_wrong,
)  # fmt: skip
"""Tried in turn; the first that finds its pattern decides."""


def _named(clause: str, text: str) -> str:
    """The clause with `half of them` said by name, where the text has named a group just before."""
    group = re.search(r"\b(team|family|crew|class|staff|village|group|council|board|band)\b", text)
    if group:
        part = r"\b(half|some|most|two|three|one|part|many|all) of them\b"
        clause = re.sub(part, rf"\1 of the {group.group(1)}", clause)
    return trimmed(clause)
