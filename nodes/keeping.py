"""Where a run is kept, by the operator's settings: in files in the home, or in tables on a Postgres server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.artifacts import ArtifactStore
    from sobremesa.store.journal import Journal
    from sobremesa.store.leases import Lease
    from sobremesa.store.runs import RunTable


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
