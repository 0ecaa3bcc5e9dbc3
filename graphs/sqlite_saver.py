"""Checkpoints in a file of SQLite's, written only as long as the lease holds."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver as BlockingSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from sobremesa.store.faults import storing
from sobremesa.store.leases import TOKEN, Lease, hold_to
from sobremesa.store.sqlite import PATIENCE_SECONDS, plain

T = TypeVar("T")

WHAT = "the file of checkpoints"


class SqliteSaver(AsyncSqliteSaver):
    """LangGraph's saver, which shows the lease in the transaction of each write. None: no lease is asked for."""

    def __init__(self, connection: aiosqlite.Connection, serializer: JsonPlusSerializer, lease: Lease | None) -> None:
        super().__init__(connection, serde=serializer)
        self._lease = lease
        self._inside = _Inside(connection._conn, serde=serializer)

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
        return await self._fenced(lambda: self._inside.put(config, checkpoint, metadata, new_versions))

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Save what a task wrote. Raises LeaseLostError and StorageError; nothing is written then."""
        await self._fenced(lambda: self._inside.put_writes(config, writes, task_id, task_path))

    async def adelete_thread(self, thread_id: str) -> None:
        """Remove a thread's checkpoints. Raises LeaseLostError and StorageError; nothing is removed then."""
        await self._fenced(lambda: self._inside.delete_thread(thread_id))

    async def _fenced(self, write: Callable[[], T]) -> T:
        """One transaction, in one go in the connection's thread.

        Left open from one statement to the next it would lock the leases while the event loop does something else, and
        whatever waits for them there would keep it from going on.
        """

        def transaction() -> T:
            raw = self._inside.conn
            # The file with the leases is locked too: nobody takes this one over before the commit.
            raw.execute("BEGIN IMMEDIATE")
            try:
                if self._lease is not None:
                    hold_to(raw.execute(plain(TOKEN), (self._lease.thread_id,)).fetchone(), self._lease)
                written = write()
                raw.commit()
            except BaseException:
                raw.rollback()
                raise
            return written

        in_its_thread: Any = self.conn._execute
        with storing(WHAT):
            async with self.lock:
                written: T = await in_its_thread(transaction)
            return written


class _Inside(BlockingSaver):
    """LangGraph's saver for the inside of a transaction, which begins and ends elsewhere."""

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """A cursor."""
        with closing(self.conn.cursor()) as cursor:
            yield cursor


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
                # A read that was cancelled midway is still open, and closing does not end it as long as anything (the
                # traceback of the cancelled task) holds its cursor. Under the saver's lock no other begins.
                async with saver.lock:
                    await connection.rollback()
                    await connection.close()
