"""Model documents and checked programs, back from the artifacts by their hash."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from sobremesa.mechanics.documents import Document, checked
from sobremesa.mechanics.processes.program import ProcessProgram

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.ir import Program
    from sobremesa.store.artifacts import ArtifactStore


def load_model(artifacts: ArtifactStore, sha256: str | None) -> Program:
    """The checked program of a model, where only models can be. Raises ArtifactMissingError."""
    program = load_program(artifacts, sha256)
    if isinstance(program, ProcessProgram):
        raise TypeError("A process came to a step that only models have. This is a bug: please report it.")
    return program


DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)
"""A document of either kind: each refuses the other's keys."""


def load_document(artifacts: ArtifactStore, sha256: str) -> Document:
    """The document under a hash. Raises ArtifactMissingError."""
    return DOCUMENT.validate_json(artifacts.get(sha256))


def load_program(artifacts: ArtifactStore, sha256: str | None) -> AnyProgram:
    """The checked program of the document under a hash. Raises ArtifactMissingError."""
    if sha256 is None:
        raise RuntimeError("A step that needs a model was reached without one. This is a bug: please report it.")
    return _program(artifacts.get(sha256))


@lru_cache(maxsize=8)
def _program(canonical: bytes) -> AnyProgram:
    return checked(DOCUMENT.validate_json(canonical))
