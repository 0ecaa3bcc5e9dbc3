"""Whether words agree, disagree, or agree with a reservation: by the phrases that English has for it.

A rough reading: contradiction by reasons alone is not seen. What rests on it is therefore counted only where words of
agreement stand and none of disagreement do.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE | re.MULTILINE)


_START = r"(?:^|[.!?;:—…] |\byes,? |\bwell,? )"
_BY_DEGREES = r"(?:(?:so|absolutely|quite|completely|totally|entirely|very|also|do|fully|strongly|simply|just) )?"

_NEGATED = re.compile(
    r"(?:\bnot|\bnever|\bcannot|n't) (?:\w+ ){0,2}"
    r"(?:agree(?! more)|right|true|with (?:you|[A-Z])|a good point|support)\b",
    re.IGNORECASE,
)
_AGREES = _any_of(
    rf"\b(?:I|we) {_BY_DEGREES}(?:can only )?agree\b",
    r"\bcouldn't agree more\b",
    rf"(?:\b(?:is|are|was|were)|'re|'s) {_BY_DEGREES}right(?=[.,;!?]| (?:about|that|and|on)\b|$)",
    rf"{_START}(?:agreed|exactly|absolutely|precisely|indeed|of course|same here|same for me|well said|well put|"
    r"fair enough|no objection|right|true|yes|yeah|finally|fine by me)(?:[.,!]|$)",
    r"\b(?:good|great|fair|excellent|wonderful|valid) point\b",
    r"\b(?:has|have|'ve got|made|make|makes) a point\b",
    r"\b(?:I'm|I am) with (?!my\b|the\b|a\b)\w+",
    rf"\bthat's {_BY_DEGREES}true\b",
    r"\bI think so too\b",
    r"\bI (?:see|feel|think) (?:it )?(?:the same|as \w+ does)\b",
    r"\bput it better than\b",
    r"\b(?:nothing to add|no argument here|works for me|said it for me|what I was about to say|think alike)\b",
    r"\b(?:go|come) along with (?:you|that|\w+)",
    r"\bcan't argue with\b",
    r"\bcount me in\b",
    r"\bwhat \w+ (?:says|said)(?: about .* is true|[.!])",
    r"\bI(?:'d|'ll| would| will)? support (?:you|that|this|it)\b",
    r"\bthe only one talking sense\b",
)
_DISAGREES = _any_of(
    r"\bdisagree",
    r"\b(?:don't|do not|can't|cannot|won't) (?:think so|believe|accept|buy|support|go along|nod|sign)\b",
    r"\b(?:don't|do not|can't|cannot) see (?:it|that) (?:that way|as|like)\b",
    rf"\bsee (?:it|that|this) {_BY_DEGREES}(?:differently|the other way)\b",
    r"\b(?:the other way round|the opposite|part ways|otherwise|elsewhere)\b",
    rf"\bnot {_BY_DEGREES}(?:sure about|convinced|the same|yet a reason)\b|\bunconvinced\b",
    rf"{_START}(?:no|nonsense|rubbish|wrong|hardly|never)[,.!]",
    rf"\b(?:that|you)(?:'s|'re| is| are) {_BY_DEGREES}(?:wrong|mistaken|nonsense|unfair|absurd|a mistake)\b",
    r"\b(?:I'm|I am|I'd be|I would be) (?:still )?against\b",
    r"\bhow (?:can|could) you\b|\bI doubt\b",
    r"\b(?:won't|can't) (?:win me|hang everything)\b",
)
_RESERVES = _any_of(
    r"\b(?:but|however|though|although|except|unless|only if|on the other hand|even so|that said|half|partly|up to|"
    r"as far as)\b",
    r"\?",
)


def agrees(text: str) -> bool:
    """Whether words of agreement stand in a text.

    >>> agrees("You're right, Bo."), agrees("That isn't right.")
    (True, False)
    """
    return _AGREES.search(_NEGATED.sub(" ", _plain(text))) is not None


def disagrees(text: str) -> bool:
    """Whether words of disagreement stand in a text.

    >>> disagrees("I don't see it that way."), disagrees("Good point.")
    (True, False)
    """
    plain = _plain(text)
    return _DISAGREES.search(plain) is not None or _NEGATED.search(plain) is not None


def only_agrees(text: str) -> bool:
    """Whether a text agrees and nothing more: no disagreement, no reservation and no question stands beside it."""
    return agrees(text) and not disagrees(text) and _RESERVES.search(text) is None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
