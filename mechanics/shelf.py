"""All documents of the library, of both kinds, by their names."""

from __future__ import annotations

from sobremesa.mechanics import library
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.library import UnknownModelError
from sobremesa.mechanics.processes import library as processes


def names() -> tuple[str, ...]:
    """All names: models first, then processes, each in alphabetical order."""
    return (*library.documents(), *processes.documents())


def load(name: str) -> Document:
    """The document of a name, with the library's own values. Raises UnknownModelError."""
    if name in processes.documents():
        return processes.load(name)
    if name in library.documents():
        return library.load(name)
    raise UnknownModelError(f"The library has no model {name!r}; it has {', '.join(names())}.")
