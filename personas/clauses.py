"""Where a clause of a text ends, and what in it tells of something that is wrong or has befallen people."""

from __future__ import annotations

import re

TO_THE_END = r"([^.!?;:—]+)"
HAPPENED = (
    r"epidemic|flood|fire|earthquake|blackout|storm|strike|war|drought|outbreak|accident|layoffs|power cut|lockdown|"
    r"merger|shortage|recession|breakdown|funeral|divorce"
)
WRONG = re.compile(
    r"\b(?:manipulat|wrong|fake|forg|fraud|steal|stole|cheat|lying|lied|lies|leak|corrupt|poison|unsafe|spy|spied|hid|"
    r"cover|secret|rigged|tamper|bribe|plagiari|falsif|monitor|surveil|abus)\w*",
    re.IGNORECASE,
)
_CUT = re.compile(
    r",? (?:while|as it|as they|when|because|so that|before|after|until|each (?:week|month|day)|"
    r"every (?:week|month|day)|in between|and (?:let|have|play|see))\b.*$|,.*$"
)


def trimmed(phrase: str) -> str:
    """A phrase without what is said of when and why.

    >>> trimmed("sell the house, before winter")
    'sell the house'
    """
    return _CUT.sub("", phrase.strip()).strip()
