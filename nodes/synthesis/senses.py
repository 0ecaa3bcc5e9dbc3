"""What a sentence claims beside its numbers: that something is more or less than something else, and why.

`Sense` is what a piece of evidence can bear: which way it points, whether that is told from chance, and what alone
makes the difference. A word like "more" needs evidence that points that way, seen from the arm that the sentence is
about; a word like "because" needs evidence that goes away with what is named as the cause. Words that only sound like
a comparison ("once more") are left alone, and so are the names of rules and measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_MORE = r"more|higher|greater|larger|bigger|longer|faster|further|stronger|oftener"
_LESS = r"less|fewer|lower|smaller|shorter|slower|weaker|rarer"
_UP = r"rises?|rose|risen|rising|grows?|grew|grown|growing|increas(?:es?|ed|ing)|climb(?:s|ed|ing)?|rais(?:es?|ed|ing)"
_DOWN = r"falls?|fell|fallen|falling|shrinks?|shrank|decreas(?:es?|ed|ing)|declin(?:es?|ed|ing)|drop(?:s|ped|ping)?"
_DIRECTED = re.compile(
    rf"\b(?:(?P<up>{_MORE}|{_UP})|(?P<down>{_LESS}|{_DOWN}|lowers|lowered|lowering|reduc(?:es?|ed|ing)))\b",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"\b(?:once|any|no|not|never|one|two|few|some|what(?:'|’)s|nothing|neither) (?:more|less|fewer|longer|further)"
    r"|\bmore (?:or less|and more)|\b(?:more|less|fewer|further) comparisons?"
    r"|\b(?:more|less|fewer|higher|lower|greater|longer) than (?=[−\-+]?\d)|\bfalls? (?:silent|into|apart|ill|on)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|caus(?:e[sd]?|ing)|due to|ow(?:ing|ed) to|thanks to|as a result|results? (?:in|from)|resulted in"
    r"|(?:leads?|led|leading) to|driv(?:es?|en|ing)|drove|trigger(?:s|ed|ing)?|br(?:ings?|inging|ought) about"
    r"|therefore|hence|thus|consequently|responsible for|explain(?:s|ed)?|the reason|cascad(?:es?|ed|ing))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|nothing|never|neither|nor|without)\W+(?:\w+\W+){0,2}$", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:than|against|with|to|from|versus|vs\.?)\W+(?:(?:in|the|that|those|of|arm)\W+)*$", re.IGNORECASE
)
_NO_DIFFERENCE = re.compile(r"\bno difference\b|\bnot (?:be )?told (?:apart|from chance)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
STEM = 4
"""Letters that two forms of a word share: `failed`, `failures`."""
LINKS = ("network", "neighbour", "neighbor", "link", "tie", "cluster", "friend", "acquaintance")


@dataclass(frozen=True, slots=True)
class Sense:
    """Which way a piece of evidence points: `direction` is its sign, that of the second arm minus the first where
    there are two. `told`: it is told from chance. `causes` are the words for what alone makes the difference; any of
    them names it.
    """

    arms: tuple[str, ...] = ()
    direction: int = 0
    told: bool = False
    causes: frozenset[str] = frozenset()


def stems(texts: Iterable[str], shortest: int = STEM) -> frozenset[str]:
    """The beginnings of the words of several texts, shorter words left out."""
    return frozenset(word[:STEM] for text in texts for word in _WORD.findall(text.lower()) if len(word) >= shortest)


def misdirected(prose: str, text: str, senses: Sequence[Sense]) -> Iterator[str]:
    """What is said to be more or less, and is not; `prose` is `text` with names and quotations blanked out."""
    prose = _IDLE.sub(_blank, prose)
    seen = [sign for sense in senses for sign in _seen(sense, text)]
    for word in _DIRECTED.finditer(prose):
        wanted = 1 if word["up"] else -1
        if wanted not in seen:
            yield _why(word[0], senses, seen)


def uncaused(prose: str, senses: Sequence[Sense], words: Sequence[str]) -> Iterator[str]:
    """What is said to be a cause, and is not. `words` are those of the evidence cited: what they say may be told."""
    named = stems([prose], shortest=1)
    shown = any(sense.told and named & sense.causes for sense in senses)
    for word in _CAUSE.finditer(prose):
        said = any(word[0].lower() in cited.lower() for cited in words)
        if not shown and not said and not _DENIED.search(prose[: word.start()]):
            yield f"the word “{word[0]}” says why, and no evidence cited shows that by taking what is named away"


def _why(word: str, senses: Sequence[Sense], seen: Sequence[int]) -> str:
    if seen:
        return f"the word “{word}” says the opposite of the evidence cited"
    if any(sense.told and sense.direction for sense in senses):
        return f"the word “{word}” compares two arms: name the one that it is about, in quotation marks"
    return f"the word “{word}” tells a difference or a change, and no evidence cited holds one"


def _seen(sense: Sense, text: str) -> Iterator[int]:
    """The direction as seen from the arm that the sentence is about; none where that can't be told."""
    if not sense.direction or not (sense.told or _NO_DIFFERENCE.search(text)):
        return
    if len(sense.arms) < 2:
        yield sense.direction
        return
    subject = _subject(sense.arms, text)
    if subject is not None:
        yield sense.direction if subject == sense.arms[1] else -sense.direction


def _subject(arms: tuple[str, ...], text: str) -> str | None:
    """The arm named first that is not what another is compared with; where all are, the other one."""
    places = sorted((place, arm) for arm in arms for place in _mentions(arm, text))
    beside = [arm for place, arm in places if _BESIDE.search(text[:place])]
    free = [arm for _, arm in places if arm not in beside]
    if free:
        return free[0]
    return next((arm for arm in arms if arm not in beside), None) if len(set(beside)) == 1 else None


def _mentions(arm: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(rf"[“\"‘'«]{re.escape(arm)}[”\"’'»]", text)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
