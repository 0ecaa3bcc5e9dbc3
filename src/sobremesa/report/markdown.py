"""A Report as Markdown: for a terminal and for a page, the same text.

What the reader must know comes first, then the answer, then what it rests on, and at the end how to get it again.
Whatever a person or a language model wrote is escaped (`escape.py`): it can't become a heading, a table or a tag.
"""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.nodes.report import Report, Sentence
from sobremesa.report import (
    conversations,
    decisions,
    findings,
    forms,
    gated,
    judged,
    method,
    moved,
    people,
    privately,
    sound,
    sweeps,
)
from sobremesa.report.escape import inline, quoted
from sobremesa.report.prose import paragraphs
from sobremesa.report.rows import assumptions
from sobremesa.report.tables import table


def render(report: Report) -> str:
    """The whole report, ending in a newline."""
    parts = [
        f"# {inline(report.question)}",
        _notices(report),
        _asked(report),
        _section("Answer", _paragraphs(report.answer)),
        _section(conversations.TITLE, conversations.render(report)),
        _section(forms.TITLE, forms.render(report)),
        _section("Would it come out again?", judged.render(report)),
        _section("What was understood", _bullets(report.understood)),
        _section("What is missing", _bullets(report.missing)),
        _section("What you can do", _bullets(report.advice)),
        _section("What happens if", sweeps.render(report)),
        _section("Findings", findings.render(report)),
        _section(_story_title(report), _paragraphs(report.narrative)),
        _section("What they decided", decisions.render(report)),
        _section("Who spoke", people.cast(report)),
        _section(privately.TITLE, privately.render(report)),
        _section(moved.TITLE, moved.render(report)),
        _section(sound.TITLE, sound.render(report)),
        _section("What the answer hangs on", judged.ledger(report)),
        _section(gated.TITLE, gated.render(report)),
        _section("What this rests on", _assumptions(report)),
        _section("How it was computed", method.render(report)),
        _section("Transcript", people.transcript(report)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _notices(report: Report) -> str:
    return "\n>\n".join(f"> {inline(notice)}" for notice in report.notices)


def _asked(report: Report) -> str:
    if inline(report.scenario) == inline(report.question):
        return ""
    return f"Asked:\n\n{quoted(report.scenario)}"


def _paragraphs(sentences: Sequence[Sentence]) -> str:
    return "\n\n".join(map(inline, paragraphs(sentences)))


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"- {inline(item)}" for item in items)


def _story_title(report: Report) -> str:
    return "How it comes about" if report.mode == "mechanics" else "What happened"


def _assumptions(report: Report) -> str:
    tables, readings = assumptions(report)
    blocks = [table(one.head, one.rows, one.right) for one in tables]
    if readings:
        blocks.append("Read into it, or chosen:\n\n" + _bullets(readings))
    return "\n\n".join(block for block in blocks if block)
