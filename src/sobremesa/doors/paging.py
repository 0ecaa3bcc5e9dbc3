"""A report in pages that fit into what an agent reads at a time."""

from __future__ import annotations

MOST_CHARACTERS = 8_000


def paged(text: str, most: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """The text in pieces of at most `most` characters, which joined are the text again.

    A page ends before a heading where it can, else between paragraphs, else between lines, else anywhere; it is never
    less than half full for the sake of that.

    >>> paged("# One\\n\\ntwo\\n\\nthree\\n", most=12)
    ('# One\\n\\ntwo\\n\\n', 'three\\n')
    """
    pages = []
    while len(text) > most:
        end = _end(text, most)
        pages.append(text[:end])
        text = text[end:]
    return (*pages, text) if text else tuple(pages)


def _end(text: str, most: int) -> int:
    for mark, kept in (("\n## ", 1), ("\n\n", 2), ("\n", 1)):
        found = text.rfind(mark, 0, most + len(mark) - kept)
        if found + kept > most // 2:
            return found + kept
    return most
