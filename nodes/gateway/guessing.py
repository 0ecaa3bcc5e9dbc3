"""A gateway that asks nobody: it reads each prompt, makes an answer up, and counts what both would have taken."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sobremesa.nodes.estimate import Latency
from sobremesa.nodes.gateway.call import Call, Message
from sobremesa.nodes.gateway.estimate import TOKENS_A_MESSAGE
from sobremesa.nodes.gateway.gateway import EVERY_THREAD, Gateway, key_of
from sobremesa.nodes.gateway.made_up import Author, Level
from sobremesa.nodes.gateway.outcome import Outcome, Usage
from sobremesa.nodes.gateway.price import price
from sobremesa.nodes.report import Spending
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Entry, Journal, Key

T = TypeVar("T")

BYTES_A_TOKEN: Mapping[Level, float] = {"low": 6.0, "likely": 4.0, "high": 2.5}
"""English has four to five, JSON three, Chinese about three."""
REPAIRS: Mapping[Level, int] = {"low": 0, "likely": 0, "high": 1}
BLANK = ""


@dataclass(slots=True)
class Tally:
    """What one kind of call has taken."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class GuessingGateway(Gateway):
    """Answers by `author`, in the time that `latency` says; `tallies` by kind of call, `usd` None once unpriced.

    What the journal holds for every thread is given from there: a run would not ask for it again either. Nothing is
    written.
    """

    def __init__(self, settings: Settings, journal: Journal, author: Author, latency: Latency) -> None:
        super().__init__(settings, journal, "")
        self._author = author
        self._latency = latency
        self._places = asyncio.Semaphore(settings.concurrency)
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.usd: float | None = 0.0

    async def call(self, call: Call[T]) -> Outcome[T]:
        """The outcome of an answer that was made up, or is known."""
        return await super().call(replace(call, shared=False))

    def spending(self) -> Spending:
        """Nothing."""
        return Spending()

    async def _known(self, key: Key, call: Call[T], messages: Sequence[Message]) -> Entry:
        # Not in a thread: beside one, the loop's clock could jump.
        known = None if call.anew else self._journal.find(key_of(EVERY_THREAD, call, messages))
        if known is not None:
            return known
        text, tokens = self._answer_to(call, messages)
        prompt = self._prompt_tokens(call, messages, tokens)
        async with self._places:
            await asyncio.sleep(self._latency.seconds(tokens))
        self._count(call, prompt, tokens)
        return Entry(text, "stop", "", call.model, prompt, tokens)

    def _answer_to(self, call: Call[Any], messages: Sequence[Message]) -> tuple[str, int]:
        """The words, and how many tokens they take; blank as long as the call is to be sent back."""
        text = self._author.answer(call)
        tokens = min(call.max_tokens, self._tokens(text))
        sent_back = (len(messages) - len(call.messages)) // 2
        return (text if sent_back >= REPAIRS[self._author.level] else BLANK), tokens

    def _prompt_tokens(self, call: Call[Any], messages: Sequence[Message], answered: int) -> int:
        """Tokens of the prompt; of the schema too, at most; an answer that was sent back stands in the prompt."""
        said = sum(self._tokens(words) + TOKENS_A_MESSAGE for _, words in messages)
        schema = call.form.schema if self._author.level == "high" else None
        told = 0 if schema is None else self._tokens(str(dict(schema)))
        return said + told + sum(answered for role, words in messages if role == "assistant" and not words)

    def _tokens(self, text: str) -> int:
        return round(len(text.encode()) / BYTES_A_TOKEN[self._author.level])

    def _count(self, call: Call[Any], prompt: int, completion: int) -> None:
        tally = self.tallies[call.node]
        tally.calls += 1
        tally.prompt_tokens += prompt
        tally.completion_tokens += completion
        usd = price(Usage(prompt, completion), call.model, self._settings)
        self.usd = None if usd is None or self.usd is None else self.usd + usd
