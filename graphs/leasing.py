"""A thread's lease for as long as a run works on it, and how the run ended, entered in the table of runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from types import TracebackType

from sobremesa.errors import SobremesaError
from sobremesa.nodes.sanitise import sanitise
from sobremesa.store.faults import StorageError
from sobremesa.store.runs import LEASE_SECONDS, Lease, LeaseLostError, RunTable


@asynccontextmanager
async def leased(table: RunTable, thread_id: str) -> AsyncIterator[Lease]:
    """Hold a thread's lease, renewed until the end. Raises ThreadBusyError."""
    lease = table.acquire(thread_id)
    beat = asyncio.create_task(keep(table, lease))
    try:
        yield lease
    finally:
        beat.cancel()
        with suppress(asyncio.CancelledError):
            await beat
        # Where nothing can be written the lease ends with its process, or runs out.
        with suppress(StorageError):
            table.release(lease)


async def keep(table: RunTable, lease: Lease) -> None:
    """Renew a lease until it is lost; the run then ends at its next checkpoint, which is refused."""
    # Not on the event loop, where a checkpoint that is being written may hold the lease as it is; nor in the threads
    # that models run in, which may all be taken for longer than a lease lasts.
    own = ThreadPoolExecutor(1, "lease")
    try:
        with suppress(LeaseLostError):
            while True:
                await asyncio.sleep(LEASE_SECONDS / 3)
                # A file that is locked now is tried again, twice before the lease runs out.
                with suppress(StorageError):
                    await asyncio.get_running_loop().run_in_executor(own, table.renew, lease)
    finally:
        own.shutdown(wait=False)


class Recorded:
    """Enters how a run stands: at work now; and when an error ends it, which. The error goes on to the caller."""

    def __init__(self, table: RunTable, lease: Lease) -> None:
        self._table = table
        self._lease = lease

    def __enter__(self) -> Recorded:
        self._table.update(self._lease, "running")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whoever has the lease by now enters how their run stands; a disk that refuses this, too, has been told of.
        with suppress(LeaseLostError, StorageError):
            match error:
                case None | LeaseLostError():
                    return
                case asyncio.CancelledError() | KeyboardInterrupt():
                    self._table.update(self._lease, "interrupted")
                case SobremesaError():
                    self._table.update(self._lease, "failed", error=sanitise(str(error)))
                case _:
                    words = sanitise(f"{type(error).__name__}: {error}. This is a bug.")
                    self._table.update(self._lease, "failed", error=words)
