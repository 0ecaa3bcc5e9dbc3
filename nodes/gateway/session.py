"""What exists while calls are in flight, and no longer: the wire, the places on it, and the seconds that count.

A session begins with a call, is shared by all that overlap with it, and ends with the last of them: nothing is left
for anyone to close, and nothing outlives its event loop. Whoever runs a thread to its end may hold the wire open from
one session to the next (`Sessions.held`): the connections of one round then serve the next.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import SecretStr

from sobremesa.nodes.gateway.local import served
from sobremesa.nodes.settings import Settings
from sobremesa.store.database import Held
from sobremesa.store.journal import Journal

if TYPE_CHECKING:
    from sobremesa.nodes.gateway.wire import Wire


@dataclass(slots=True)
class Line:
    """The wire, opened by whoever needs it first, for as long as somebody holds it."""

    settings: Settings
    holders: int = 0
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


@dataclass(slots=True)
class Session:
    """The line, and how many requests may use it at a time (`places`)."""

    line: Line
    places: asyncio.Semaphore
    opened: float
    calls: int = 0


class Sessions:
    """One session after another. `clock` is monotonic. From the first on the journal's file is held open."""

    def __init__(self, settings: Settings, journal: Journal, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._journal = journal
        self._held: Held | None = None
        self._clock = clock
        self._line: Line | None = None
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
        async with self.held() as line:
            session = self._now
            if session is None:
                places = asyncio.Semaphore(self._settings.concurrency)
                session = self._now = Session(line, places, self._clock())
            session.calls += 1
            try:
                yield session
            finally:
                session.calls -= 1
                if session.calls == 0:
                    self._before, self._now = self.seconds, None

    @asynccontextmanager
    async def held(self) -> AsyncIterator[Line]:
        """The line, which is not closed before all who hold it have let it go. No seconds are counted by it."""
        line = self._line
        if line is None:
            line = self._line = Line(self._settings)
        line.holders += 1
        try:
            yield line
        finally:
            line.holders -= 1
            if line.holders == 0:
                self._line = None
                await line.close()


def _new_wire(settings: Settings) -> Wire:
    from sobremesa.nodes.gateway.wire import Wire

    if settings.gguf is not None:
        local = served(settings.gguf, settings.concurrency)
        settings = settings.model_copy(update={"base_url": local.address, "api_key": SecretStr(local.key)})
    return Wire(settings)
