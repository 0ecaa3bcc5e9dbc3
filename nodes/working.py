"""Work on the processor, off the event loop, that stops soon after its task is cancelled."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class StoppedError(Exception):
    """Raised inside the work when nobody waits for it any more; it never leaves this module's caller."""


async def in_thread(work: Callable[[Callable[[], None]], T]) -> T:
    """Run `work(pause)` in a thread; it calls `pause()` between batches, which ends it once the task is cancelled.

    A cancelled task waits for the current batch, so that no work outlives it.
    """
    cancelled = threading.Event()

    def pause() -> None:
        if cancelled.is_set():
            raise StoppedError

    running = asyncio.ensure_future(asyncio.to_thread(work, pause))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        cancelled.set()
        with suppress(StoppedError):
            await running
        raise
