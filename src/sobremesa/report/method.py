"""How the answer was computed, what it cost, and how to compute it again."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.report import Method, Report
from sobremesa.nodes.synthesis.exploring import narrowed
from sobremesa.nodes.synthesis.figures import plain, plural
from sobremesa.report.cost import taken
from sobremesa.report.escape import code, inline

ENDED = {"agreed": "until all agreed", "stuck": "until nothing new was said"}


def render(report: Report) -> str:
    """A list of facts about the run, then the command that repeats it."""
    if report.method.command is None and report.spending.calls == 0:
        return ""
    again = ["To get the same again:", code(report.method.command)] if report.method.command else []
    return "\n\n".join(("\n".join(f"- {inline(fact)}" for fact in facts(report)), *again))


def facts(report: Report) -> list[str]:
    """The facts, each a line of plain text."""
    reached = [f"Precision: {narrowed(report.precision)}"] if report.precision is not None else []
    return [*_facts(report.method), *reached, f"Cost: {taken(report.spending)}"]


def _facts(method: Method) -> Iterator[str]:
    if method.model is not None:
        origin = f"{method.library}, from the library" if method.library else f"{method.model}, made for this question"
        yield f"Model: {origin}" + (f" (document {method.document[:16]})" if method.document else "")
    yield from method.mechanism
    if method.engine is not None and method.replicates:
        steps = f" of {method.steps:,} {plural('step', method.steps)}" if method.steps is not None else ""
        runs = f"{plain(method.replicates, 0)} an arm{steps} on {method.engine}, seed {method.seed}"
        yield f"Runs: {runs}; all arms draw the same random numbers"
    if method.cycles:
        rounds = f"{method.rounds} {plural('round', method.rounds or 0)}"
        yield f"Talk: {rounds} after each of {method.cycles} cycles but the last"
    elif method.rounds:
        until = f", {ENDED[method.ended]}" if method.ended else ""
        several = method.conversations is not None and method.conversations > 1
        held = f"{method.conversations} conversations, the first of " if several else ""
        yield f"Talk: {held}{method.rounds} {plural('round', method.rounds)}{until}, seed {method.seed}"
    if method.speaker is not None:
        yield f"Words by: {method.speaker}"
    if method.interpreter is not None:
        yield f"Scenario read by: {method.interpreter}"
    if method.versions:
        yield "Versions: " + ", ".join(f"{name} {version}" for name, version in method.versions.items())
