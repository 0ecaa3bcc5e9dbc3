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
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sobremesa.nodes.gateway.call import Call, Message
from sobremesa.nodes.gateway.dialect import LLAMA_CPP, Dialect
from sobremesa.nodes.gateway.estimate import estimate
from sobremesa.nodes.gateway.form import MistakenAnswerError
from sobremesa.nodes.gateway.given_up import GivenUp, kept, outcome_of
from sobremesa.nodes.gateway.outcome import Answered, Invalid, Outcome, OverBudget, Refused, Truncated, Usage
from sobremesa.nodes.gateway.price import price
from sobremesa.nodes.gateway.session import Session, Sessions
from sobremesa.nodes.report import Spending
from sobremesa.nodes.settings import Settings
from sobremesa.personas.prompting import load_prompt, quote
from sobremesa.store.journal import BUDGET, Entry, Journal, Key
from sobremesa.store.spending import Bill, Limits

if TYPE_CHECKING:
    from sobremesa.nodes.gateway.faults import Fault

T = TypeVar("T")

JITTER = 0.25
EVERY_THREAD = "*"


class Gateway:
    """Calls of language models on behalf of one thread. Use one at a time per event loop.

    What was answered to one of its `ancestors`, in the same words, is an answer to it as well, the nearest one's first.
    The deadline counts the seconds in which calls are in flight; `clock` is monotonic. `pause` waits between tries.
    """

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        thread: str,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        ancestors: Sequence[str] = (),
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._thread = thread
        self._ancestors = tuple(ancestors)
        self._pause = pause
        self._limits = Limits(settings.max_calls, settings.max_tokens, settings.max_usd)
        self._dialect = Dialect().of_server(LLAMA_CPP) if settings.gguf else Dialect.of(settings.base_url)
        self._sessions = Sessions(settings, journal, clock)

    async def call(self, call: Call[T]) -> Outcome[T]:
        """Ask, and hear what came of it. Raises nothing but CancelledError (and sqlite3.Error if the disk refuses)."""
        messages, usage, problem = list(call.messages), Usage(), ""
        sent = 0
        answers: list[tuple[Key, Entry]] = []
        async with self._sessions.shared() as session:
            for asked in range(1, call.repairs + 2):
                found = await self._answer(session, call, messages)
                if isinstance(found, GivenUp):
                    key = key_of(self._thread, call, messages)
                    await asyncio.to_thread(self._journal.give_up, key, kept(found))
                    return found
                entry, was_sent = found
                sent += was_sent
                answers.append((key_of(EVERY_THREAD, call, messages), entry))
                usage = _plus(usage, entry)
                if entry.refusal or entry.finish == "content_filter":
                    return Refused(entry.refusal or "The endpoint's content filter stopped the answer.", usage)
                if entry.finish == "length":
                    return Truncated(usage)
                try:
                    value = await asyncio.to_thread(call.form.read, entry.text)
                    if call.shared:
                        # With what was sent back on the way: how many repairs it took is part of what is known.
                        keep = self._journal.replace if call.anew else self._journal.keep
                        for key, answer in answers:
                            await asyncio.to_thread(keep, key, answer)
                    return Answered(value, usage, attempts=asked, journaled=sent == 0)
                except MistakenAnswerError as error:
                    problem = str(error)
                repair = load_prompt("sobremesa.nodes", "repair").render(problem=quote(problem))
                messages += [("assistant", entry.text), ("user", repair)]
        return Invalid(problem, usage)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Keep the connection open between calls; without it each call, or group of them, opens one."""
        async with self._sessions.held():
            yield

    def spending(self) -> Spending:
        """What this thread has taken so far, in all its runs; with what the answers took that it has from others.

        The limits are about what it takes itself.
        """
        spent = self._journal.spent(self._thread, self._ancestors)
        bill = spent.bill
        return Spending(
            calls=spent.calls,
            prompt_tokens=bill.prompt_tokens,
            completion_tokens=bill.completion_tokens,
            usd=bill.usd,
            stopped_by=spent.stopped_by,
        )

    async def _answer(
        self, session: Session, call: Call[T], messages: Sequence[Message]
    ) -> tuple[Entry, bool] | GivenUp:
        """The answer, and whether a request was sent for it."""
        key = key_of(self._thread, call, messages)
        known = await self._known(key, call, messages)
        if known is not None:
            return (known, False) if isinstance(known, Entry) else known
        if self._remaining <= 0:
            return OverBudget("deadline")
        try:
            async with asyncio.timeout(self._remaining):
                answer = await self._send(session, key, call, messages)
        except TimeoutError:
            return OverBudget("deadline")
        return (answer, True) if isinstance(answer, Entry) else answer

    async def _known(self, key: Key, call: Call[T], messages: Sequence[Message]) -> Entry | GivenUp | None:
        """What came of this call before; None where it is to be made."""
        # The thread's own answers first: resumed, it goes the way it went, whatever others were told meanwhile.
        entry = await asyncio.to_thread(self._journal.find, key)
        if entry is not None:
            return entry
        others = [*self._ancestors, *([EVERY_THREAD] if call.shared and not call.anew else ())]
        for lineage in others:
            entry = await asyncio.to_thread(self._journal.find, replace(key, lineage=lineage))
            if entry is not None:
                # Then it is the thread's own too: whoever records this thread finds all that it went by.
                await asyncio.to_thread(self._journal.keep, key, entry)
                return entry
        for lineage in self._ancestors:
            why = await asyncio.to_thread(self._journal.given_up, replace(key, lineage=lineage))
            if why is not None and why.kind == BUDGET:
                # What differs in a fork is what was changed, and not what its own limits would have allowed for.
                return outcome_of(why)
        return None

    async def _send(self, session: Session, key: Key, call: Call[T], messages: Sequence[Message]) -> Entry | GivenUp:
        tried = 0
        while True:
            dialect = self._dialect
            async with session.places:
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
            seconds *= random.uniform(1, 1 + JITTER)
            if seconds >= self._remaining:
                return OverBudget("deadline")
            await self._pause(seconds)

    async def _try(
        self, session: Session, key: Key, call: Call[T], messages: Sequence[Message], dialect: Dialect
    ) -> Entry | Fault | OverBudget:
        prompt = Usage(estimate(messages, call.form.schema))
        longest = replace(prompt, completion_tokens=call.max_tokens)
        reserved = await asyncio.to_thread(
            lambda: self._journal.reserve(key, self._bill(longest, call.model), self._limits)
        )
        if isinstance(reserved, str):
            return OverBudget(reserved)
        try:
            wire = await session.line.wire()
            async with asyncio.timeout(self._settings.timeout):
                entry = await wire.send(call, messages, dialect)
            self._dialect = self._dialect.of_server(wire.server)
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

    @property
    def _remaining(self) -> float:
        """Seconds until the deadline."""
        return self._settings.deadline - self._sessions.seconds


def key_of(lineage: str, call: Call[T], messages: Sequence[Message]) -> Key:
    """Under what the journal keeps the answer to a call, or to one of its repairs."""
    return Key(lineage, call.node, call.persona, call.turn, call.digest(messages))


def _plus(usage: Usage, entry: Entry) -> Usage:
    return Usage(
        usage.prompt_tokens + entry.prompt_tokens,
        usage.completion_tokens + entry.completion_tokens,
        usage.cached_tokens + entry.cached_tokens,
        usage.estimated or entry.estimated,
    )
