"""What is wrong with a model document: one diagnostic per mistake, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.errors import SobremesaError


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document: a section path, and within code the line and column (both from 1)."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        if self.line is None:
            return self.path
        return f"{self.path}, line {self.line}, column {self.column or 1}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: a stable code, the place, what was expected, what was found, and a hint."""

    code: str
    place: Place
    message: str
    expected: str | None = None
    found: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.message} [{self.code}]"]
        if self.expected is not None:
            parts.append(f"  expected: {self.expected}")
        if self.found is not None:
            parts.append(f"  found: {self.found}")
        if self.hint is not None:
            parts.append(f"  hint: {self.hint}")
        return "\n".join(parts)


class DocumentError(SobremesaError, ValueError):
    """The document does not describe a model that can be run; `diagnostics` says why, every reason at once."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(d) for d in self.diagnostics))
