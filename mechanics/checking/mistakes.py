"""The diagnostics of one check, gathered: nothing stops at the first mistake."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place

MOST = 100
"""Mistakes that are told at once; a check ends with the last of them."""
_COMPARED = 60
"""Known words that a misspelt one is compared with, at most: comparing takes time."""


class Mistakes:
    """Every mistake found so far, each once, in the order in which they were met."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def add(
        self, code: str, place: Place | str, message: str,
        expected: str | None = None, found: str | None = None, hint: str | None = None,
    ) -> None:  # fmt: skip
        """Note a mistake."""
        where = Place(place) if isinstance(place, str) else place
        self.note(Diagnostic(code, where, message, expected, found, hint))

    def note(self, mistake: Diagnostic) -> None:
        """Note a mistake that is already written. Raises DocumentError when there are more than anyone would read."""
        self._found.setdefault(mistake)
        if len(self._found) >= MOST:
            raise DocumentError(self.found)

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """All of them, in the order in which they were met."""
        return tuple(self._found)

    def extend(self, others: Mistakes) -> None:
        """Note the mistakes of a part."""
        for mistake in others.found:
            self.note(mistake)

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_any(self) -> None:
        """Raise DocumentError with all of them, if there are any."""
        if self._found:
            raise DocumentError(self.found)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint with the nearest known word, if one is near."""
    word = word[:64]
    likeliest = sorted(known, key=lambda each: (each[:1] != word[:1], abs(len(each) - len(word)), each))
    close = get_close_matches(word, likeliest[:_COMPARED], 1, 0.55)
    return f"did you mean `{close[0]}`?" if close else None
