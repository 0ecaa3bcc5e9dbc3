"""Answers a call of any tool, whichever door it comes through: arguments in, a Result out, and never an exception."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sobremesa.doors.handing import handed_out
from sobremesa.doors.refusing import refused
from sobremesa.doors.tool import GET, tool_of
from sobremesa.errors import SobremesaError
from sobremesa.graphs.jobs import Jobs
from sobremesa.graphs.run import Watch, unwatched
from sobremesa.nodes.calls import read_call, read_inquiry
from sobremesa.nodes.contract import Result
from sobremesa.nodes.reply import read_reply

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings

LOG = logging.getLogger(__name__)


class Desk:
    """One for each process and event loop: runs that it began go on between calls, until it is closed."""

    def __init__(self, settings: Settings) -> None:
        self._jobs = Jobs(settings)

    async def call(self, name: str, arguments: Mapping[str, Any], watch: Watch = unwatched) -> Result:
        """The result of a call. What is wrong with it, or went wrong, stands under `error`.

        `watch` hears of each step while the caller waits. Cancelling it ends the wait, and not the run.
        """
        begun = _Begun()
        try:
            taken = tool_of(name).taken(arguments)
            if name == GET:
                return await self._inquired(taken, watch, begun)
            return await self._simulated(taken, watch, begun)
        except SobremesaError as error:
            return refused(error, begun.thread)
        except Exception as error:
            LOG.exception("A call of %s broke.", name[:80])
            return refused(error, begun.thread)

    async def close(self) -> tuple[str, ...]:
        """End what is under way; returns the threads that have not finished, and can be taken up again."""
        return await self._jobs.close()

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator[Desk]:
        """A desk for as long as the block lasts."""
        desk = cls(settings)
        try:
            yield desk
        finally:
            await desk.close()

    async def _simulated(self, arguments: Mapping[str, Any], watch: Watch, begun: _Begun) -> Result:
        call = read_call(arguments)
        thread = await self._jobs.begin(call.request, call.idempotency_key)
        begun.thread = thread
        return handed_out(await self._jobs.look(thread, call.wait, watch), None, call.idempotency_key is not None)

    async def _inquired(self, arguments: Mapping[str, Any], watch: Watch, begun: _Begun) -> Result:
        inquiry = read_inquiry(arguments)
        reply = None if inquiry.reply is None else read_reply(inquiry.reply)
        begun.thread = inquiry.thread_id
        result = await self._jobs.look(inquiry.thread_id, inquiry.wait, watch, reply)
        return handed_out(result, inquiry.page, retry_safe=reply is None)


class _Begun:
    """Which thread a call is about, as soon as that is known."""

    thread = ""
