"""The one door to language models. Every call comes back as exactly one outcome; only cancellation gets through.

Read `call.py` (what is asked), `outcome.py` (what comes back), then this. In order, a call is looked up in the
journal, held against the budget, sent within the deadline and the limit on requests at a time, tried again as its
fault allows, kept in the journal, read, and at most twice sent back to be repaired.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from sobremesa.nodes.gateway.call import Call, Message
from sobremesa.nodes.gateway.dialect import Dialect
from sobremesa.nodes.gateway.estimate import estimate
from sobremesa.nodes.gateway.form import MistakenAnswerError
from sobremesa.nodes.gateway.outcome import (
    Answered,
    Invalid,
    Outcome,
    OverBudget,
    Refused,
    Truncated,
    Unreachable,
    Usage,
)
from sobremesa.nodes.gateway.price import price
from sobremesa.nodes.report import Spending
from sobremesa.nodes.settings import Settings
from sobremesa.personas.prompting import load_prompt, quote
from sobremesa.store.journal import Bill, Entry, Journal, Key, Limits, Unanswered

if TYPE_CHECKING:
    from sobremesa.nodes.gateway.faults import Fault
    from sobremesa.nodes.gateway.wire import Wire

T = TypeVar("T")

MAX_REPAIRS = 2
JITTER = 0.25
EVERY_THREAD = "*"
BUDGET = "budget"


@dataclass(slots=True)
class _Session:
    """What exists while calls are in flight: the wire, and how many requests may use it at a time."""

    turns: asyncio.Semaphore
    opened: float
    calls: int = 0
    wire: Wire | None = None
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)


class Gateway:
    """Calls of language models on behalf of one thread. Use one at a time per event loop.

    The deadline counts the seconds in which calls are in flight; `clock` is monotonic. `pause` waits between tries.
    """

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        thread: str,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._thread = thread
        self._clock = clock
        self._pause = pause
        self._limits = Limits(settings.max_calls, settings.max_tokens, settings.max_usd)
        self._dialect = Dialect.of(settings.base_url)
        self._session: _Session | None = None
        self._waited = 0.0

    async def call(self, call: Call[T]) -> Outcome[T]:
        """Ask, and hear what came of it. Raises nothing but CancelledError (and sqlite3.Error if the disk refuses)."""
        messages, usage, problem = list(call.messages), Usage(), ""
        sent = 0
        async with self._in_flight() as session:
            for asked in range(1, MAX_REPAIRS + 2):
                found = await self._answer(session, call, messages)
                if isinstance(found, Unreachable | OverBudget):
                    key = _key(self._thread, call, messages)
                    await asyncio.to_thread(self._journal.give_up, key, _why(found))
                    return found
                entry, was_sent = found
                sent += was_sent
                usage = _plus(usage, entry)
                if entry.refusal or entry.finish == "content_filter":
                    return Refused(entry.refusal or "The endpoint's content filter stopped the answer.", usage)
                if entry.finish == "length":
                    return Truncated(usage)
                try:
                    value = await asyncio.to_thread(call.form.read, entry.text)
                    if call.shared:
                        # Under the question as it was first put: nobody else goes through the same repairs.
                        await asyncio.to_thread(self._journal.keep, _key(EVERY_THREAD, call, call.messages), entry)
                    return Answered(value, usage, attempts=asked, journaled=sent == 0)
                except MistakenAnswerError as error:
                    problem = str(error)
                repair = load_prompt("sobremesa.nodes", "repair").render(problem=quote(problem))
                messages += [("assistant", entry.text), ("user", repair)]
        return Invalid(problem, usage)

    def spending(self) -> Spending:
        """What this thread has taken so far, in all its runs."""
        spent = self._journal.spent(self._thread)
        bill = spent.bill
        return Spending(
            calls=spent.calls,
            prompt_tokens=bill.prompt_tokens,
            completion_tokens=bill.completion_tokens,
            usd=bill.usd,
        )

    async def _answer(
        self, session: _Session, call: Call[T], messages: Sequence[Message]
    ) -> tuple[Entry, bool] | Unreachable | OverBudget:
        """The answer, and whether a request was sent for it."""
        key = _key(self._thread, call, messages)
        # The thread's own answers first: resumed, it goes the way it went, whatever others were told meanwhile.
        entry = await asyncio.to_thread(self._journal.find, key)
        if entry is None and call.shared:
            entry = await asyncio.to_thread(self._journal.find, _key(EVERY_THREAD, call, messages))
            if entry is not None:
                # Then it is the thread's own too: whoever records this thread finds all that it went by.
                await asyncio.to_thread(self._journal.keep, key, entry)
        if entry is not None:
            return entry, False
        remaining = self._settings.deadline - self._waited - (self._clock() - session.opened)
        if remaining <= 0:
            return OverBudget("deadline")
        try:
            async with asyncio.timeout(remaining):
                answer = await self._send(session, key, call, messages)
        except TimeoutError:
            return OverBudget("deadline")
        return (answer, True) if isinstance(answer, Entry) else answer

    async def _send(
        self, session: _Session, key: Key, call: Call[T], messages: Sequence[Message]
    ) -> Entry | Unreachable | OverBudget:
        tried = 0
        while True:
            dialect = self._dialect
            async with session.turns:
                answer = await self._try(session, key, call, messages, dialect)
            if isinstance(answer, Entry | OverBudget):
                return answer
            plainer = dialect.without(answer.words)
            if plainer is not None:
                # Another call may have found out more meanwhile: what it found stands.
                self._dialect = plainer if self._dialect == dialect else self._dialect
                continue
            tried += 1
            seconds = answer.pause(tried)
            if seconds is None:
                return answer.outcome
            await self._pause(seconds * random.uniform(1, 1 + JITTER))

    async def _try(
        self, session: _Session, key: Key, call: Call[T], messages: Sequence[Message], dialect: Dialect
    ) -> Entry | Fault | OverBudget:
        prompt = Usage(estimate(messages))
        longest = replace(prompt, completion_tokens=call.max_tokens)
        reserved = await asyncio.to_thread(
            lambda: self._journal.reserve(self._thread, call.node, self._bill(longest, call.model), self._limits)
        )
        if isinstance(reserved, str):
            return OverBudget(reserved)
        wire = await self._open(session)
        try:
            async with asyncio.timeout(self._settings.timeout):
                entry = await wire.send(call, messages, dialect)
        except Exception as error:  # noqa: BLE001 - whatever a vendor raises becomes an outcome here
            from sobremesa.nodes.gateway.faults import read_fault

            fault = read_fault(error, self._settings, call.model)
            bill = self._bill(prompt, call.model) if fault.paid else Bill()
            await asyncio.to_thread(self._journal.failed, reserved, bill)
            return fault
        usd = self._bill(_plus(Usage(), entry), call.model).usd
        return await asyncio.to_thread(self._journal.answered, reserved, key, entry, usd)

    def _bill(self, usage: Usage, model: str) -> Bill:
        return Bill(usage.prompt_tokens, usage.completion_tokens, price(usage, model, self._settings))

    async def _open(self, session: _Session) -> Wire:
        async with session.opening:
            if session.wire is None:
                session.wire = await asyncio.to_thread(_new_wire, self._settings)
            return session.wire

    @asynccontextmanager
    async def _in_flight(self) -> AsyncIterator[_Session]:
        """A session that ends with the last of the calls that share it."""
        session = self._session
        if session is None:
            session = self._session = _Session(asyncio.Semaphore(self._settings.concurrency), self._clock())
        session.calls += 1
        try:
            yield session
        finally:
            session.calls -= 1
            if session.calls == 0:
                self._session = None
                self._waited += self._clock() - session.opened
                if session.wire is not None:
                    await session.wire.close()


def _new_wire(settings: Settings) -> Wire:
    from sobremesa.nodes.gateway.wire import Wire

    return Wire(settings)


def _key(lineage: str, call: Call[T], messages: Sequence[Message]) -> Key:
    return Key(lineage, call.node, call.persona, call.turn, call.digest(messages))


def _why(outcome: Unreachable | OverBudget) -> Unanswered:
    if isinstance(outcome, OverBudget):
        return Unanswered(BUDGET, outcome.limit)
    return Unanswered(outcome.kind, outcome.advice)


def _plus(usage: Usage, entry: Entry) -> Usage:
    return Usage(
        usage.prompt_tokens + entry.prompt_tokens,
        usage.completion_tokens + entry.completion_tokens,
        usage.cached_tokens + entry.cached_tokens,
        usage.estimated or entry.estimated,
    )
