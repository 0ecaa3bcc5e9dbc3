"""What exists while calls are in flight, and no longer: the wire, the places on it, and the seconds that count.

A session begins with a call, is shared by all that overlap with it, and ends with the last of them: nothing is left
for anyone to close, and nothing outlives its event loop.
"""

from __future__ import annotations

import asyncio
import sqlite3
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import SecretStr

from sobremesa.nodes.gateway.local import served
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Journal

if TYPE_CHECKING:
    from sobremesa.nodes.gateway.wire import Wire


@dataclass(slots=True)
class Session:
    """The wire, opened by whoever needs it first, and how many requests may use it at a time (`places`)."""

    settings: Settings
    places: asyncio.Semaphore
    opened: float
    calls: int = 0
    _wire: Wire | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def wire(self) -> Wire:
        """The open wire. Raises LocalModelError, and ValueError where the environment names a proxy that is none."""
        async with self._opening:
            if self._wire is None:
                self._wire = await asyncio.to_thread(_new_wire, self.settings)
            return self._wire

    async def close(self) -> None:
        """Close the wire, if there is one."""
        if self._wire is not None:
            await self._wire.close()


class Sessions:
    """One session after another. `clock` is monotonic. From the first on the journal's file is held open."""

    def __init__(self, settings: Settings, journal: Journal, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._journal = journal
        self._held: sqlite3.Connection | None = None
        self._clock = clock
        self._now: Session | None = None
        self._before = 0.0

    @property
    def seconds(self) -> float:
        """For how long calls have been in flight, in all sessions so far."""
        return self._before + (0.0 if self._now is None else self._clock() - self._now.opened)

    @asynccontextmanager
    async def shared(self) -> AsyncIterator[Session]:
        """The session of one call."""
        if self._held is None:
            self._held = self._journal.hold()
            weakref.finalize(self, self._held.close)
        session = self._now
        if session is None:
            places = asyncio.Semaphore(self._settings.concurrency)
            session = self._now = Session(self._settings, places, self._clock())
        session.calls += 1
        try:
            yield session
        finally:
            session.calls -= 1
            if session.calls == 0:
                self._before, self._now = self.seconds, None
                await session.close()


def _new_wire(settings: Settings) -> Wire:
    from sobremesa.nodes.gateway.wire import Wire

    if settings.gguf is not None:
        local = served(settings.gguf, settings.concurrency)
        settings = settings.model_copy(update={"base_url": local.address, "api_key": SecretStr(local.key)})
    return Wire(settings)
