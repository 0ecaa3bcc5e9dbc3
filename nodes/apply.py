"""What was said moves the levers."""

from __future__ import annotations

import asyncio
from typing import Any

from langgraph.runtime import Runtime

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import decide, decisions_of, last_round, plans_of
from sobremesa.nodes.lived_world import restored, view
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.simulate import exchanging
from sobremesa.nodes.state import Json, ScenarioState
from sobremesa.nodes.working import in_thread


async def apply(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Add to `decisions` what the talks of this cycle decided, from the self-reports of their last rounds."""
    services = services_of(runtime)
    request = Request.model_validate(state["request"])
    program = await asyncio.to_thread(load_program, services.artifacts, state["document"])
    plans = plans_of(program, request, exchanged=exchanging(request, services))
    cycle, earlier = state["cycle"], decisions_of(state)
    tell(runtime, Progress(node="apply", arm=plans[0].arm.name, cycle=cycle, cycles=plans[0].cycles))

    def made() -> list[Json]:
        found: list[Json] = []
        for plan in plans:
            if plan.name not in state["shown"] or not request.moves:
                continue
            measures = restored(state["measures"][plan.name])
            look = view(services, program, state["snapshots"][plan.name])
            decisions = decide(program, plan, cycle, last_round(state, plan, cycle), measures, earlier, look)
            found += [decision.model_dump(mode="json") for decision in decisions]
        return found

    return {"decisions": [*state["decisions"], *await in_thread(lambda _: made())]}
