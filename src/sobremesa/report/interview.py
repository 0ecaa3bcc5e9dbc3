"""An answer about a run, as Markdown: each sentence with the places that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.nodes.interview.answer import PLAIN, Answer
from sobremesa.report.escape import inline


def render(answer: Answer) -> str:
    """The whole answer."""
    return "\n\n".join(_blocks(answer))


def _blocks(answer: Answer) -> Iterator[str]:
    if answer.declined is not None:
        yield inline(answer.declined)
        return
    yield "\n".join(f"- {inline(one.text)} ({inline('; '.join(one.places))})" for one in answer.sentences)
    told = () if answer.by == PLAIN else (f"Put into words by {answer.by}, from the record of the run alone.",)
    yield "\n".join(f"> {inline(notice)}" for notice in (*told, *answer.notices))
