"""Text from outside stays text: in Markdown, in tables, in HTML that Markdown lets through, on a terminal."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = re.compile(r"[\\`*|~]|(?<![^\W_])_|_(?![^\W_])|(?<=\])\(|^\[")  # "_" within a word is none
_AT_START = re.compile(r"^(>|[#+=\-](?=\s|$|[-=#+])|\d+[.)](?=\s|$))")
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_KEPT = frozenset("\n\t\u200c\u200d")  # lines, tabs, and the joiners that scripts and emoji are written with


def visible(text: str) -> str:
    """Without control and invisible formatting characters (escape sequences, bells, text direction); lines are kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def inline(text: str) -> str:
    """As a run of text in one line: every mark of Markdown and HTML is escaped, and nothing becomes a link."""
    flat = " ".join(visible(text).split())
    flat = _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", flat)).replace("<", "&lt;")
    if flat.count("$") > 1:
        flat = flat.replace("$", "\\$")
    flat = _LINK.sub(r"\1\\\2", flat)
    return _AT_START.sub(_shielded, flat)


def _shielded(match: re.Match[str]) -> str:
    return f"{match[1][:-1]}\\{match[1][-1]}"


def quoted(text: str) -> str:
    """As a block quotation: one `>` before each line, each line escaped."""
    lines = visible(text).strip().split("\n")
    return "\n".join(f"> {inline(line)}".rstrip() for line in lines)


def code(text: str) -> str:
    """As a block of code, behind a fence that the text can't close."""
    body = visible(text)
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{body}\n{fence}"
