"""What a text celebrates, if it does: a win, a wedding, a promotion, or whatever the feast is for."""

from __future__ import annotations

import re

JOYS = {
    r"win|won|winning|victory|trophy|champions?": "the win",
    r"prizes?|awards?|medals?": "the prize",
    r"promot\w+": "the promotion",
    r"graduat\w+|degree|diploma": "the graduation",
    r"passed|passing": "the exam",
    r"weddings?|marry|marries|married|marriage": "the wedding",
    r"engage\w+": "the engagement",
    r"birthdays?": "the birthday",
    r"birth|born|baby|pregnant": "the baby",
    r"anniversar\w+": "the anniversary",
    r"retire\w+": "the retirement",
    r"recover\w*|cured|healed": "the recovery",
    r"festivals?|carnival": "the festival",
}
"""Words of gladness, and the thing that they stand for."""
EARNED = frozenset({"the win", "the prize", "the promotion", "the graduation", "the exam"})
"""What one has brought about oneself: a cause of pride, not of joy alone (Ortony, Clore & Collins 1988)."""

_CELEBRATES = re.compile(
    r"\b(?:(?<!whether to )(?<!how to )celebrat\w+|rejoices?(?: over| at)?|"
    r"(?:toasts?|drinks?) to|(?:throws?|gives?|holds?) a party for)\b"
    r"([^.;!?]*)"
)
_TOLD = re.compile(r"\b(?:tells?|told|learns?|learned|hears?|heard|announces?|announced|finds? out)\b([^.;!?]*)")
_GOOD_NEWS = re.compile(
    r"\b(?:won|promoted|passed (?:the|their|his|her)|engaged|married|pregnant|cured|recovered|graduated|"
    r"(?:a|the) (?:prize|award|medal))\b"
)
_FEASTS = re.compile(
    r"\b(?:festival|carnival|graduation|wedding|anniversary|promotion|birthday|victory)\b", re.IGNORECASE
)
_SPOILT = re.compile(
    r"\b(?:not|never|cancel\w*|called off|postpone\w*|ruin\w*|rigged|cheat\w*|table|strangers?|seated|whether|cost\w*|"
    r"argu\w*|quarrel\w*|before the)\b|n['’]t\b"
)


def celebrated(text: str) -> str | None:
    """What the text says is celebrated, or told as good news, as a noun phrase with `the`; None if nothing is."""
    found = _CELEBRATES.search(text)
    if found:
        return _joy_in(found.group(1)) or _noun(found.group(1)) or _joy_in(text) or "this day"
    told = _TOLD.search(text)
    if told and _GOOD_NEWS.search(told.group(1)) and not _SPOILT.search(told.group(1)):
        return _joy_in(told.group(1))
    return None


def feasted(text: str) -> str | None:
    """The feast at which people are, where nothing spoils it and nothing else is the matter."""
    return _joy_in(text) if _FEASTS.search(text) and not _SPOILT.search(text) else None


def _joy_in(text: str) -> str | None:
    places = {
        thing: found.start()
        for words, thing in JOYS.items()
        if (found := re.search(rf"\b(?:{words})\b", text, re.IGNORECASE))
    }
    return min(places, key=lambda thing: places[thing], default=None)


def _noun(phrase: str) -> str | None:
    """`their new bridge together` → `the new bridge`, where the phrase begins like a noun."""
    found = re.match(
        r"\s*(?:an?|the|their|his|her|our|its) ((?:[\w-]+['’]s )?[\w-]+(?: [\w-]+)?)"
        r"(?=[.,:]|$| (?:of|in|with|at|and|by)\b)",
        phrase,
    )
    return f"the {found.group(1)}" if found else None
