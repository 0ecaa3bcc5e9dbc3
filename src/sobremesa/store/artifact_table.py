"""Artifacts as rows of tables: for whoever shares a database between machines.

A database takes long over a large value. So an artifact is cut into pieces, of which the first stands with its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence, Set

from sobremesa.store.artifacts import HASH, ArtifactDamagedError, ArtifactMissingError
from sobremesa.store.database import Connection, Database

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS artifacts (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL, touched REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS artifact_pieces "
    "(sha256 TEXT, place INTEGER, content BLOB NOT NULL, PRIMARY KEY (sha256, place))",
)
PIECE = 2**20
"""Bytes of a piece; the last may have fewer."""


class TableArtifactStore:
    """An `ArtifactStore` in a database, safe for several processes and machines at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.prepare(SCHEMA, {})

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its SHA-256 in hexadecimal. Raises StorageError; nothing is kept then."""
        sha256 = hashlib.sha256(content).hexdigest()
        with self._database.writing() as connection:
            now = self._database.now(connection)
            # What is put again is wanted again: it is not swept away before whoever put it has said so.
            known = connection.execute("UPDATE artifacts SET touched = ? WHERE sha256 = ?", (now, sha256)).rowcount
            if not known:
                connection.execute(
                    "INSERT INTO artifacts VALUES (?, ?, ?) "
                    "ON CONFLICT (sha256) DO UPDATE SET touched = excluded.touched",
                    (sha256, content[:PIECE], now),
                )
                for begin in range(PIECE, len(content), PIECE):
                    connection.execute(
                        "INSERT INTO artifact_pieces VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        (sha256, begin // PIECE, content[begin : begin + PIECE]),
                    )
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes under a hash. Raises ArtifactMissingError, ArtifactDamagedError, StorageError."""
        rows: Sequence[tuple[int, bytes]] = []
        if HASH.fullmatch(sha256):
            with self._database.reading() as connection:
                rows = connection.execute(
                    "SELECT 0 AS place, content FROM artifacts WHERE sha256 = ? "
                    "UNION ALL SELECT place, content FROM artifact_pieces WHERE sha256 = ? ORDER BY place",
                    (sha256, sha256),
                ).fetchall()
        if not rows:
            raise ArtifactMissingError(f"There is no artifact {sha256[:80]}: the state belongs to another store.")
        content = b"".join(piece for _, piece in rows)
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
                gone = connection.execute("DELETE FROM artifacts WHERE sha256 = ? AND touched < ?", (sha256, before))
                if gone.rowcount:
                    removed, size = removed + 1, size + int(length) + _without_pieces(connection, sha256)
        return removed, size


def _without_pieces(connection: Connection, sha256: str) -> int:
    """Remove the pieces after the first; returns their bytes."""
    lengths = connection.execute("SELECT length(content) FROM artifact_pieces WHERE sha256 = ?", (sha256,)).fetchall()
    connection.execute("DELETE FROM artifact_pieces WHERE sha256 = ?", (sha256,))
    return sum(length for (length,) in lengths)
