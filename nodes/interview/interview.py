"""A question to a run's state, answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sobremesa.errors import BadRequestError
from sobremesa.nodes.interview.answer import PLAIN, Answer, Cited, Found
from sobremesa.nodes.interview.extracts import extracts
from sobremesa.nodes.interview.record import Record, place_of, record_of
from sobremesa.nodes.interview.told import told
from sobremesa.nodes.sanitise import sanitise
from sobremesa.nodes.synthesis.gathering import gather
from sobremesa.nodes.working import in_thread

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sobremesa.nodes.context import Services
    from sobremesa.nodes.gateway import Gateway
    from sobremesa.nodes.state import ScenarioState

LONGEST = 1_000
EVERY_STEP = 20_000
"""Of a longer run so many steps, evenly spread."""
REHEARSED = (
    "The people of this run were rehearsed: what they said and felt was computed, and is no evidence about people."
)


def read_question(question: str) -> str:
    """The question, made safe. Raises BadRequestError where there is none, or too much of it."""
    safe = " ".join(sanitise(question).split())
    if not 2 <= len(safe) <= LONGEST:
        raise BadRequestError(f"A question has 2 to {LONGEST:,} characters, for example: why did the nurse give in?")
    return safe


async def interview(
    thread_id: str,
    values: Mapping[str, Any],
    question: str,
    services: Services,
    gateway: Gateway | None = None,
    model: str | None = None,
) -> Answer:
    """An answer from a run's state alone; with a `gateway`, in the words of the language model `model`.

    Raises ArtifactMissingError, LanguageModelError.
    """
    state = cast("ScenarioState", values)
    begun = state["services"]

    def read() -> Record:
        # Whoever made the run made it, whatever is in use now.
        gathered = gather(state, services, EVERY_STEP)
        made = replace(gathered, interpreter=begun["interpreter"], speaker=begun["speaker"])
        return record_of(made)

    record: Record = await in_thread(lambda _: read())
    if gateway is None or model is None:
        found, by = extracts(question, record, thread_id), PLAIN
    else:
        found, by = await told(question, record, gateway, model), model
    return Answer(
        thread_id=thread_id,
        question=question,
        sentences=tuple(_cited(found, record)),
        declined=found.declined,
        by=by,
        notices=(*found.notices, *((REHEARSED,) if found.sentences and _is_rehearsed(record) else ())),
    )


def _is_rehearsed(record: Record) -> bool:
    return bool(record.turns) and record.evidence.speaker == "rehearsal"


def _cited(found: Found, record: Record) -> list[Cited]:
    return [
        Cited(
            text=one.text,
            evidence=one.evidence,
            places=tuple(filter(None, (place_of(cited, record.evidence) for cited in one.evidence))),
        )
        for one in found.sentences
    ]
