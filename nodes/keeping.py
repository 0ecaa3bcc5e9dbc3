"""Where a run is kept, by the operator's settings: in files in the home, or in tables on a Postgres server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sobremesa.nodes.settings import Settings
    from sobremesa.store.artifacts import ArtifactStore
    from sobremesa.store.database import Database
    from sobremesa.store.journal import Journal
    from sobremesa.store.leases import Lease
    from sobremesa.store.runs import RunTable

CHECKPOINTS = (
    "SELECT checkpoint FROM checkpoints WHERE thread_id = ?",
    "SELECT value FROM writes WHERE thread_id = ?",
)
POSTGRES_CHECKPOINTS = (
    "SELECT convert_to(checkpoint::text, 'UTF8') FROM checkpoints WHERE thread_id = ?",
    "SELECT blob FROM checkpoint_blobs WHERE thread_id = ?",
    "SELECT blob FROM checkpoint_writes WHERE thread_id = ?",
)


def runs_of(settings: Settings) -> RunTable:
    """The table of runs."""
    from sobremesa.store.postgres import PostgresDatabase
    from sobremesa.store.runs import RunTable

    url = settings.database_url
    return RunTable(settings.home / "runs.sqlite" if url is None else PostgresDatabase(url))


def journal_of(settings: Settings, lease: Lease | None = None) -> Journal:
    """The journal. With a `lease` nothing is written to it any more once the thread is someone else's."""
    from sobremesa.store.journal import Journal, file_of
    from sobremesa.store.postgres import PostgresDatabase

    if settings.database_url is not None:
        return Journal(PostgresDatabase(settings.database_url), lease)
    leases = None if lease is None else settings.home / "runs.sqlite"
    return Journal(file_of(settings.journal_path, leases), lease)


def artifacts_of(settings: Settings) -> ArtifactStore:
    """The store of artifacts: a folder, or a table beside the others, so that any machine can go on with a thread."""
    from sobremesa.store.artifact_table import TableArtifactStore
    from sobremesa.store.files import FileArtifactStore
    from sobremesa.store.postgres import PostgresDatabase

    if settings.database_url is not None:
        return TableArtifactStore(PostgresDatabase(settings.database_url))
    return FileArtifactStore(settings.home / "artifacts")


def databases_of(settings: Settings) -> tuple[Database, ...]:
    """All tables but those of the leases, which others may wait for."""
    from sobremesa.store.postgres import PostgresDatabase
    from sobremesa.store.sqlite import SqliteFile

    if settings.database_url is not None:
        return (PostgresDatabase(settings.database_url),)
    return (
        SqliteFile(settings.checkpoints_path, "the file of checkpoints", ahead=True),
        SqliteFile(settings.journal_path, "the journal", ahead=True),
    )


def checkpoint_bytes(settings: Settings) -> Iterator[bytes]:
    """Whatever checkpoints hold of any thread, as it is kept, a piece at a time."""
    kept = CHECKPOINTS if settings.database_url is None else POSTGRES_CHECKPOINTS
    checkpoints, *_ = databases_of(settings)
    with checkpoints.reading() as connection:
        for (thread,) in connection.execute("SELECT DISTINCT thread_id FROM checkpoints").fetchall():
            for statement in kept:
                for (content,) in connection.execute(statement, (thread,)).fetchall():
                    yield bytes(content or b"")
