"""What language models took, in words: the same while a run is at work, when it is over, and before it begins."""

from __future__ import annotations

from sobremesa.nodes.report import Spending


def money(usd: float | None) -> str:
    """US dollars; what has no known price is unpriced, and never free.

    >>> money(0.01234), money(None)
    ('0.0123 USD', 'unpriced')
    """
    return "unpriced" if usd is None else f"{usd:.4f} USD"


def calls(number: int) -> str:
    """A number of calls.

    >>> calls(1), calls(1200)
    ('1 call', '1,200 calls')
    """
    return "1 call" if number == 1 else f"{number:,} calls"


def so_far(spending: Spending) -> str:
    """What was taken, for a line that moves.

    >>> so_far(Spending(calls=3, prompt_tokens=2_000, completion_tokens=400, usd=None))
    '3 calls, 2,400 tokens, unpriced'
    """
    tokens = spending.prompt_tokens + spending.completion_tokens
    return f"{calls(spending.calls)}, {tokens:,} tokens, {money(spending.usd)}"


def taken(spending: Spending) -> str:
    """What was taken, for a report."""
    if spending.calls == 0:
        return "no call of a language model"
    return (
        f"{calls(spending.calls)} of a language model, {spending.prompt_tokens:,} tokens in, "
        f"{spending.completion_tokens:,} out, {money(spending.usd)}"
    )
