"""Bytes under their own hash."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Protocol

from sobremesa.errors import SobremesaError

HASH = re.compile(r"[0-9a-f]{64}")


class ArtifactStore(Protocol):
    """Content-addressed storage: what is put in is there under its SHA-256, until what nobody needs is swept away.

    Everything may raise StorageError.
    """

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its SHA-256 in hexadecimal. Putting bytes again says that they are wanted."""

    def get(self, sha256: str) -> bytes:
        """The bytes under a hash. Raises ArtifactMissingError."""

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there."""

    def sweep(self, kept: Set[str], before: float) -> tuple[int, int]:
        """Remove what is not `kept` and was last put before a moment (seconds since 1970). Returns number and bytes."""


class ArtifactMissingError(SobremesaError, LookupError):
    """No artifact has this hash: the store was pruned, or the state belongs to another store."""


class ArtifactDamagedError(SobremesaError, ValueError):
    """The bytes under a hash are not the bytes that were put there."""
