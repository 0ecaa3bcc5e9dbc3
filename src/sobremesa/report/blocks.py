"""The little Markdown in which a model is described, as blocks for the page: paragraphs, lists, code, tables.

It is read from text that `mechanics.odd` wrote around words of others. Whatever stands there comes out as plain text
in one block or another, and the template escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["text", "list", "code", "table"]
_ITEM = re.compile(r"^(\s*)(?:- |\d+\. )(.*)$")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: code, or words."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line, an item of a list (`deep`: within another), or a row of a table."""

    cells: tuple[tuple[Span, ...], ...]
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind."""

    kind: Kind
    lines: tuple[Line, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in their order."""
    return tuple(_blocks(text.splitlines()))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    fenced = False
    marked: list[tuple[Kind, int, str]] = []
    for number, line in enumerate(lines):
        if line.startswith(_FENCE):
            fenced = not fenced
        elif fenced:
            marked.append(("code", 0, line))
        elif line.strip():
            kind: Kind = "table" if line.startswith("|") else "list" if _ITEM.match(line) else "text"
            marked.append((kind, number if kind == "text" else 0, line))
    for (kind, _), group in groupby(marked, key=lambda one: one[:2]):
        yield Block(kind, tuple(_lines(kind, [line for _, _, line in group])))


def _lines(kind: Kind, lines: Sequence[str]) -> Iterator[Line]:
    for line in lines:
        match kind:
            case "code":
                yield Line(((Span(line, code=True),),))
            case "table":
                cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
                if any(cell.strip("-: ") for cell in cells):
                    yield Line(tuple(_spans(cell) for cell in cells))
            case "list":
                item = _ITEM.match(line)
                assert item is not None
                yield Line((_spans(item[2]),), deep=bool(item[1]))
            case "text":
                yield Line((_spans(line),))


def _spans(text: str) -> tuple[Span, ...]:
    """Code between backticks; asterisks that mark words as important are left out."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return (Span(text, code=False),)
    told = (Span(part if n % 2 else part.replace("**", ""), code=n % 2 == 1) for n, part in enumerate(parts))
    return tuple(span for span in told if span.text)
