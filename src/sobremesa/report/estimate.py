"""An estimate as Markdown: a table of the least, the likely and the most, and what it assumes."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.estimate import Estimate, Span
from sobremesa.report.cost import money
from sobremesa.report.escape import inline

HEAD = ("| | at least | likely | at most |", "|---|---:|---:|---:|")
MINUTE = 60.0


def render(estimate: Estimate) -> str:
    """The estimate, for whoever decides whether to run it."""
    return "\n\n".join(_paragraphs(estimate))


def _paragraphs(estimate: Estimate) -> Iterator[str]:
    yield "Nothing was asked: this is what a run would take of a language model."
    if estimate.asking:
        yield "\n".join((*HEAD, *_rows(estimate)))
        yield "\n".join((*HEAD, *(_row(f"calls: {one.node}", one.calls) for one in estimate.asking)))
    yield "\n".join(f"- {inline(line)}" for line in _assumed(estimate))


def _rows(estimate: Estimate) -> Iterator[str]:
    yield _row("calls", estimate.calls)
    yield _row("tokens in", estimate.prompt_tokens)
    yield _row("tokens out", estimate.completion_tokens)
    usd = estimate.usd
    dollars = (None, None, None) if usd is None else (usd.low, usd.likely, usd.high)
    yield _cells("cost", *(money(figure) for figure in dollars))
    seconds = estimate.seconds
    yield _cells("waiting for answers", *(_time(figure) for figure in (seconds.low, seconds.likely, seconds.high)))


def _row(name: str, span: Span) -> str:
    return _cells(name, *(f"{figure:,.0f}" for figure in (span.low, span.likely, span.high)))


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * MINUTE else f"{seconds / MINUTE:.0f} min"


def _assumed(estimate: Estimate) -> Iterator[str]:
    yield from estimate.assumed
    if not estimate.asking:
        return
    models = ", ".join(estimate.models)
    yield f"Asked: {models}. Tokens are counted roughly; what a model thinks before it answers comes on top."
    latency = estimate.latency
    yield (
        f"An answer begins after {latency.first:g} s and comes at {latency.tokens_a_second:g} tokens a second "
        "(--latency); what is computed takes its own time."
    )
    yield "At most: every answer is long and is asked for once more, and nobody gives way; failing endpoints are extra."
    if estimate.limits:
        yield f"The likely run would be ended early by {', '.join(estimate.limits)}."
