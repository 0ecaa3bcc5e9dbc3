"""Whether a question asks for yes or no, and what the conversations answer.

Two such questions can be read off where people end: whether they agree ("Will they agree?": all of them on one side),
and whether something is, will or should be done ("Do they sell it?": most of them for it, or against it). The second
only where the statement that they talk about says that very thing, and not its opposite. No other question is
answered with a yes or a no.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.conversations import often, outcome_id
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import shown
from sobremesa.nodes.synthesis.talk import stance_id
from sobremesa.personas.english import capitalised, is_plural, participle_of, singular_of
from sobremesa.personas.outcome import Outcome
from sobremesa.personas.people import GROUPS

Asked = Literal["agree", "do"]
ANSWERS: Mapping[str, str] = {
    "in favour": "yes: most of them end in favour of {}",
    "against": "no: most of them end against {}",
    "divided": "neither yes nor no: they end divided on {}",
}
YES_OR_NO = re.compile(r"\b(?:yes|no|none)\b", re.IGNORECASE)

_QUESTION = re.compile(r"[^.!?\n:;]*\?")
_AUXILIARY = re.compile(r"\s*(?:and |but |so |then )?(?:will|would|do|does|can|could|might|shall)\b", re.IGNORECASE)
_DOES = re.compile(
    r"\s*(?:and |but |so |then )?(?P<auxiliary>will|would|do|does|can|could|might|shall|should|must) "
    r"(?P<who>they|we|he|she|(?:the |their |our )?[\w'’-]+) (?:(?:all|both|finally|really|then|still|ever) )?"
    r"(?:(?:agree|decide|choose|vote) to )?(?P<verb>[a-z]+)(?P<rest>[^?]*)\?",
    re.IGNORECASE,
)
_AGREE = re.compile(
    r"\b(?:agree(?! to\b)|unite|settle|see eye to eye|come together|come to (?:terms|an (?:agreement|understanding))|"
    r"(?:reach|find) (?:(?:an?|any|some) )?(?:\w+ )?(?:agreement|consensus|compromise|deal|ground|settlement))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|nobody|rather|instead|\w+n['’]t)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_TO_BE_DONE = re.compile(r"\bbe (?P<participle>[a-z]+)\b")
_BE_DONE = (
    r"\s*(?:and |but |so |then )?(?:is|are|will|would|do|does|can|could|shall|should|must) (?P<thing>[\w'’ -]+?) "
    r"(?:(?:really|finally|then|ever) )?(?:be |get |to be |going to be )?"
)
OPINIONS = frozenset({"should", "must", "shall"})
TOGETHER = frozenset({"they", "we"})
SHORT = 4
"""Words of fewer letters say nothing about the matter: `it`, `him`, `up`."""
POINTING = frozenset({"them", "this", "that", "these", "those"})
"""Nor do these."""
WHEN = frozenset([
    *(form for unit in ("minute", "hour", "week", "month", "year", "night", "time") for form in (unit, f"{unit}s")),
    "days", "today", "tonight", "tomorrow", "soon", "later", "next", "already", "last", "finally", "after", "before",
    "summer", "winter", "spring", "autumn",
])  # fmt: skip
"""Nor these, which say when."""


def asked(evidence: Evidence) -> Asked | None:
    """What yes or no was asked for by the last question of the scenario that asks for one."""
    statement = evidence.casting.question if evidence.casting else ""
    for question in reversed(_QUESTION.findall(" ".join(evidence.request.scenario.split()))):
        if _NOT.search(question):
            continue
        if _AUXILIARY.match(question) and _AGREE.search(question):
            return "agree"
        if _says_what_is_asked(question, statement.lower()):
            return "do"
    return None


def _says_what_is_asked(question: str, statement: str) -> bool:
    """Whether to agree with the statement is to say yes to the question: both have the same verb, and the same matter.

    What they all do is for most of them to say; what one of them does is not, only whether they should.
    """
    if _NOT.search(statement):
        return False
    if _says_it_of_the_thing(question, statement):
        return True
    found = _DOES.match(question)
    if found is None:
        return False
    who = found["who"].lower().split()[-1]
    if found["auxiliary"].lower() not in OPINIONS and who not in TOGETHER | GROUPS.keys() and not is_plural(who):
        return False
    verb, said = found["verb"].lower(), set(_WORD.findall(statement))
    matter = {word for word in _WORD.findall(found["rest"].lower()) if len(word) >= SHORT} - POINTING - WHEN
    return bool({verb, participle_of(verb)} & said) and (not matter or bool(matter & said))


def _says_it_of_the_thing(question: str, statement: str) -> bool:
    """Whether it is asked of the thing itself what is to be done with it: "Is the house sold?", of "be sold"."""
    done = _TO_BE_DONE.search(statement)
    if done is None:
        return False
    asked_of = re.match(rf"{_BE_DONE}{re.escape(done['participle'])}\b", question, re.IGNORECASE)
    if asked_of is None:
        return False
    thing = asked_of["thing"].lower().split()[-1]
    return singular_of(thing) in map(singular_of, _WORD.findall(statement))


def yes_or_no(evidence: Evidence) -> tuple[Sentence, ...]:
    """The answer in a sentence: in how many conversations yes; nothing where no such question was asked."""
    what = asked(evidence)
    whole = [outcome for outcome in evidence.outcomes if not outcome.broken]
    if what is None or not whole:
        return ()
    if len(whole) == 1:
        return (_of_one(what, whole[0], evidence),)
    return (_of_several(what, evidence),)


def _of_one(what: Asked, outcome: Outcome, evidence: Evidence) -> Sentence:
    about = _about(evidence)
    if what == "agree":
        word, how = ("Yes", "all of them end on one side") if outcome.agreed else ("No", "not all end on one side")
        text = f"{word}, in this conversation: {how} of {about}."
    elif outcome.majority == 0:
        text = f"Neither yes nor no, in this conversation: they end divided on {about}."
    else:
        word, side = ("Yes", "in favour of") if outcome.majority > 0 else ("No", "against")
        who = "all" if outcome.agreed else "most"
        text = f"{word}, in this conversation: {who} of them end {side} {about}."
    return Sentence(text=text, evidence=tuple(stance_id(outcome.arm, persona, "after") for persona in outcome.stances))


def _of_several(what: Asked, evidence: Evidence) -> Sentence:
    """`In 8 of 10 conversations (80% [49%, 94%]), yes: …; in 2 of 10, no: …`, what came up most often first."""
    about = _about(evidence)
    found = {finding.id: finding for finding in evidence.findings}
    if what == "agree":
        agreed = found[outcome_id("agreed")]
        yes = ", yes" if agreed.value else ""
        text = f"In {often(agreed)} conversations ({shown(agreed)}){yes}: all of them end on one side of {about}."
        return Sentence(text=text, evidence=(agreed.id,))
    parts: list[str] = []
    cited: list[str] = []
    for what_came in sorted(ANSWERS, key=lambda one: -found[outcome_id(one)].value):
        finding = found[outcome_id(what_came)]
        if finding.value:
            conversations = "" if parts else f" conversations ({shown(finding)})"
            words = ANSWERS[what_came].format("it" if parts else about)
            parts.append(f"in {often(finding)}{conversations}, {words}")
            cited.append(finding.id)
    return Sentence(text=f"{capitalised('; '.join(parts))}.", evidence=tuple(cited))


def _about(evidence: Evidence) -> str:
    return f"“{evidence.casting.question}”" if evidence.casting else "it"
