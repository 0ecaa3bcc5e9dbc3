"""How far a run is: small typed events for whoever watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from langgraph.runtime import Runtime

    from sobremesa.nodes.context import Context


class Progress(BaseModel):
    """One event: the step of the graph, and what of it is done. What does not apply is None.

    `done` of `total` counts replicates over all arms; `speech` is what was just said aloud, by `speaker` (a name).
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


def tell(runtime: Runtime[Context], event: Progress) -> None:
    """Send an event down the run's custom stream; from any thread that carries the node's context."""
    runtime.stream_writer(event.model_dump(mode="json", exclude_none=True))
