"""What was said moves the levers."""

from __future__ import annotations

import asyncio
from typing import Any

from langgraph.runtime import Runtime

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import decide, decisions_of, plan_of
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.table import restored
from sobremesa.personas.utterance import Turn


async def apply(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Add to `decisions` what the talk of this cycle decided, from the self-reports of its last round."""
    program = await asyncio.to_thread(load_program, services_of(runtime).artifacts, state["document"])
    plan = plan_of(program, Request.model_validate(state["request"]))
    cycle = state["cycle"]
    tell(runtime, Progress(node="apply", arm=plan.arm.name, cycle=cycle, cycles=plan.cycles))
    turns = [Turn.model_validate(turn) for turn in state["rounds"]]
    talk = [turn for turn in turns if turn.arm == plan.arm.name and turn.cycle == cycle]
    last = max((turn.round for turn in talk), default=0)
    made = decide(
        program,
        plan,
        cycle,
        [turn for turn in talk if turn.round == last],
        restored(state["measures"][plan.arm.name]),
        decisions_of(state),
    )
    return {"decisions": [*state["decisions"], *(decision.model_dump(mode="json") for decision in made)]}
