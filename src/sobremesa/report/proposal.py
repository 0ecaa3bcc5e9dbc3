"""A model that waits for a person's word, as Markdown: what it rests on, what it would take, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.estimate import Estimate
from sobremesa.nodes.proposal import Load, Proposal
from sobremesa.nodes.report import Assumption
from sobremesa.personas.english import capitalised
from sobremesa.report.cost import money
from sobremesa.report.escape import code, inline


def render(proposal: Proposal, next_steps: tuple[str, ...]) -> str:
    """What is asked of the person; `next_steps` are the commands that reply."""
    return "\n\n".join(_paragraphs(proposal, next_steps))


def _paragraphs(proposal: Proposal, next_steps: tuple[str, ...]) -> Iterator[str]:
    if proposal.problems:
        yield "That could not be done, and everything stays as it was:"
        yield "\n".join(f"- {inline(problem)}" for problem in proposal.problems)
    yield f"**{proposal.question}**"
    if proposal.warnings:
        yield "\n".join(f"- {inline(warning)}" for warning in proposal.warnings)
    if proposal.document is not None:
        yield code(proposal.document.rstrip())
    if proposal.changes:
        yield "\n".join(f"- {inline(change)}" for change in proposal.changes)
    if proposal.assumptions:
        yield "What it rests on:"
        yield "\n".join(f"- {_assumed(entry)}" for entry in proposal.assumptions)
    yield from _forms(proposal)
    yield "\n".join(f"- {line}" for line in _cost(proposal))
    yield "\n".join(("To go on:", "", *(f"- `{step}`" for step in next_steps)))


def _forms(proposal: Proposal) -> Iterator[str]:
    """The other forms, each with its document and with what would decide; a change is one of the model above."""
    for form in proposal.forms:
        if form.document is None:
            yield inline(f"{capitalised(form.name)}: {form.dropped}")
            continue
        yield inline(f"In another form, “{form.name}”, it would be run beside (what would decide: {form.ask})")
        if form.dropped is not None:
            yield inline(f"This form would not be run: {form.dropped}")
        yield code(form.document.rstrip())


def _assumed(entry: Assumption) -> str:
    if not entry.value:
        return inline(entry.why)
    return inline(f"{entry.name}: {entry.value} ({entry.source}: {entry.why})")


def _cost(proposal: Proposal) -> Iterator[str]:
    if proposal.load is not None:
        yield _load(proposal.load)
    for form in proposal.forms:
        if form.load is not None:
            yield inline(f"As “{form.name}”: {len(form.load.arms)} arms, {form.load.runs:,} runs each.")
    yield _asked(proposal.estimate)
    if proposal.spent.calls:
        yield f"Spent so far: {proposal.spent.calls} calls, {money(proposal.spent.usd)}."


def _load(load: Load) -> str:
    arms = "1 arm" if len(load.arms) == 1 else f"{len(load.arms)} arms"
    agents = "" if load.agents is None else f" of {load.agents:,} agents at the start"
    return inline(
        f"To compute: {arms}, {load.runs:,} runs each, {load.steps:,} steps ({load.unit}){agents}; "
        "what is found is tried again under changes, which comes on top."
    )


def _asked(estimate: Estimate) -> str:
    if not estimate.asking:
        return "No language model is asked from here on."
    usd = "at an unknown price" if estimate.usd is None else f"for {money(estimate.usd.likely)}"
    calls, tokens = estimate.calls, estimate.prompt_tokens.likely + estimate.completion_tokens.likely
    return (
        f"A language model is asked {calls.likely:,.0f} times ({calls.low:,.0f} to {calls.high:,.0f}), "
        f"{tokens:,.0f} tokens in all, {usd}."
    )
