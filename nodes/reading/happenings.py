"""What a scenario says will happen in a round: "in round 3 the lights go out", "from round 4 on they are outside".

Each is taken out of the text, so that nobody at the table knows of it before it happens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sobremesa.personas.happening import LONGEST, MAX_ROUND, Happening

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_ROUND = (
    rf"(?:(?:the )?round (?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)})|"
    rf"the (?P<ordinal>{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th)) round)"
)
_WHEN = rf"(?P<when>in|during|at the (?:start|beginning) of|as of|from|before|after) {_ROUND}(?: on(?:wards)?)?"
_LEADING = re.compile(rf"(?:(?:and|but|then|suddenly),? )?{_WHEN}\s*[,:]?\s*(?P<what>[^.!?;]+)", re.IGNORECASE)
_TRAILING = re.compile(rf"(?P<what>[^.!?;]+?),? (?:only )?{_WHEN}", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:(?:and|but|then),? )?after (?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}) rounds?\s*[,:]?\s*(?P<what>[^.!?;]+)",
    re.IGNORECASE,
)
_SCENE = re.compile(
    r"^(?:they|we|all|everyone|everybody) (?:move|go|meet|sit|are|stand|walk|drive|gather)\b(?! (?:mad|quiet|silent))|"
    r"^(?:the )?scene (?:is|moves|changes|shifts)\b|"
    r"^it is (?:now )?(?:the |late|early|night|morning|evening|noon|\w+day)|"
    r"^(?:the )?(?:next|following) (?:morning|day|evening|night|week)|"
    r"^(?:\w+ )?(?:minutes|hours|days|weeks|months|years) later",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?;]*[.!?;]*\s*")
_HELD = re.compile(
    r"\b(?:each|every|all|nobody|everyone)\b.{0,40}\b(?:speaks?|says?|talks?|begins?|votes?)\b|\?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Foretold:
    """What will happen, and the text without it."""

    happenings: tuple[Happening, ...]
    text: str


def foretold(text: str) -> Foretold:
    """What a scenario says will happen in a round; the text as it is where it says nothing of the kind.

    A question is none ("who gives in in round 3?"), nor is what the talk itself is told to do ("each speaks once").

    >>> foretold("Ann and Bo quarrel. In round 3 the lights go out.")
    Foretold(happenings=(Happening(round=3, what='the lights go out', kind='event'),), text='Ann and Bo quarrel.')
    """
    found: list[Happening] = []
    kept: list[str] = []
    for match in _SENTENCE.finditer(text):
        happening = None if _HELD.search(match[0]) else _read(match[0].strip(" .!;\n\t"))
        if happening is None:
            kept.append(match[0])
        else:
            found.append(happening)
    rest = "".join(kept).strip()
    if not found or not rest:
        return Foretold((), text)
    return Foretold(tuple(sorted(found, key=lambda one: one.round)), rest)


def _read(sentence: str) -> Happening | None:
    after = _AFTER.fullmatch(sentence)
    match = after or _LEADING.fullmatch(sentence) or _TRAILING.fullmatch(sentence)
    if match is None:
        return None
    spoken = _number(after["count"], None) + 1 if after else _round_of(match)
    what = match["what"].strip(" ,:")
    if not 1 <= spoken <= MAX_ROUND or not what or len(what) > LONGEST:
        return None
    return Happening(round=spoken, what=what, kind="scene" if _SCENE.search(what) else "event")


def _round_of(match: re.Match[str]) -> int:
    return _number(match["number"], match["ordinal"]) + (match["when"].lower() == "after")


def _number(number: str | None, ordinal: str | None) -> int:
    if number is not None:
        return _NUMBERS[number.lower()] if number.lower() in _NUMBERS else int(number)
    word = (ordinal or "").lower()
    return _ORDINALS[word] if word in _ORDINALS else int(re.sub(r"\D", "", word))
