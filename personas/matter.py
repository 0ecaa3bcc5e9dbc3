"""What is talked about: the statement that stance +1 agrees with, and the words in which people refer to it.

`read_matter(text)` finds it in a scenario: something to decide ("selling the company"), something that came out ("the
figures are wrong"), something that happened ("interface failure"), or company alone. `matter_from(question, scene)`
gives the same back from what a persona perceives, also where the question was written by someone else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from sobremesa.personas.card import Card
from sobremesa.personas.english import IRREGULAR, base_of, base_of_third, gerund_of, is_plural, participle_of
from sobremesa.personas.people import DETERMINERS

Kind = Literal["decision", "reveal", "event", "company"]

_TO_THE_END = r"([^.!?;:—]+)"
_CUT = re.compile(
    r",? (?:while|as it|as they|when|because|so that|before|after|until|each (?:week|month|day)|every (?:week|month|day)|"
    r"in between)\b.*$|,.*$"
)
_TALK = r"(?:quarrel|argue|fight|talk|debate|discuss|disagree|negotiate|deliberate|think|decide|vote|clash)\w*"
_TOLD = r"(?:tells?|told|informs?|warns?)\b[^.,;!?]{0,60}?\bthat"
_LEARN = (
    r"(?:announces?|announced|learns?|learned|learnt|discovers?|discovered|reali[sz]es?|hears?|heard|notices?|"
    r"finds? out|found out)\b(?: at \w+)?(?: that)?(?! why| who| how| what)"
)
_WRONG = re.compile(
    r"\b(?:manipulat|wrong|fake|forg|fraud|steal|stole|stolen|cheat|lying|lied|lies|leak|corrupt|poison|unsafe|spy|"
    r"spied|hid|hidden|cover|secret|rigged|tamper|bribe|plagiari|falsif|monitor|surveil|abus)\w*",
    re.IGNORECASE,
)
_PARTICIPLE = "|".join([r"\w+ed", *sorted(set(IRREGULAR.values()))])
_PARTICLES = frozenset(["in", "out", "up", "down", "off", "over", "back", "away", "on"])
_PREPOSITIONS = r"(?:to|for|from|with|in|at|by|into|because|on|against|without|before|after|instead|and)"


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
        return _in_person(self.question) if self.kind != "event" else f"we can {self.do}"

    @property
    def denied(self) -> str:
        """The denial as those say it whom it is about."""
        return _in_person(self.denial) if self.kind != "event" else f"we can't {self.do}"


def read_matter(text: str) -> Matter:
    """The matter of a scenario; `company` where nothing is decided and nothing happens."""
    flat = " ".join(text.split())
    for rule in RULES:
        matter = rule(flat)
        if matter is not None:
            return matter
    return _company()


def matter_from(question: str, scene: str) -> Matter:
    """The matter of a perception: as read from the scene if that gives the same question, else from the question."""
    read = read_matter(scene)
    statement = question.strip().rstrip(".!?")
    if read.question == statement or not statement:
        return read
    return _stated(statement, read)


def _stated(statement: str, read: Matter) -> Matter:
    modal = re.match(r"(.+?) (should|must|ought to) (.+)$", statement)
    if modal:
        return _modal(statement, *modal.groups())
    lived = re.match(r"(.+) can be (?:lived with|accepted)$", statement)
    if lived:
        return _event(lived.group(1))
    return Matter(
        kind="event", question=statement, denial=negated(statement), topic="this", doing="accepting this",
        do="accept this",
    )  # fmt: skip


def _modal(statement: str, subject: str, verb: str, rest: str) -> Matter:
    denial = f"{subject} {verb} not {rest}" if verb != "ought to" else f"{subject} ought not to {rest}"
    passive = re.match(rf"be ((?:{_PARTICIPLE})\b.*)$", rest)
    if subject in {"they", "we", "I"}:
        topic, do, doing = _object(rest) or "it", rest, _gerund_phrase(rest)
    elif passive:
        topic, do = subject, f"have {subject} {passive.group(1)}"
        doing = f"having {subject} {passive.group(1)}"
    else:
        topic, do, doing = subject, f"have {subject} {rest}", f"having {subject} {rest}"
    return Matter(kind="decision", question=statement, denial=denial, topic=topic, doing=doing, do=do)


def negated(statement: str) -> str:
    """The statement denied: `not` after its first auxiliary, else "it is not true that …"."""
    changed, count = re.subn(r"\b(should|can|must|will|would|could|is|are|was|were)\b(?! not)", r"\1 not", statement, 1)
    return changed.replace("can not", "cannot") if count else f"it is not true that {statement}"


def _whether_to(text: str) -> Matter | None:
    match = re.search(
        rf"\b(?:whether|if|plans?|proposes?|considers?|is about|are about|threatens?) to {_TO_THE_END}", text
    )
    return _decision(_trim(match.group(1))) if match else None


def _whether_should(text: str) -> Matter | None:
    match = re.search(
        r"\b(?:whether|if|that) ((?:the |their |a |an )?[\w' -]{2,50}?) (?:should|must) ([^.!?;:,—]+)", text
    )
    if match is None:
        match = re.search(r"(?:^|[.!?:] )[Ss]hould ((?:the |their |a |an )?[\w'-]+(?: [\w'-]+)?) ([^.!?;:,—]+)\?", text)
    if match is None:
        return None
    subject, rest = _ours_out(match.group(1)), _trim(match.group(2))
    if subject in {"they", "we", "he", "she", "it", "I"} and not rest.startswith("be "):
        return _decision(rest)
    subject = {"I": "they", "we": "they"}.get(subject, subject)
    question = f"{subject} should {rest}"
    return _stated(question, _company())


def _about_doing(text: str) -> Matter | None:
    match = re.search(rf"\b{_TALK}\b(?: \w+){{0,3}}? (?:about|over|on|of) ([a-z]+ing) {_TO_THE_END}", text)
    match = match or re.search(
        rf"\b(?:considering|planning on|think of|thinking of|avoid|suggests?|proposes?) ([a-z]+ing) {_TO_THE_END}", text
    )
    if match:
        return _decision(f"{base_of(match.group(1))} {_trim(match.group(2))}")
    alone = re.search(rf"\b{_TALK}\b(?: \w+){{0,3}}? (?:about|over|on) ([a-z]+ing)\b", text)
    return _decision(base_of(alone.group(1))) if alone else None


def _who_does(text: str) -> Matter | None:
    match = re.search(
        rf"\b(?:decide|discuss|argue|quarrel|debate|fight|settle)\w*(?: \w+)? who (?:should |will |gets to |has to |must )?([a-z]+) {_TO_THE_END}",
        text,
    )
    if match is None:
        return None
    verb, rest = match.group(1), _trim(match.group(2))
    base = verb if re.search(r"who (?:should|will|gets to|has to|must) ", match.group()) else base_of_third(verb)
    matter = _decision(f"{base} {rest}")
    question = f"one of them should {base} {_ours_out(rest, 'their')}"
    return matter.model_copy(
        update={"question": question, "denial": f"none of them should {base} {_ours_out(rest, 'their')}"}
    )


def _is_doing(text: str) -> Matter | None:
    match = re.search(
        rf"\b(?:{_TOLD}|{_LEARN}) (?:he|she|they|it|the [\w-]+) (?:is|are|was|were) (?!being)([a-z]+ing) {_TO_THE_END}",
        text,
    )
    return _decision(f"{base_of(match.group(1))} {_trim(match.group(2))}") if match else None


def _how_to_be(text: str) -> Matter | None:
    match = re.search(r"\bhow ([a-z]+) to be\b", text)
    return _stated(f"they should be {match.group(1)}", _company()) if match else None


def _vote_on(text: str) -> Matter | None:
    match = re.search(
        rf"\b(?:votes?|voting|referendum|debates?|argue|quarrel|disagree|decides?|fight|clash)\b(?: \w+)? (?:on|over|about) {_TO_THE_END}",
        text,
    )
    if match is None:
        return None
    topic = definite(_trim(match.group(1)))
    return Matter(
        kind="decision", question=f"{topic} should go ahead", denial=f"{topic} should not go ahead", topic=topic,
        doing=f"going ahead with {topic}", do=f"go ahead with {topic}",
    )  # fmt: skip


def _negotiate(text: str) -> Matter | None:
    match = re.search(r"\bnegotiates? (?:about |over )?((?:the|a|an|their) [\w-]+(?: [\w-]+)?)", text)
    if match is None and not re.search(r"\b(?:bargain|negotiat|haggl|come to terms)\w*", text):
        return None
    topic = definite(match.group(1)) if match else "the offer"
    return Matter(
        kind="decision", question=f"{topic} should be accepted", denial=f"{topic} should not be accepted", topic=topic,
        doing=f"accepting {topic}", do=f"accept {topic}",
    )  # fmt: skip


def _jury(text: str) -> Matter | None:
    if not re.search(r"\b(?:jury|jurors?|defendant|verdict|on trial)\b", text, re.IGNORECASE):
        return None
    return Matter(
        kind="decision", question="the defendant should be found guilty",
        denial="the defendant should not be found guilty", topic="the defendant",
        doing="finding the defendant guilty", do="find the defendant guilty",
    )  # fmt: skip


def _may_do(text: str) -> Matter | None:
    match = re.search(r"\b(the [a-z-]+(?: [a-z-]+)?) (?:may|might|could) ([a-z]+(?: [^.!?;:,—]+)?)", text)
    if match is None:
        return None
    phrase = _trim(match.group(2))
    scarce = re.search(r"(?:^|[.!?:] |[Tt]he )([A-Z]?[a-z]+) (?:gets?|becomes?|runs?) (?:scarce|low|short)", text)
    if scarce and " " not in phrase:
        return _decision(f"{phrase} {scarce.group(1).lower()}")
    return _stated(f"{match.group(1)} should {phrase}", _company())


def _rate(text: str) -> Matter | None:
    match = re.search(
        r"\b(?:change|set|move|raise|affect|influence|steer)s? (the (?:[\w-]+ ){0,2}(?:rate|speed|price|quota|budget|level))\b",
        text,
    )
    if match is None:
        return None
    topic = match.group(1)
    return Matter(
        kind="decision", question=f"{topic} should be raised", denial=f"{topic} should not be raised", topic=topic,
        doing=f"raising {topic}", do=f"raise {topic}",
    )  # fmt: skip


def _told(text: str) -> Matter | None:
    match = re.search(rf"\b(?:{_TOLD}|{_LEARN}) {_TO_THE_END}", text)
    if match is None:
        return None
    clause = _antecedent(match.group(1).strip(), text)
    if not re.search(
        r"\b(?:is|are|was|were|will|would|can|cannot|has|have|had|must|may|do|does|did|[a-z]+(?:s|ed))\b", clause
    ):
        return _event(definite(_trim(clause)))
    if _WRONG.search(clause):
        return _reveal(clause)
    topic = _news(clause)
    return Matter(
        kind="event",
        question=f"it should be accepted that {clause}",
        denial=f"it should not be accepted that {clause}",
        topic=topic,
        doing=f"living with {topic}",
        do=f"live with {topic}",
    )


def _react_to(text: str) -> Matter | None:
    match = re.search(
        rf"\b(?:react|respond|adjust|adapt)\w* (?:\w+ )?to {_TO_THE_END}"
        rf"|\b(?:face|faces|facing|cope with|copes with|coping with|deal with|deals with|live with|survive|survives|"
        rf"suffer|suffers|endure|lose|loses) {_TO_THE_END}",
        text,
    )
    return _event(definite(_trim(match.group(1) or match.group(2)))) if match else None


def _befalls(text: str) -> Matter | None:
    gets = re.search(
        r"(?:^|[.!?:] |when |[Ii]f )((?:the |a |an )?[\w' -]{3,40}?) (?:gets?|becomes?|runs?) (scarce|low|short|expensive|rare)\b",
        text,
        re.IGNORECASE,
    )
    if gets:
        noun = gets.group(1).removeprefix("The ").removeprefix("the ")
        return _event(f"the shortage of {noun[:1].lower() + noun[1:]}")
    fails = re.search(
        r"\b((?:the |their |all |its )?[\w'-]+(?: [\w'-]+)?) (?:fails?|breaks? down|collapses?|goes out|go out|stops? working)\b",
        text,
        re.IGNORECASE,
    )
    if fails:
        return _event(f"the failure of {definite(fails.group(1))}")
    rush = re.search(r"\b[Aa] (run on [a-z ]+?)(?= with|[:,.])", text)
    if rush:
        return _event(f"the {rush.group(1)}")
    event = re.search(
        r"\b((?:an? |the )?(?:\w+ )?(?:epidemic|flood|fire|earthquake|blackout|storm|strike|war|drought|outbreak|accident|layoffs|power cut|lockdown|merger|shortage|recession))\b",
        text,
        re.IGNORECASE,
    )
    return _event(definite(event.group(1).lower())) if event else None


def _wrongdoing(text: str) -> Matter | None:
    found = next((s for s in re.split(r"(?<=[.!?])\s+", text) if _WRONG.search(s) and not s.endswith("?")), None)
    if found is None:
        return None
    return _event("what has happened")


RULES: tuple[Callable[[str], Matter | None], ...] = (
    _jury, _whether_to, _whether_should, _about_doing, _who_does, _is_doing, _how_to_be, _vote_on, _told, _react_to,
    _may_do, _negotiate, _rate, _befalls, _wrongdoing,
)  # fmt: skip
"""Tried in turn; the first that finds its pattern decides."""


def _decision(phrase: str) -> Matter:
    """A decision from a verb phrase: passive where it has an object, so that nobody in particular has to do it."""
    verb, _, rest = phrase.partition(" ")
    particle, _, after = rest.partition(" ")
    if particle in _PARTICLES and after:
        verb_particle, rest = f" {particle}", after
    else:
        verb_particle = ""
    spoken = f"{verb}{verb_particle} {_ours(rest)}".strip()
    match = re.match(rf"(.+?)((?: {_PREPOSITIONS}\b.*)?)$", rest)
    if match is None or re.match(rf"{_PREPOSITIONS}\b", rest) or verb in {"go", "be", "stay", "move", "come", "have"}:
        return Matter(
            kind="decision", question=f"they should {phrase}", denial=f"they should not {phrase}",
            topic="the decision", doing=_gerund_phrase(spoken), do=spoken,
        )  # fmt: skip
    thing, tail = _ours_out(match.group(1)), _ours_out(match.group(2))
    done = f"be {participle_of(verb)}{verb_particle}{tail}"
    return Matter(
        kind="decision", question=f"{thing} should {done}", denial=f"{thing} should not {done}",
        topic=definite(_ours(match.group(1)), bare_plural=True), doing=_gerund_phrase(spoken), do=spoken,
    )  # fmt: skip


def _event(topic: str) -> Matter:
    return Matter(
        kind="event", question=f"{topic} can be lived with", denial=f"{topic} cannot be lived with", topic=topic,
        doing=f"living with {topic}", do=f"live with {topic}",
    )  # fmt: skip


def _reveal(clause: str) -> Matter:
    subject = re.match(
        r"((?:the|a|an|their|his|her|some|all) [\w' -]+?) (?:is|are|was|were|has|have|had|\w+ed|\w+s)\b", clause
    )
    return Matter(
        kind="reveal", question=f"it should be made public that {clause}",
        denial=f"it should not be made public that {clause}", topic=definite(subject.group(1)) if subject else "this",
        doing="making it public", do="make it public",
    )  # fmt: skip


def _company() -> Matter:
    return Matter(
        kind="company", question="people this different can get along", topic="this table",
        denial="people this different cannot get along", doing="getting along", do="get along",
    )  # fmt: skip


def definite(phrase: str, bare_plural: bool = False) -> str:
    """The phrase with `the` in front unless it has a determiner of its own."""
    first, _, rest = phrase.strip().partition(" ")
    word = first.lower()
    if word in {"a", "an", "some", "their", "his", "her", "its"}:
        return f"the {rest}"
    if word in DETERMINERS | {"all", "no", "what", "everyone"} or (first[:1].isupper() and not rest):
        return phrase.strip()
    if bare_plural and is_plural(phrase):
        return f"the {phrase.strip()}"
    return f"the {phrase.strip()}"


def _trim(phrase: str) -> str:
    return _CUT.sub("", phrase.strip()).strip()


def _antecedent(clause: str, text: str) -> str:
    """The clause with `them` and `they` said by name, where the text has named a group just before."""
    group = re.search(r"\b(team|family|crew|class|staff|village|group|council|board|band)\b", text)
    if group:
        clause = re.sub(
            r"\b(?:half|some|most|two|three|one|part|many) of (them)\b",
            lambda m: m.group().replace("them", f"the {group.group(1)}"),
            clause,
        )
    return _CUT.sub("", clause) if clause.count(",") else clause


def _news(clause: str) -> str:
    for cue, topic in (
        ("move", "the move"),
        ("close", "the closure"),
        ("merge", "the merger"),
        ("leav", "the departure"),
        ("marry", "the wedding"),
        ("dismiss", "the dismissals"),
        ("fired", "the dismissals"),
    ):
        if cue in clause:
            return topic
    return "the news"


def _ours(phrase: str) -> str:
    """A phrase as those say it whom it is about."""
    return re.sub(r"\btheir\b|\bhis\b|\bher\b(?= \w)", "our", phrase)


def _in_person(statement: str) -> str:
    spoken = re.sub(r"\b(one|none|some|half|all) of them\b", r"\1 of us", _ours(statement))
    return re.sub(r"^they\b", "we", spoken)


def _ours_out(phrase: str, keep: str = "their") -> str:
    return re.sub(r"\bour\b", keep, phrase)


def _bare(subject: str) -> str:
    return subject


def _gerund_phrase(phrase: str) -> str:
    verb, _, rest = phrase.partition(" ")
    return f"{gerund_of(verb)} {_ours(rest)}".strip()


def _object(phrase: str) -> str | None:
    found = re.search(r"\b((?:the|a|an|their|its|our) [\w'-]+(?: [\w'-]+)?)$", phrase)
    return definite(found.group(1)) if found else None
