"""Bytes under their own hash."""

from __future__ import annotations

from typing import Protocol

from sobremesa.errors import SobremesaError


class ArtifactStore(Protocol):
    """Content-addressed storage: what is put in once is there for good, under its SHA-256."""

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its SHA-256 in hexadecimal. Putting the same bytes again changes nothing."""

    def get(self, sha256: str) -> bytes:
        """The bytes under a hash. Raises ArtifactMissingError."""

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there."""


class ArtifactMissingError(SobremesaError, LookupError):
    """No artifact has this hash: the store was pruned, or the state belongs to another store."""
