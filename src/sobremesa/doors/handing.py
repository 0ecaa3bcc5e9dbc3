"""A result as it goes through a door: without the report, with a page of it where one is asked for, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.doors.paging import paged
from sobremesa.doors.refusing import FAILED
from sobremesa.doors.tool import GET
from sobremesa.errors import BadRequestError
from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.contract import Page, Problem, Result
from sobremesa.nodes.report import Report
from sobremesa.nodes.result import assumed

MOST_FINDINGS = 24
MOST_ASSUMPTIONS = 12


def handed_out(result: Result, page: int | None, retry_safe: bool) -> Result:
    """The result for a caller. Raises BadRequestError where the report has no such page."""
    pages = pages_of(result.report)
    if page is not None and page > len(pages):
        there = f"has pages 1 to {len(pages)}" if pages else "is not there yet"
        raise BadRequestError(f"There is no page {page}: the report {there}.", ("page",))
    result = result.model_copy(
        update={
            "status": "running" if result.status == "interrupted" else result.status,
            "findings": tuple(leading(result.findings))[:MOST_FINDINGS],
            "assumptions": (weighed(result.report) if result.report else result.assumptions)[:MOST_ASSUMPTIONS],
            "pages": len(pages),
            "page": None if page is None else Page(number=page, pages=len(pages), text=pages[page - 1]),
            "report": None,
            "retry_safe": retry_safe,
            "next_steps": tuple(next_steps(result, len(pages), page)),
        }
    )
    if result.status == "failed":
        problem = Problem(kind="run_failed", message=result.answer, change=FAILED)
        return result.model_copy(update={"error": problem})
    return result


def pages_of(report: Report | None) -> tuple[str, ...]:
    """The whole report in Markdown, page by page; none where there is no report."""
    from sobremesa.report.markdown import render

    return () if report is None else paged(render(report))


def leading(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Findings with those about the headline first."""
    yield from (finding for finding in findings if finding.headline)
    yield from (finding for finding in findings if not finding.headline)


def weighed(report: Report) -> tuple[str, ...]:
    """What nobody said, that first which the answer was seen to hang on."""
    heavy = {bearing.parameter.replace("_", " ") for bearing in report.ledger if bearing.matters}
    entries = [entry for entry in report.assumptions if entry.source not in ("stated", "given")]
    first = [f"{assumed(entry)}; the answer hangs on it" for entry in entries if entry.name in heavy]
    return (*first, *(assumed(entry) for entry in entries if entry.name not in heavy))


def next_steps(result: Result, pages: int, page: int | None) -> Iterator[str]:
    """What a caller can do, as calls of tools."""
    handle = f'{GET} with thread_id "{result.thread_id}"'
    match result.status:
        case "running" | "interrupted":
            yield f"Call {handle} to wait for it."
        case "needs_input" if result.asked is not None:
            yield f'Call {handle} and reply {{"approve": true}}, or another reply. {result.asked.reply}'
        case "needs_input":
            yield "Ask again with a question in the scenario: who is involved, what happens, what is to be known."
        case "failed":
            yield FAILED
        case "no_model":
            yield from result.next_steps
        case "partial":
            yield "Ask again with a larger budget for the whole of it."
    if result.report is not None and result.report.ask_next:
        yield f"What to find out next: {result.report.ask_next}"
    if pages and (page or 0) < pages:
        yield f"Call {handle} and page {(page or 0) + 1} to read the report ({pages} pages)."
    left = len(result.findings) - MOST_FINDINGS
    if left > 0:
        yield f"{left} more findings stand in the report."
