"""A desk with a thread and an event loop of its own, for hosts that have another loop, several, or none.

What is computed there keeps no host's loop from its work, and belongs to no step of a graph that the host runs.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sobremesa.doors.desk import Desk
    from sobremesa.nodes.contract import Result
    from sobremesa.nodes.settings import Settings


class Background:
    """Nothing is started before the first call. Runs that are under way when the process ends can be taken up again."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._desk: Desk | None = None

    def call(self, name: str, arguments: Mapping[str, Any]) -> Future[Result]:
        """Begin a call; what the future gives is what the desk gives. Raises SettingsError at the first."""
        loop, desk = self._started()
        return asyncio.run_coroutine_threadsafe(desk.call(name, arguments), loop)

    async def acall(self, name: str, arguments: Mapping[str, Any]) -> Result:
        """The same, for a host with a loop."""
        begun = await asyncio.to_thread(self.call, name, arguments)
        return await asyncio.wrap_future(begun)

    def _started(self) -> tuple[asyncio.AbstractEventLoop, Desk]:
        from sobremesa.doors.desk import Desk
        from sobremesa.nodes.settings import Settings

        with self._starting:
            if self._loop is None or self._desk is None:
                self._desk = Desk(self._settings or Settings.from_env())
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="sobremesa", daemon=True).start()
            return self._loop, self._desk


@cache
def background(settings: Settings | None) -> Background:
    """The one of these settings; None: of the environment, as it is at the first call."""
    return Background(settings)
