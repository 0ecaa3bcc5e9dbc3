"""The graph with its checkpoints, run from wherever a thread stands to its end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from langgraph.types import Command

from sobremesa.graphs.checkpoints import open_saver
from sobremesa.graphs.scenario import ScenarioGraph, graph
from sobremesa.graphs.tracing import tracers
from sobremesa.nodes.context import Context, Services
from sobremesa.nodes.forking.places import Past
from sobremesa.nodes.loading import validate_state
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.proposal import Proposal
from sobremesa.nodes.reply import Reply

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

    from sobremesa.nodes.forking.seed import Seed
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.leases import Lease

Values = Mapping[str, Any]
# A long hybrid run takes some thousand supersteps; its length is bounded by steps and rounds, not here.
MAX_SUPERSTEPS = 10_000_000
PAGE = 16
"""States of the past that are read at a time."""


class Thread:
    """One thread of the graph, on its checkpoints."""

    def __init__(self, scenario: ScenarioGraph, thread_id: str) -> None:
        self._scenario = scenario
        self._id = thread_id
        self._config: RunnableConfig = {
            "configurable": {"thread_id": thread_id},
            "recursion_limit": MAX_SUPERSTEPS,
        }

    async def values(self) -> Values:
        """The state as it stands; empty where nothing was kept yet. Raises StateVersionError."""
        values: Values = (await self._scenario.aget_state(self._config)).values
        if "schema_version" in values:
            validate_state(values, self._id)
            return values
        return {}

    async def waits_for(self) -> Proposal | None:
        """What the thread shows to a person, and goes on with after a reply; None where it waits for nothing."""
        asked = (await self._scenario.aget_state(self._config)).interrupts
        return Proposal.model_validate(asked[0].value) if asked else None

    async def past(self) -> AsyncIterator[Past]:
        """The states that the thread was in, the latest first."""
        before: RunnableConfig | None = None
        while True:
            # A page at a time: what is asked for is held in memory whole.
            page = [one async for one in self._scenario.aget_state_history(self._config, before=before, limit=PAGE)]
            for one in page:
                yield Past(one.values, one.next)
            if len(page) < PAGE:
                return
            before = page[-1].config

    async def plant(self, seed: Seed) -> None:
        """Begin the thread with a state in which a step is due; it is written whole or not at all."""
        written: Any = Command(update=dict(seed.values), goto=seed.goto)
        # Of the steps that may lead to any other this one is as good as the next: what it would write is given.
        await self._scenario.aupdate_state(self._config, written, as_node="cast")

    async def advance(
        self, request: str | None, services: Services, watch: Callable[[Progress], None], reply: Reply | None = None
    ) -> None:
        """Run on to the end or to where a person is asked, from the start where a request (JSON) is given.

        `reply` is to what the thread waits for. Every step is on the disk before the next one begins.
        """
        question: Any = None if request is None else {"request": json.loads(request)}
        if reply is not None:
            question = Command(resume=reply.model_dump(mode="json", exclude_defaults=True))
        config: RunnableConfig = {**self._config, "callbacks": tracers()}
        events = self._scenario.astream(
            question, config, context=Context.of(services), stream_mode="custom", durability="sync"
        )
        async with services.open():
            async for event in events:
                watch(Progress.model_validate(event))


@asynccontextmanager
async def opened(settings: Settings, thread_id: str, lease: Lease | None = None) -> AsyncIterator[Thread]:
    """A thread on the operator's checkpoints: to run it, with its lease; to read it, without."""
    async with open_saver(settings, lease) as saver:
        yield Thread(graph.copy(update={"checkpointer": saver}), thread_id)
