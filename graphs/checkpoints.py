"""Checkpoints in SQLite: strict about what they load, durable at every step, closed to whoever lost the lease."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

PATIENCE_SECONDS = 30.0


def strict_serializer() -> JsonPlusSerializer:
    """A serializer that builds plain data and LangGraph's own envelopes, and imports nothing that a file names."""
    return JsonPlusSerializer(allowed_msgpack_modules=[])


class FencedSaver(AsyncSqliteSaver):
    """A saver that asks before each write whether it still may; `guard` raises when it may not."""

    def __init__(self, connection: aiosqlite.Connection, guard: Callable[[], None]) -> None:
        super().__init__(connection, serde=strict_serializer())
        self._guard = guard

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Save a checkpoint. Raises what `guard` raises; nothing is written then."""
        self._guard()
        return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Save what a task wrote. Raises what `guard` raises; nothing is written then."""
        self._guard()
        await super().aput_writes(config, writes, task_id, task_path)


@asynccontextmanager
async def open_saver(path: Path, guard: Callable[[], None]) -> AsyncIterator[AsyncSqliteSaver]:
    """Checkpoints in the file at `path`, made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Personas' secrets stand in it.
    path.touch(mode=0o600)
    async with aiosqlite.connect(path, timeout=PATIENCE_SECONDS) as connection:
        # With a write-ahead log NORMAL loses nothing when the process dies, and at most the last steps when the
        # machine does; FULL costs three times as much a step.
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = NORMAL")
        saver = FencedSaver(connection, guard)
        try:
            yield saver
        finally:
            # A write that was cancelled midway is still open, and closing does not end it as long as anything (the
            # traceback of the cancelled task) holds its cursor: until then nobody else could write. Under the saver's
            # lock no write is in the middle, and none begins.
            async with saver.lock:
                await connection.rollback()
                await connection.close()


@asynccontextmanager
async def make() -> AsyncIterator[AsyncSqliteSaver]:
    """Checkpoints in the operator's home, for `langgraph.json`; the server sees to one run a thread itself."""
    from sobremesa.nodes.settings import Settings

    async with open_saver(checkpoints_path(Settings.from_env().home), unguarded) as saver:
        yield saver


def checkpoints_path(home: Path) -> Path:
    """The file that holds the checkpoints."""
    return home / "checkpoints.sqlite"


def unguarded() -> None:
    """Every write is allowed."""
