"""Long lines of source, broken at their brackets: what stands between them goes on lines of its own."""

from __future__ import annotations

import contextlib
import io
import textwrap
import tokenize
from collections.abc import Iterator, Sequence
from itertools import pairwise

WIDTH = 100
Tokens = Sequence[tokenize.TokenInfo]


def wrapped(text: str) -> str:
    """The source with its long lines broken; it says the same."""
    many = {row for row, last in _strings_over_lines(text) for row in range(row, last + 1)}
    lines = text.splitlines()
    return "".join(
        f"{line}\n" if number in many else "".join(f"{part}\n" for part in _broken(line))
        for number, line in enumerate(lines, 1)
    )


def _strings_over_lines(text: str) -> Iterator[tuple[int, int]]:
    """First and last row of each string that goes over several lines."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.start[0] != token.end[0] and token.type == tokenize.STRING:
            yield token.start[0], token.end[0]


def _broken(line: str) -> list[str]:
    """A line as several, none longer than need be."""
    if len(line) <= WIDTH:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    tokens = _tokens(line)
    pair = _widest(tokens)
    if pair is None:
        return [line]
    opened, closed = pair
    start, end = tokens[opened].end[1], tokens[closed].start[1]
    whole = f"{indent}    {line[start:end].strip()}"
    parts = [whole.strip()] if len(whole) <= WIDTH else _parts(line, tokens, opened, closed)
    inner = [piece for part in parts for piece in _broken(f"{indent}    {part}")]
    return [line[:start], *inner, *_broken(f"{indent}{line[end:]}")]


def _tokens(line: str) -> Tokens:
    """The tokens of one line, whatever it is a part of."""
    found: list[tokenize.TokenInfo] = []
    with contextlib.suppress(tokenize.TokenError, IndentationError):
        found.extend(tokenize.generate_tokens(io.StringIO(line.strip() + "\n").readline))
    shift = len(line) - len(line.lstrip())
    return [
        token._replace(start=(1, token.start[1] + shift), end=(1, token.end[1] + shift))
        for token in found
        if token.start[0] == 1
    ]


def _widest(tokens: Tokens) -> tuple[int, int] | None:
    """The outermost brackets that hold the most."""
    opened: list[int] = []
    best: tuple[int, int] | None = None
    for place, token in enumerate(tokens):
        if token.type != tokenize.OP:
            continue
        if token.string in "([{":
            opened.append(place)
        elif token.string in ")]}":
            if not opened:
                continue
            start = opened.pop()
            if not opened and place > start + 1 and (best is None or place - start > best[1] - best[0]):
                best = start, place
    return best


def _parts(line: str, tokens: Tokens, opened: int, closed: int) -> list[str]:
    """What stands between two brackets: cut before `for` and `if`, or after commas, or before `and` and the like.

    Numbers alone fill their lines.
    """
    generates = bool(_cuts(tokens, opened, closed, ("for",), after=False))
    cuts = _cuts(tokens, opened, closed, ("for", "if") if generates else (",",), after=not generates)
    listed = bool(cuts) and not generates
    if not cuts:
        cuts = _cuts(tokens, opened, closed, ("and", "or", "if", "else"), after=False)
    edges = [tokens[opened].end[1], *cuts, tokens[closed].start[1]]
    parts = [part for a, b in pairwise(edges) if (part := line[a:b].strip())]
    if listed:
        parts[-1] = parts[-1].rstrip(",") + ","
        if all(token.type == tokenize.NUMBER or token.string in "-," for token in tokens[opened + 1 : closed]):
            return textwrap.wrap(" ".join(parts), WIDTH - 4 - (len(line) - len(line.lstrip())))
    return parts


def _cuts(tokens: Tokens, opened: int, closed: int, words: Sequence[str], after: bool) -> list[int]:
    depth, cuts = 0, []
    for token in tokens[opened + 1 : closed]:
        if token.type == tokenize.OP and token.string in "([{":
            depth += 1
        elif token.type == tokenize.OP and token.string in ")]}":
            depth -= 1
        elif depth == 0 and token.string in words and token.type in (tokenize.OP, tokenize.NAME):
            cuts.append(token.end[1] if after else token.start[1])
    return cuts
