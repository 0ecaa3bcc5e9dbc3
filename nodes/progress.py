"""How far a run is: small typed events for whoever watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.context import services_of
from sobremesa.nodes.report import Spending

if TYPE_CHECKING:
    from langgraph.runtime import Runtime

    from sobremesa.nodes.context import Context


NAMES = {
    "classify": "Reading the question",
    "compile": "Making the model",
    "form": "Looking for another form of the model",
    "propose": "Counting what it would take",
    "cast": "Casting",
    "simulate": "Computing",
    "analyse": "Comparing the arms",
    "judge": "Trying it again, changed",
    "explore": "Exploring",
    "contrast": "Computing another form",
    "converse": "Talking",
    "private": "Asking each in private",
    "speak": "Talking",
    "mask": "Asking who moved whom",
    "apply": "Acting on what was said",
    "synthesize": "Writing the report",
}


class Progress(BaseModel):
    """One event: the step of the graph, and what of it is done. What does not apply is None.

    `done` of `total` counts replicates over all arms; `speech` is what was just said aloud, by `speaker` (a name);
    `spending` is what language models have taken on this thread so far, where there is one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: str
    arm: str | None = None
    done: int | None = None
    total: int | None = None
    cycle: int | None = None
    cycles: int | None = None
    round: int | None = None
    rounds: int | None = None
    speaker: str | None = None
    speech: str | None = None
    spending: Spending | None = None


def tell(runtime: Runtime[Context], event: Progress) -> None:
    """Send an event down the run's custom stream; from any thread that carries the node's context."""
    services = services_of(runtime)
    if services.language_model:
        event = event.model_copy(update={"spending": services.spending()})
    # By default and not by None: a spending without a price says so by None.
    runtime.stream_writer(event.model_dump(mode="json", exclude_defaults=True))


def what(event: Progress) -> str:
    """What is done, in words."""
    from sobremesa.nodes.talks import is_replay

    if event.node == "converse" and is_replay(event.arm or ""):
        return "Talking again, one of them unheard,"
    return NAMES.get(event.node, event.node)


def place(event: Progress) -> str:
    """In which cycle, round and arm, in words."""
    parts = [
        f" cycle {event.cycle} of {event.cycles}" if event.cycle and event.cycles else "",
        f" round {event.round} of {event.rounds}" if event.round and event.rounds else "",
        f" ({event.arm})" if event.node in ("simulate", "contrast") and event.arm else "",
    ]
    return ",".join(part for part in parts if part)


def in_words(event: Progress) -> str:
    """An event in a line."""
    done = f", {event.done} of {event.total} runs" if event.total and event.done is not None else ""
    return f"{what(event)}{place(event)}{done}"
