"""What a text is about: rules tried in turn, from a decision that is spelled out to mere company."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from sobremesa.personas.asked import asked_decision, resolved
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

_TO_THE_END = r"([^.!?;:—]+)"
_CUT = re.compile(
    r",? (?:while|as it|as they|when|because|so that|before|after|until|each (?:week|month|day)|"
    r"every (?:week|month|day)|in between|and (?:let|have|play|see))\b.*$|,.*$"
)
_TALK = r"(?:quarrel|argue|fight|talk|debate|discuss|disagree|negotiate|deliberate|think|decide|vote|clash)\w*"
_TOLD = r"(?:tells?|told|informs?|warns?)\b[^.,;!?]{0,60}?\bthat"
_LEARN = (
    r"(?:announces?|announced|learns?|learned|learnt|discovers?|discovered|reali[sz]es?|hears?|heard|notices?|"
    r"finds? out|found out)\b(?: at \w+)?(?: that)?(?! why| who| how| what)"
)
_WRONG = re.compile(
    r"\b(?:manipulat|wrong|fake|forg|fraud|steal|stole|cheat|lying|lied|lies|leak|corrupt|poison|unsafe|spy|spied|hid|"
    r"cover|secret|rigged|tamper|bribe|plagiari|falsif|monitor|surveil|abus)\w*",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|will|would|can|cannot|has|have|had|must|may|do|does|did|[a-z]+(?:s|ed))\b")
_HAPPENED = (
    r"epidemic|flood|fire|earthquake|blackout|storm|strike|war|drought|outbreak|accident|layoffs|power cut|lockdown|"
    r"merger|shortage|recession|breakdown|funeral|divorce"
)
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
        return decision(_trim(phrase))
    return modal(f"{subject} should {_trim(phrase)}", subject, "should", _trim(phrase))


def _whether_to(text: str) -> Matter | None:
    match = re.search(rf"\b(?:whether|plans?|proposes?|threatens?) to {_TO_THE_END}", text)
    return decision(resolved(_trim(match.group(1)), text[: match.start()])) if match else None


def _whether_should(text: str) -> Matter | None:
    match = re.search(
        r"\b(?:whether|if|that) ((?:the |their |a |an )?[\w' -]{2,50}?) should ([^.!?;:,—]+)", text
    ) or re.search(r"(?:^|[.!?:] )[Ss]hould ((?:the |their |a |an )?[\w'-]+(?: [\w'-]+)??) ([^.!?;:,—]+)\?", text)
    if match is None:
        return None
    subject, rest = match.group(1), _trim(match.group(2))
    if subject in {"they", "we", "he", "she", "I"}:
        return decision(rest)
    return modal(f"{subject} should {rest}", subject, "should", rest)


def _about_doing(text: str) -> Matter | None:
    named = rf"\b{_TALK}\b(?:(?: \w+){{0,3}}? (?:about|over|on|of))?"
    planned = r"\b(?:considering|planning on|suggests?|proposes?)"
    match = re.search(rf"(?:{named}|{planned}) ([a-z]+ing)\b(?: {_TO_THE_END})?", text)
    if match is None or match.group(1) in {"nothing", "something", "anything", "everything", "evening", "during"}:
        return None
    if match.group(1) == "building" and not match.group(2):
        return None
    return decision(f"{base_of(match.group(1))} {_trim(match.group(2) or '')}".strip())


def _who_does(text: str) -> Matter | None:
    must = r"(?:should |will |gets to |has to |must |can )?"
    match = re.search(
        rf"\b(?:decide|discuss|argue|quarrel|debate|fight|settle)\w*(?: \w+)? who ({must})([a-z]+)(?: {_TO_THE_END})?",
        text,
    )
    if match is None:
        return None
    auxiliary, verb, rest = match.group(1), match.group(2), _trim(match.group(3) or "")
    phrase = f"{verb if auxiliary else base_of_third(verb)} {rest}".strip()
    question = {"question": f"one of them should {phrase}", "denial": f"none of them should {phrase}"}
    return decision(phrase).model_copy(update=question)


def _is_doing(text: str) -> Matter | None:
    who = r"(?:he|she|they|it|the [\w-]+) (?:is|are|was|were)"
    match = re.search(rf"\b(?:{_TOLD}|{_LEARN}) {who} (?!being)([a-z]+ing) {_TO_THE_END}", text)
    return decision(f"{base_of(match.group(1))} {_trim(match.group(2))}") if match else None


def _how_to_be(text: str) -> Matter | None:
    match = re.search(r"\bhow ([a-z]+) to be\b", text)
    return stated(f"they should be {match.group(1)}") if match else None


def _vote_on(text: str) -> Matter | None:
    match = re.search(rf"\b(?:votes?|voting|referendum)\b(?: \w+)? (?:on|over|about) {_TO_THE_END}", text)
    return going_ahead(definite(_trim(match.group(1)))) if match else None


def _talk_of(text: str) -> Matter | None:
    done = re.search(rf"\bwhat (?:to do|should be done|can be done) about {_TO_THE_END}", text)
    if done:
        return _doing_something(_trim(done.group(1)))
    match = re.search(
        rf"\b({_TALK})\b(?:(?: \w+){{0,2}}? (?:about|over|on)|(?= (?:a|an|the|their|his|her)\b)) {_TO_THE_END}", text
    )
    if match is None or re.match(r"(?:who|what|how|why|whether|it|this|that|them)\b", match.group(2)):
        return None
    topic = definite(_trim(match.group(2)))
    if _PLAN.search(topic):
        return going_ahead(topic)
    disputed = re.match(r"quarrel|argu|fight|disagree|clash|debat", match.group(1))
    befallen = re.search(rf"\b(?:{_HAPPENED})\b", topic)
    return _doing_something(topic) if disputed and not befallen else event(topic)


def _doing_something(topic: str) -> Matter:
    named = named_decision(
        "something", f"be done about {topic}", f"do something about {topic}", f"doing something about {topic}"
    )
    return named.model_copy(update={"topic": definite(topic), "denial": f"nothing should be done about {topic}"})


def _told(text: str) -> Matter | None:
    match = re.search(rf"\b(?:{_TOLD}|{_LEARN}) {_TO_THE_END}", text)
    if match is None:
        return None
    clause = _named(match.group(1).strip(), text)
    if not _VERB.search(clause):
        return event(definite(_trim(clause)))
    if _WRONG.search(clause):
        return reveal(clause)
    topic = next((news for cue, news in _NEWS.items() if cue in clause), "the news")
    return event(topic, f"it should be accepted that {clause}", f"it should not be accepted that {clause}")


def _want_to(text: str) -> Matter | None:
    match = re.search(rf"\bwants? to ([a-z]+ {_TO_THE_END[1:]}", text)
    return decision(resolved(_trim(match.group(1)), text[: match.start()])) if match else None


def _when_done(text: str) -> Matter | None:
    match = re.search(
        rf"\b(?:when|if|after) ((?:the|a|an|their|our) [\w -]{{3,40}}? (?:is|are|was|were) (?:{PARTICIPLE})\b)", text
    )
    if match is None:
        return None
    clause = match.group(1)
    return event("the news", f"it should be accepted that {clause}", f"it should not be accepted that {clause}")


def _react_to(text: str) -> Matter | None:
    bears = r"(?:face|cope with|deal with|live with|survive|suffer|endure|lose)s?|facing|coping with"
    match = re.search(rf"\b(?:(?:react|respond|adjust|adapt)\w* (?:\w+ )?to|{bears}) {_TO_THE_END}", text)
    return event(definite(_trim(match.group(1)))) if match else None


def _may_do(text: str) -> Matter | None:
    match = re.search(r"\b(the [a-z-]+(?: [a-z-]+)?) (?:may|might|could) ([a-z]+(?: [^.!?;:,—]+)?)", text)
    if match is None:
        return None
    subject, phrase = match.group(1), _trim(match.group(2))
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


def _befalls(text: str) -> Matter | None:
    gets = re.search(
        r"(?:^|[.!?:] |when |[Ii]f )(?:the )?([\w' -]{3,40}?) "
        r"(?:gets?|becomes?|runs?) (?:scarce|low|short|expensive|rare)\b",
        text,
        re.IGNORECASE,
    )
    if gets:
        noun = gets.group(1)
        return event(f"the shortage of {noun[:1].lower() + noun[1:]}")
    fails = re.search(
        r"\b((?:the |their |all |its )?[\w'-]+(?: [\w'-]+)?) "
        r"(?:fails?|breaks? down|collapses?|goes out|go out|stops? working)\b",
        text,
    )
    if fails:
        what = definite(fails.group(1))
        return event(f"the failure of {what[:1].lower() + what[1:]}")
    rush = re.search(r"\b[Aa] (run on [a-z ]+?)(?= with|[:,.])", text)
    happens = re.search(
        rf"\b((?:an? |the )?(?:(?!of |in |on |for |to |a |an |the )[a-z]+ )?(?:{_HAPPENED}))\b", text, re.IGNORECASE
    )
    found = rush or happens
    return event(definite(found.group(1).lower())) if found else None


def _done_wrong(text: str) -> Matter | None:
    if re.search(r"\b(?:paid|pay|owes?)\b[^.]*\brent\b", text):
        return event("the unpaid rent")
    told = [sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if not sentence.endswith("?")]
    broke = r"\b(?:has|have|had)(?:n't| not)\b|\b(?:won't|refuses?|betray\w*|broke|destroy\w*)\b"
    wrong = any(_WRONG.search(sentence) or re.search(broke, sentence) for sentence in told)
    return event("what has happened") if wrong else None


RULES: tuple[Callable[[str], Matter | None], ...] = (
    _jury, _asked, _celebrated, _whether_to, _whether_should, _about_doing, _who_does, _is_doing, _how_to_be, _vote_on,
    _negotiate, _talk_of, _told, _react_to, _may_do, _rate, _when_done, _want_to, _feasted, _befalls, _done_wrong,
)  # fmt: skip
"""Tried in turn; the first that finds its pattern decides."""


def _trim(phrase: str) -> str:
    return _CUT.sub("", phrase.strip()).strip()


def _named(clause: str, text: str) -> str:
    """The clause with `half of them` said by name, where the text has named a group just before."""
    group = re.search(r"\b(team|family|crew|class|staff|village|group|council|board|band)\b", text)
    if group:
        part = r"\b(half|some|most|two|three|one|part|many|all) of them\b"
        clause = re.sub(part, rf"\1 of the {group.group(1)}", clause)
    return _CUT.sub("", clause)
