"""Descriptions by contrast: "one is stoic, one anxious, the third …"."""

from __future__ import annotations

import re

_EACH = (
    r"(?:one|another|the other|the (?:first|second|third|fourth|fifth|sixth|last|youngest|eldest|oldest|middle one))"
    r"\b(?! of the\b| of them can\b)"
)
_START = re.compile(r"(?:^|[.,:;—–(]|\band)\s*(one\b(?! of the\b| day\b| another\b))", re.IGNORECASE)
_SPLIT = re.compile(rf"[,;]?\s*(?:\band\s+)?\b{_EACH}\s*", re.IGNORECASE)
_THEY_ALL = re.compile(r", (?:learn|find|discover|argue|quarrel|meet|talk|discuss|decide|debate|are|have|must)\b.*$")


def contrasts(text: str) -> tuple[str, ...]:
    """What the text says of each of those whom it sets apart; empty unless it says it of two at least."""
    start = _START.search(text)
    if start is None:
        return ()
    rest = text[start.start(1) :]
    end = re.search(r"[.!?](?:\s|$)", rest)
    said = [
        re.sub(r"^(?:who |that )?(?:is|was|are)\s+", "", part).strip(" ,;.:")
        for part in _SPLIT.split(rest[: end.start()] if end else rest)
    ]
    kept = tuple(_THEY_ALL.sub("", part) for part in said if part and not part.startswith("of them"))
    return kept if len(kept) > 1 else ()
