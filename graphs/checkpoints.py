"""Checkpoints in SQLite or Postgres: strict about what they load, durable at every step, fenced."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.leases import Lease

Saver = BaseCheckpointSaver[str]


def strict_serializer() -> JsonPlusSerializer:
    """A serializer that builds plain data and LangGraph's own envelopes, and imports nothing that a file names."""
    return JsonPlusSerializer(allowed_msgpack_modules=[])


@asynccontextmanager
async def open_saver(settings: Settings, lease: Lease | None) -> AsyncIterator[Saver]:
    """The checkpoints of all threads. With a lease only its holder writes; with None (to read) nobody is asked for one.

    Raises StorageError, as what it yields does.
    """
    saver: Any
    if settings.database_url is not None:
        from sobremesa.store.postgres import driver

        driver()
        from sobremesa.graphs.postgres_saver import open_postgres

        async with open_postgres(settings.database_url, strict_serializer(), lease) as saver:
            yield saver
        return
    from sobremesa.graphs.sqlite_saver import open_sqlite

    leases = settings.home / "runs.sqlite"
    async with open_sqlite(settings.checkpoints_path, leases, strict_serializer(), lease) as saver:
        yield saver


@asynccontextmanager
async def make() -> AsyncIterator[Saver]:
    """Checkpoints as the operator keeps them, for `langgraph.json`; the server sees to one run a thread itself."""
    from sobremesa.nodes.settings import Settings

    async with open_saver(Settings.from_env(), None) as saver:
        yield saver
