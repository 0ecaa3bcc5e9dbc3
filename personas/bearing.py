"""How something that happens bears on people, read from its words: an alarm, bad news, good news, or neither.

What threatens bears on everyone's goals before anyone has thought about it (R. S. Lazarus, Emotion and Adaptation,
1991: primary appraisal); what each of them then feels is for the traits to say (`appraisal`, `emotion`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sobremesa.personas.happening import Happening

ALARM, BAD, GOOD = -0.7, -0.4, 0.5
WEARS_OFF = 0.4
"""What is left of it with each round that passes."""

_ENDS = re.compile(
    r"\b(?:lights?|power|heating|water|signal|line) (?:comes?|goes|is|are|go) back\b|\bback on\b|"
    r"\b(?:alarm|siren|storm|fire|smoke|danger) (?:\w+ )?(?:stops?|ends?|passes|is over|turns out|is out|clears)\b|"
    r"\ball[- ]clear\b|\bfalse alarm\b|\bis (?:safe|saved|found alive)\b",
    re.IGNORECASE,
)
_ALARMS = re.compile(
    r"\b(?:lights? (?:\w+ )?(?:go(?:es)? (?:out|off)|fails?)|goes dark|blackout|power (?:cut|fails?|goes out|outage)|"
    r"fires?|smoke|burn\w*|explo\w+|blasts?|bombs?|gun\w*|shots?|shoot\w*|knife|stab\w*|scream\w*|alarms?|sirens?|"
    r"blood|dead|dies|died|dying|death|kill\w*|murder\w*|body|collaps\w+|faint\w*|crash\w*|accident|attack\w*|"
    r"threat\w*|intruder|breaks? in|break-in|lock(?:ed|s) in|trapped|gas|leak\w*|radiation|poison\w*|toxic|"
    r"flood\w*|storm\w*|earthquake|tremor|shak(?:es|ing)|avalanche|evacuat\w+|infect\w*|outbreak|missing|kidnap\w*|"
    r"arrest\w*|raid\w*|war|riot\w*|panic|heart attack|stroke|seizure|water (?:rises|comes in))\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:resign\w*|fired|dismiss\w*|layoffs?|los(?:e|es|t|ing)|cancel\w*|reject\w*|refus\w+|fail\w*|ill|sick|injur\w+|"
    r"hurt|late|delay\w*|cuts?|clos(?:es|ed|ure)|bankrupt\w*|debts?|sue[ds]?|lawsuit|accus\w+|lie[sd]?|lying|betray\w*|"
    r"steal\w*|stole\w*|stolen|leaves? (?:for good|them|him|her)|walks? out|divorc\w+|broken?|breaks down|worse|"
    r"complain\w*|rumou?rs?|scandal|deadline)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:wins?|won|prize|gift|present|cake|wine|birth|born|baby|engaged|wedding|marr(?:y|ies|ied)|recover\w*|cured?|"
    r"saved?|rescu\w+|returns? safe\w*|found|agree\w*|peace|apolog\w+|forgiv\w+|promot\w+|rais(?:e|es) of pay|bonus|"
    r"sun|rainbow|music|sing\w*|laugh\w*|good news|success\w*|help (?:comes|arrives)|arrives? with)\b",
    re.IGNORECASE,
)


def bearing(what: str) -> float:
    """How something bears on those who see it, -1 (alarming) to 1 (welcome); 0 for what is neither.

    >>> [bearing(what) for what in ("the lights go out", "the lights come back on", "a man comes in")]
    [-0.7, 0.5, 0.0]
    """
    if _ENDS.search(what):
        return GOOD
    for words, value in ((_ALARMS, ALARM), (_BAD, BAD), (_GOOD, GOOD)):
        if words.search(what):
            return value
    return 0.0


def lasting(happened: Sequence[Happening], now: int) -> float:
    """How all that has happened still bears on people in round `now`, -1..1; the latest counts most."""
    total = sum(bearing(one.what) * WEARS_OFF ** (now - one.round) for one in happened)
    return max(-1.0, min(1.0, total))


def just_now(happened: Sequence[Happening], now: int) -> tuple[Happening, ...]:
    """The events of round `now`: what people still have to take in."""
    return tuple(one for one in happened if one.round == now and one.kind == "event")
