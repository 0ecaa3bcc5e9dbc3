"""What a run would ask of a language model, before it is asked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sobremesa.nodes.report import Part


class Span(Part):
    """A figure from the least to the most; `likely` is what to expect."""

    low: float = 0.0
    likely: float = 0.0
    high: float = 0.0


class Latency(Part):
    """How long an answer is assumed to take: seconds until it begins, and tokens a second after that."""

    first: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1.0
    tokens_a_second: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 60.0

    def seconds(self, completion_tokens: float) -> float:
        """Seconds of one request."""
        return self.first + completion_tokens / self.tokens_a_second


class Asking(Part):
    """What one kind of call would take: how many requests, and tokens of all of them together."""

    node: str
    calls: Span
    prompt_tokens: Span
    completion_tokens: Span


class Estimate(Part):
    """What a run would take, all told and by kind of call; `usd` None: unpriced.

    The least is a run in which everyone is brief, all come round at once and no answer has to be asked for again; the
    most one in which everyone is long, nobody gives way, and every answer has to be asked for once more. `seconds` are
    those of waiting for answers under `latency`; what is computed comes on top. `limits` names the variables whose
    limit the likely run would reach.
    """

    mode: Literal["mechanics", "social", "hybrid", "none"]
    models: tuple[str, ...] = ()
    calls: Span = Span()
    prompt_tokens: Span = Span()
    completion_tokens: Span = Span()
    usd: Span | None = Span()
    seconds: Span = Span()
    latency: Latency = Latency()
    asking: tuple[Asking, ...] = ()
    assumed: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
