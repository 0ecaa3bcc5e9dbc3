"""What the numbers shown to a persona mean to it: percentages, whether they are bad, and how they have changed.

The change is read from the sentence where it says so ("26% (was 10%)", "+10 since last time"), else against the figure
that the persona itself named when it last spoke of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.personas.utterance import Utterance

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per cent|percent)")
_OF = re.compile(r"\b(\d+(?:\.0)?) of (?:the |your )?(\d+(?:\.0)?)\b")
_WAS = re.compile(r" \(was (\d[\d,.]*)%?\)")
_CHANGE = re.compile(
    r"(?:([+−-])\s?(\d+(?:\.\d+)?)|\b(up|more|rose by|rises by|fell by|down|fewer|less)\s(?:by )?(\d+(?:\.\d+)?))"
    r"[^.;]{0,20}?(?:since|than|last|from)|\b(\d+(?:\.\d+)?)(?: points?| %)? (more|fewer|less)\b"
)
_GOOD = re.compile(
    r"\b(?:recover|succe|calm|agree|trust|work|working|repair|safe|support|healthy|content|employed|open|get through|"
    r"cooperat|communicat)\w*\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:frustrat|fail|unsafe|infect|ill|sick|dead|died|panic|afraid|fear|lost|lose|price|unsold|short|believe|rumour|"
    r"strik|hate|hostile|withdraw|angry|unrest|broken|out of)\w*\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A number shown: `share` in 0..1, `text` as said again, `change` in shares or None.

    `good`: whether more of it is good; None for what is neither.
    """

    share: float
    text: str
    change: float | None
    good: bool | None
    sentence: str


def read_shown(shown: Sequence[str], mine: Sequence[Utterance]) -> tuple[Shown, ...]:
    """The shares in the sentences shown, each with its change since the persona last named such a figure."""
    earlier = _named_before(mine)
    found = []
    for told in shown:
        sentence = today(told)
        share, text = _share(sentence)
        if share is None:
            continue
        before = _share(_WAS.sub("", _before(told)))[0]
        change = _said_change(sentence) if before is None or before == share else share - before
        if change is None and earlier is not None and text.endswith("%"):
            change = share - earlier
        found.append(Shown(share, text, change, _counts_good(sentence), sentence))
    return tuple(found)


def today(sentence: str) -> str:
    """A sentence without what its figures were before.

    >>> today("26% (was 10%) of them are ill.")
    '26% of them are ill.'
    """
    return _WAS.sub("", sentence)


def _before(sentence: str) -> str:
    """A sentence as it was: figures that have changed as they were before."""
    return re.sub(r"\d[\d,.]*(%?) \(was (\d[\d,.]*)%?\)", r"\2\1", sentence)


def pressure(shown: Sequence[str], mine: Sequence[Utterance]) -> float:
    """How bad the numbers are, -1..1: their level, and twice their change, with the sign of what they count."""
    read = [one for one in read_shown(shown, mine) if one.good is not None]
    if not read:
        return 0.0
    total = sum((-1 if one.good else 1) * (one.share - 0.2 + 2 * (one.change or 0.0)) for one in read)
    return max(-1.0, min(1.0, total / len(read)))


def _share(sentence: str) -> tuple[float | None, str]:
    percent = _PERCENT.search(sentence)
    if percent:
        return min(1.0, float(percent.group(1)) / 100), f"{percent.group(1)}%"
    part = _OF.search(sentence)
    if part and float(part.group(2)) > 0:
        some, all_ = float(part.group(1)), float(part.group(2))
        return min(1.0, some / all_), f"{some:.0f} of {all_:.0f}"
    return None, ""


def _counts_good(sentence: str) -> bool | None:
    """Whether what is counted is something good: what stands before the number says so, else the first word after.

    None for what is neither (those in favour of a plan, say).
    """
    number = _PERCENT.search(sentence) or _OF.search(sentence)
    before, after = (sentence[: number.start()], sentence[number.end() :]) if number else ("", sentence)
    if _GOOD.search(before) or _BAD.search(before):
        return not _BAD.search(before)
    good, bad = _GOOD.search(after), _BAD.search(after)
    if good is None and bad is None:
        return None
    return good is not None and (bad is None or good.start() < bad.start())


def _said_change(sentence: str) -> float | None:
    match = _CHANGE.search(sentence)
    if match is None:
        return None
    sign, size, word, by, count, more = match.groups()
    amount = float(size or by or count) / 100
    down = sign in {"-", "−"} or (word or more) in {"down", "fewer", "less", "fell by"}
    return -amount if down else amount


def _named_before(mine: Sequence[Utterance]) -> float | None:
    for said in reversed(mine):
        percent = _PERCENT.search(said.speech)
        if percent:
            return float(percent.group(1)) / 100
    return None
