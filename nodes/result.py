"""From a finished state to the Result that every door hands out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sobremesa.mechanics.finding import headline_level
from sobremesa.nodes.contract import MAX_ANSWER_CHARACTERS, Judged, Result
from sobremesa.nodes.proposal import Proposal
from sobremesa.nodes.report import Assumption, Report, Sentence


def result_of(values: Mapping[str, Any], thread_id: str) -> Result:
    """The result of a state that holds a report."""
    report = Report.model_validate(values["report"])
    return Result(
        status=report.status,
        thread_id=thread_id,
        mode=report.mode,
        answer=answer_text(report),
        verdict=headline_verdict(report),
        findings=report.findings,
        assumptions=tuple(_assumed(report.assumptions)),
        cost=report.spending,
        next_steps=next_steps(report, thread_id),
        report=report,
    )


def asking(proposal: Proposal, thread_id: str) -> Result:
    """The result of a run that waits for a person's reply."""
    told = (*(f"That could not be done: {problem}" for problem in proposal.problems), proposal.question)
    text = " ".join(told)
    again = f"sobremesa resume {thread_id}"
    replies = ["--approve"]
    if proposal.document is not None:
        replies += ["--set NAME=VALUE", "--document FILE", '--say "…"']
    return Result(
        status="needs_input",
        thread_id=thread_id,
        mode=proposal.mode,
        answer=fitting(text),
        assumptions=tuple(_assumed(proposal.assumptions)),
        cost=proposal.spent,
        next_steps=tuple(f"{again} {reply}" for reply in replies),
        asked=proposal,
    )


def answer_text(report: Report) -> str:
    """The answer in whole sentences, at most 1,500 characters; the weightiest notice stays with it."""
    warning = report.notices[0].partition(". ")[0].rstrip(".") + "." if report.notices else ""
    room = MAX_ANSWER_CHARACTERS - len(warning) - 1
    return fitting(" ".join(part for part in (_whole(report.answer, room), warning) if part))


def fitting(text: str) -> str:
    """A text as an answer: cut where it is too long."""
    return text if len(text) <= MAX_ANSWER_CHARACTERS else text[: MAX_ANSWER_CHARACTERS - 1] + "…"


def headline_verdict(report: Report) -> Judged | None:
    """What became of the headline when it was tried again; where it was not, of the first finding that was."""
    headline = headline_level(report.findings, report.arm)
    about = [one for one in report.verdicts if headline is not None and one.finding == headline.id]
    return next((Judged(word=one.word, reason=one.reason) for one in (*about, *report.verdicts)), None)


def _whole(sentences: Sequence[Sentence], room: int) -> str:
    text = ""
    for sentence in sentences:
        longer = f"{text} {sentence.text}".strip()
        if len(longer) > room:
            break
        text = longer
    return text or (sentences[0].text[: room - 1] + "…" if sentences else "")


def assumed(entry: Assumption) -> str:
    """An assumption in a line."""
    return f"{entry.name}: {entry.value} ({entry.why})" if entry.value else entry.why


def _assumed(assumptions: Sequence[Assumption]) -> Iterator[str]:
    yield from (assumed(entry) for entry in assumptions if entry.source not in ("stated", "given"))


def next_steps(report: Report, thread_id: str) -> tuple[str, ...]:
    """What a caller can do now, in sentences that hold the command."""
    if report.advice:
        return report.advice
    return (f"Read the whole report: sobremesa show {thread_id}",)
