"""A gateway that answers from a recording, and from nothing else: no key, no wire, no cost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sobremesa.nodes.gateway.call import Call, Message
from sobremesa.nodes.gateway.gateway import Gateway
from sobremesa.nodes.gateway.given_up import GivenUp, outcome_of
from sobremesa.nodes.gateway.outcome import Outcome
from sobremesa.nodes.gateway.recorded import Recorded
from sobremesa.store.journal import Entry, Key, Unanswered

if TYPE_CHECKING:
    from sobremesa.nodes.report import Spending
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.journal import Journal

T = TypeVar("T")


class ReplayGateway(Gateway):
    """Reads, repairs and gives up as the recorded run did; what it took then is what the report says it took.

    The answers go into the thread's own journal, so that a thread that was played again can be recorded again; never
    among those that threads share, since a recording is anybody's file.
    """

    def __init__(self, settings: Settings, journal: Journal, thread: str, recorded: Recorded, spent: Spending) -> None:
        super().__init__(settings, journal, thread)
        self._recorded = recorded
        self._spent = spent

    async def call(self, call: Call[T]) -> Outcome[T]:
        """The recorded outcome. Raises NotRecordedError where there is none."""
        return await super().call(replace(call, shared=False))

    def spending(self) -> Spending:
        """What the recorded run took; playing it again takes nothing."""
        return self._spent

    async def _known(self, key: Key, call: Call[T], messages: Sequence[Message]) -> Entry | GivenUp:
        found = self._recorded.find(key)
        if isinstance(found, Unanswered):
            return outcome_of(found)
        await asyncio.to_thread(self._journal.keep, key, found)
        return found
