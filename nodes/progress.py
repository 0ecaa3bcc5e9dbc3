"""How far a run is: small typed events for whoever watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.context import services_of
from sobremesa.nodes.report import Spending

if TYPE_CHECKING:
    from langgraph.runtime import Runtime

    from sobremesa.nodes.context import Context


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
