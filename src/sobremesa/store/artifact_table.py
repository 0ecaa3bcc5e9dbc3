"""Artifacts as rows of a table: for whoever shares a database between machines."""

from __future__ import annotations

import hashlib
from collections.abc import Set

from sobremesa.store.artifacts import HASH, ArtifactDamagedError, ArtifactMissingError
from sobremesa.store.database import Database
from sobremesa.store.faults import StorageFullError

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS artifacts (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL, touched REAL NOT NULL)",
)
LARGEST = 1_000_000_000
"""Bytes: what one value of Postgres holds, a little less than a gibibyte."""


class TableArtifactStore:
    """An `ArtifactStore` in a database, safe for several processes and machines at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.prepare(SCHEMA, {})

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its SHA-256 in hexadecimal. Raises StorageError; nothing is kept then."""
        if len(content) > LARGEST:
            raise StorageFullError(
                f"An artifact of {len(content):,} bytes does not fit in a row of the database: ask for fewer agents, "
                "replicates or steps, or run without SOBREMESA_DATABASE."
            )
        sha256 = hashlib.sha256(content).hexdigest()
        with self._database.writing() as connection:
            now = self._database.now(connection)
            # What is put again is wanted again: it is not swept away before whoever put it has said so.
            known = connection.execute("UPDATE artifacts SET touched = ? WHERE sha256 = ?", (now, sha256)).rowcount
            if not known:
                connection.execute(
                    "INSERT INTO artifacts VALUES (?, ?, ?) "
                    "ON CONFLICT (sha256) DO UPDATE SET touched = excluded.touched",
                    (sha256, content, now),
                )
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes under a hash. Raises ArtifactMissingError, ArtifactDamagedError, StorageError."""
        row = None
        if HASH.fullmatch(sha256):
            with self._database.reading() as connection:
                row = connection.execute("SELECT content FROM artifacts WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            raise ArtifactMissingError(f"There is no artifact {sha256[:80]}: the state belongs to another store.")
        content = bytes(row[0])
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArtifactDamagedError(f"Artifact {sha256} is damaged: run the thread again.")
        return content

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there. Raises StorageError."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT 1 FROM artifacts WHERE sha256 = ?", (sha256[:80],)).fetchone()
        return found is not None

    def sweep(self, kept: Set[str], before: float) -> tuple[int, int]:
        """Remove what is not `kept` and was last put before a moment (seconds since 1970). Returns number and bytes."""
        removed = size = 0
        with self._database.writing() as connection:
            rows = connection.execute("SELECT sha256, length(content) FROM artifacts WHERE touched < ?", (before,))
            for sha256, length in rows.fetchall():
                if sha256 in kept:
                    continue
                # Somebody may have put it again since.
                gone = connection.execute(
                    "DELETE FROM artifacts WHERE sha256 = ? AND touched < ?", (sha256, before)
                ).rowcount
                removed, size = removed + gone, size + gone * int(length)
        return removed, size
