"""Documents that something has happened to: a generated text with characters, words or lines changed."""

from __future__ import annotations

import re
from random import Random

from generated.document import generate

WORDS = (
    "self", "model", "person", "None", "True", "1e400", "nan", "-1", "0", "[", "]", "{", "}", "(", ")", ":", ",", '"',
    "\\n", "__class__", "9**9**9", "lambda x: x", "neighbors(self)", "die()", "&a", "*a", "!!python", "\t", "\x00", "é",
    "- ", "? ", "while True:", "links", "cells", "report.stance", "link(self, self)", "2**63", "high", "start", "of",
)  # fmt: skip


def damaged(seed: int) -> bytes:
    """Bytes that were a document; now and then something else altogether."""
    rng = Random(seed)
    if rng.random() < 0.05:
        return rng.randbytes(rng.randint(0, 400))
    text = generate(rng.randrange(2**32))
    for _ in range(rng.randint(1, 4)):
        text = _changed(text, rng)
    found = text.encode("utf-8", "surrogatepass")
    return found[: rng.randint(0, len(found))] if rng.random() < 0.05 else found


def _changed(text: str, rng: Random) -> str:
    tokens = [match.span() for match in re.finditer(r"[A-Za-z_]\w*|\d+(\.\d+)?|[^\s\w]", text)]
    if not tokens:
        return text + rng.choice(WORDS)
    (a, b), (c, d) = rng.choice(tokens), rng.choice(tokens)
    match rng.randrange(5):
        case 0:
            return text[:a] + text[b:]
        case 1:
            return text[:a] + rng.choice(WORDS) + text[b:]
        case 2:
            return text[:a] + text[c:d] + text[b:]
        case 3:
            return text[:b] + " " + rng.choice(WORDS) + text[b:]
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return "\n".join(lines)
