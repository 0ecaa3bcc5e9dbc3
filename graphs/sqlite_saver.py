"""Checkpoints in a file of SQLite's, written only as long as the lease holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from sobremesa.store.faults import storing
from sobremesa.store.leases import TOKEN, Lease, hold_to
from sobremesa.store.sqlite import PATIENCE_SECONDS, plain

WHAT = "the file of checkpoints"


class SqliteSaver(AsyncSqliteSaver):
    """LangGraph's saver, which shows the lease in the transaction of each write. None: no lease is asked for."""

    def __init__(self, connection: aiosqlite.Connection, serializer: JsonPlusSerializer, lease: Lease | None) -> None:
        super().__init__(connection, serde=serializer)
        self._lease = lease
        self._transaction = asyncio.Lock()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """A checkpoint. Raises StorageError."""
        with storing(WHAT):
            return await super().aget_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Save a checkpoint. Raises LeaseLostError and StorageError; nothing is written then."""
        async with self._fenced():
            return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Save what a task wrote. Raises LeaseLostError and StorageError; nothing is written then."""
        async with self._fenced():
            await super().aput_writes(config, writes, task_id, task_path)

    @asynccontextmanager
    async def _fenced(self) -> AsyncIterator[None]:
        """One transaction with what is written inside, which commits it."""
        with storing(WHAT):
            async with self._transaction:
                try:
                    # The file with the leases is locked too: nobody takes this one over before the commit.
                    await self.conn.execute("BEGIN IMMEDIATE")
                    await self._check()
                    yield
                except BaseException:
                    await self.conn.rollback()
                    raise

    async def _check(self) -> None:
        if self._lease is None:
            return
        # In one go: cancelled between question and answer, the question would hold its lock on the leases.
        found = await self.conn.execute_fetchall(plain(TOKEN), (self._lease.thread_id,))
        hold_to(next(iter(found), None), self._lease)


@asynccontextmanager
async def open_sqlite(
    path: Path, leases: Path, serializer: JsonPlusSerializer, lease: Lease | None
) -> AsyncIterator[SqliteSaver]:
    """Checkpoints in the file at `path`, made where it is missing; `leases` is the file with the table of leases."""
    with storing(WHAT):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Personas' secrets stand in it.
        path.touch(mode=0o600)
        async with aiosqlite.connect(path, timeout=PATIENCE_SECONDS) as connection:
            # With a write-ahead log NORMAL loses nothing when the process dies, and at most the last steps when the
            # machine does; FULL costs three times as much a step.
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = NORMAL")
            saver = SqliteSaver(connection, serializer, lease)
            # Before the other file is attached, to which it is none of its business to do anything.
            await saver.setup()
            if lease is not None:
                await connection.execute("ATTACH ? AS beside", (str(leases),))
            try:
                yield saver
            finally:
                # A write that was cancelled midway is still open, and closing does not end it as long as anything (the
                # traceback of the cancelled task) holds its cursor: until then nobody else could write. Under the
                # saver's lock no write is in the middle, and none begins.
                async with saver.lock:
                    await connection.rollback()
                    await connection.close()
