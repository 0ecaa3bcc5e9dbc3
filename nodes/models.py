"""Model documents and checked programs, back from the artifacts by their hash."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sobremesa.mechanics.document import ModelDocument

if TYPE_CHECKING:
    from sobremesa.mechanics.ir import Program
    from sobremesa.store.artifacts import ArtifactStore


def load_document(artifacts: ArtifactStore, sha256: str) -> ModelDocument:
    """The document under a hash. Raises ArtifactMissingError."""
    return ModelDocument.model_validate_json(artifacts.get(sha256))


def load_program(artifacts: ArtifactStore, sha256: str | None) -> Program:
    """The checked program of the document under a hash. Raises ArtifactMissingError."""
    if sha256 is None:
        raise RuntimeError("A step that needs a model was reached without one. This is a bug: please report it.")
    return _program(artifacts.get(sha256))


@lru_cache(maxsize=8)
def _program(canonical: bytes) -> Program:
    from sobremesa.mechanics.checking import check

    return check(ModelDocument.model_validate_json(canonical))
