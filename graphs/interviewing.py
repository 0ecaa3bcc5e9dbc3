"""Questions to a thread: its state is read and not changed, and what an answer takes is no part of its cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sobremesa.errors import BadRequestError
from sobremesa.graphs.run import run_table
from sobremesa.nodes.interview.interview import interview, read_question

if TYPE_CHECKING:
    from sobremesa.nodes.interview.answer import Answer
    from sobremesa.nodes.settings import Settings


async def ask(thread_id: str, question: str, settings: Settings) -> Answer:
    """What a thread's record says to a question.

    With a language model in the settings it puts the answer into words; the same question is answered once. Raises
    ThreadNotFoundError, StateVersionError, LanguageModelError; BadRequestError for no question, or a thread that has
    done nothing yet.
    """
    from sobremesa.graphs.driving import opened
    from sobremesa.nodes.assembly import build_services
    from sobremesa.nodes.gateway import Gateway
    from sobremesa.nodes.keeping import journal_of

    question = read_question(question)
    async with opened(settings, thread_id) as thread:
        values = await thread.values()
    if not values:
        run_table(settings).get(thread_id)
    if not values.get("route"):
        raise BadRequestError(f"Thread {thread_id} has done nothing yet that could be asked about.")
    gateway = (
        Gateway(settings, journal_of(settings), interviews_of(thread_id)) if settings.uses_language_model else None
    )
    services = build_services(settings, thread_id, gateway)
    return await interview(thread_id, values, question, services, gateway, settings.model)


def interviews_of(thread_id: str) -> str:
    """The lineage of the calls that answer questions about a thread: no thread can be called so."""
    return f"{thread_id} asked"
