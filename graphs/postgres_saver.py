"""Checkpoints on a Postgres server, written only as long as the lease holds. Needs the extra `postgres`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import DictRow, dict_row

from sobremesa.store.leases import TOKEN, Lease, hold_to
from sobremesa.store.postgres import CONNECT_SECONDS, SETTINGS, making_the_schema, number_of, serving, translated

LOOK_AGAIN_SECONDS = 0.05


class PostgresSaver(AsyncPostgresSaver):
    """LangGraph's saver, which shows the lease in the transaction of each write. None: no lease is asked for."""

    def __init__(
        self, connection: AsyncConnection[DictRow], serializer: JsonPlusSerializer, lease: Lease | None
    ) -> None:
        super().__init__(connection, serde=serializer)
        self._connection = connection
        self._lease = lease

    @asynccontextmanager
    async def _cursor(self, *, pipeline: bool = False) -> AsyncIterator[AsyncCursor[DictRow]]:
        """What all of the saver's statements go through; `pipeline` where it writes.

        Raises LeaseLostError and StorageError.
        """
        with serving():
            async with super()._cursor() as cursor:
                if not pipeline:
                    yield cursor
                    return
                async with self._connection.transaction():
                    await self._check(cursor)
                    yield cursor

    async def _check(self, cursor: AsyncCursor[DictRow]) -> None:
        if self._lease is not None:
            # The row stays as it is until the commit: nobody takes the lease over before.
            found: Any = await cursor.execute(translated(TOKEN), (self._lease.thread_id,))
            row = await found.fetchone()
            hold_to(None if row is None else (row["token"],), self._lease)


@asynccontextmanager
async def open_postgres(url: str, serializer: JsonPlusSerializer, lease: Lease | None) -> AsyncIterator[PostgresSaver]:
    """Checkpoints in the database at `url`, whose tables are made where they are missing."""
    with serving():
        connection: AsyncConnection[DictRow] = await AsyncConnection.connect(
            url, autocommit=True, prepare_threshold=0, row_factory=dict_row, connect_timeout=CONNECT_SECONDS
        )
    async with connection:
        saver = PostgresSaver(connection, serializer, lease)
        with serving():
            for setting in SETTINGS:
                await connection.execute(setting)
            await _set_up(saver, connection)
        yield saver


async def _set_up(saver: PostgresSaver, connection: AsyncConnection[DictRow]) -> None:
    """Make the saver's tables, one process at a time.

    Whoever waits does it without a statement under way: an index that is built meanwhile would wait for that in turn.
    """
    number = (number_of("checkpoints"),)
    while not await _is_set_up(saver, connection):
        locked = await (await connection.execute("SELECT pg_try_advisory_lock(%s) AS got", number)).fetchone()
        if locked is not None and locked["got"]:
            await connection.execute(making_the_schema())
            await saver.setup()
            await connection.execute("SELECT pg_advisory_unlock(%s)", number)
        else:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _is_set_up(saver: PostgresSaver, connection: AsyncConnection[DictRow]) -> bool:
    there = await (await connection.execute("SELECT to_regclass('checkpoint_migrations') AS it")).fetchone()
    if there is None or there["it"] is None:
        return False
    latest = await (await connection.execute("SELECT max(v) AS v FROM checkpoint_migrations")).fetchone()
    return latest is not None and latest["v"] == len(saver.MIGRATIONS) - 1
