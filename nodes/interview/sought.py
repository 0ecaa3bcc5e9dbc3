"""What a question seeks: where in the run, which extreme or bound, which way, in which arm.

Only words are read here; whether the run has such a place is for those who answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sobremesa.nodes.reading.units import SECONDS

SMALL_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
LAST = -1
"""The number of the last cycle, or round."""

_NUMBER = rf"(\d+|{'|'.join(SMALL_NUMBERS)})"
_ORDINAL = rf"({'|'.join(ORDINALS)}|last|final)"
_CYCLES = r"(?:cycle|talk|meeting)"
_UNITS = "|".join(["step", *SECONDS])
_STEP = re.compile(
    rf"\b(?:({_UNITS})s? {_NUMBER}\b|(?:at|after|by|in) {_NUMBER} ({_UNITS})s?\b|the {_ORDINAL} ({_UNITS})\b)",
    re.IGNORECASE,
)
HIGHEST = re.compile(r"\b(?:peak|highest|maxim|most|largest|biggest|greatest|longest|top)\w*", re.IGNORECASE)
LOWEST = re.compile(r"\b(?:lowest|minim|least|fewest|smallest|shortest|trough|bottom)\w*", re.IGNORECASE)
UPWARDS = re.compile(r"\b(?:rais|rise|rising|rose|increas|grow|grew|climb|higher|up\b)\w*", re.IGNORECASE)
DOWNWARDS = re.compile(
    r"\b(?:fall|fell|lower|reduc|decreas|drop|sink|sank|cut\b|shr[ai]nk|declin|down\b)\w*", re.IGNORECASE
)
_BOUND = re.compile(
    r"\b(below|under|beneath|less than|fewer than|above|over|beyond|past|more than|exceed\w*|reach\w*|hit|hits|"
    r"cross\w*|pass|passed|at least|at most)\s+(?:the\s+)?"
    r"(?:(\d+(?:\.\d+)?)\s*(%|percent\b|per cent\b)?|(half|a half))",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\bwhen (?:\w+ ){0,3}?(?:had|have|has|were|was|are) (?:(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)|half|a half)",
    re.IGNORECASE,
)
_BELOW = ("below", "under", "beneath", "less than", "fewer than", "at most")
_ABOVE = ("above", "over", "beyond", "past", "more than", "exceed", "at least")
START = re.compile(r"\b(?:at|in|from) (?:the )?(?:start|beginning|outset)\b|\bat first\b|\binitial\w*|\bbegin\b", re.I)
END = re.compile(r"\b(?:at|in|by) (?:the )?(?:very )?end\b|\bfinal\w*|\bin the end\b|\bend up\b|\bended up\b", re.I)
_NAMING_NOTHING = (
    "cross", "reach", "exceed", "below", "under", "above", "over", "beyond", "past", "half", "percent", "per", "cent",
    "ever", "never", "beginning", "initial", "final", "arm", "value", "level", "figure", "number", "high", "low",
    "time", "course", "meeting", "than", "hit", "pass", "rule", "without", "compare", *SMALL_NUMBERS, *ORDINALS,
)  # fmt: skip
OF_FIGURES = re.compile(rf"^(?:{'|'.join([*_NAMING_NOTHING, _UNITS])})(?:s|es|d|ed|ing|ly)?$", re.IGNORECASE)
"""Words that ask for a place or a bound, and name nothing."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A value that is crossed, downwards, upwards, or either way. `percent`: it is a part of a whole (5%, half)."""

    way: Literal["below", "above", "either"]
    value: float
    percent: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question seeks. `cycle` and `round` count from 1, LAST for the last; `step` is in `unit`."""

    cycle: int | None = None
    round: int | None = None
    step: int | None = None
    unit: str | None = None
    start: bool = False
    end: bool = False
    extreme: Literal["highest", "lowest"] | None = None
    way: Literal["up", "down"] | None = None
    bound: Bound | None = None
    which_arm: bool = False

    @property
    def of_figures(self) -> bool:
        """Whether it is something that only figures have."""
        return self.extreme is not None or self.bound is not None or self.which_arm or self.step is not None


NOTHING = Sought()


def sought(question: str) -> Sought:
    """What a question seeks, by its words.

    >>> sought("When did it fall below 5% in the last cycle?").bound
    Bound(way='below', value=0.05, percent=True)
    """
    step, unit = _step(question)
    return Sought(
        cycle=_counted(_CYCLES, question),
        round=_counted("round", question),
        step=step,
        unit=unit,
        start=START.search(question) is not None,
        end=END.search(question) is not None,
        extreme="highest" if HIGHEST.search(question) else "lowest" if LOWEST.search(question) else None,
        way="up" if UPWARDS.search(question) else "down" if DOWNWARDS.search(question) else None,
        bound=_bound(question),
        which_arm=re.search(r"\b(?:which|what) (?:arm|scenario|variant)\b", question, re.IGNORECASE) is not None,
    )


def _counted(what: str, question: str) -> int | None:
    if match := re.search(rf"\b{what} {_NUMBER}\b", question, re.IGNORECASE):
        return _number(match[1])
    if match := re.search(rf"\b{_ORDINAL} {what}\b", question, re.IGNORECASE):
        return _ordinal(match[1])
    return None


def _step(question: str) -> tuple[int | None, str | None]:
    match = _STEP.search(question)
    if match is None:
        return None, None
    if match[2]:
        return _number(match[2]), match[1].lower()
    if match[3]:
        return _number(match[3]), match[4].lower()
    return _ordinal(match[5]), match[6].lower()


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else SMALL_NUMBERS.index(word.lower()) + 1


def _ordinal(word: str) -> int:
    return LAST if word.lower() in ("last", "final") else ORDINALS.index(word.lower()) + 1


def _bound(question: str) -> Bound | None:
    if match := _SHARE.search(question):
        return Bound("either", 0.5 if match[1] is None else float(match[1]) / 100, percent=True)
    match = _BOUND.search(question)
    if match is None:
        return None
    word, percent = match[1].lower(), match[3] is not None or match[4] is not None
    value = 0.5 if match[4] else float(match[2]) / (100 if percent else 1)
    if word.startswith(_BELOW):
        return Bound("below", value, percent)
    return Bound("above" if word.startswith(_ABOVE) else "either", value, percent)
