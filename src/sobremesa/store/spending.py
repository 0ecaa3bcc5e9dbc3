"""What requests to a language model take: the bill of some, what a thread has spent, and what it may spend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bill:
    """What requests take. `usd` in US dollars; None: no price is known for some of it."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float | None = 0.0

    @property
    def tokens(self) -> int:
        """Tokens of prompts and answers together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Spent:
    """What a thread has taken. `open` requests are in flight, or were at a kill: they count with their reservation.

    `stopped_by`: the limit that kept back a call which has not been answered since.
    """

    calls: int = 0
    bill: Bill = Bill()
    open: int = 0
    stopped_by: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a thread may take in all: requests sent, tokens of prompts and answers together, US dollars (None: any)."""

    calls: int
    tokens: int
    usd: float | None = None

    def broken_by(self, spent: Spent, bill: Bill) -> str | None:
        """Which limit one more request would break; `price` where a limit in dollars can't be held."""
        if spent.calls + 1 > self.calls:
            return "calls"
        if spent.bill.tokens + bill.tokens > self.tokens:
            return "tokens"
        if self.usd is None:
            return None
        if spent.bill.usd is None or bill.usd is None:
            return "price"
        return "usd" if spent.bill.usd + bill.usd > self.usd else None
