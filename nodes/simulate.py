"""The mechanics: a cycle of the world that the personas live in, and at the end every arm and replicate."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Plan, decisions_of, plan_of, schedule
from sobremesa.nodes.lived_world import Lived, live
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import Json, ScenarioState
from sobremesa.nodes.working import in_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sobremesa.mechanics import ir
    from sobremesa.mechanics.ensemble import Ensemble


async def simulate(state: ScenarioState, runtime: Runtime[Context]) -> Command[Literal["converse", "analyse"]]:
    """Live on to the next talk (`cycle`, `snapshots`, `measures`); after the last, run the experiment (`ensemble`)."""
    services = services_of(runtime)
    request = Request.model_validate(state["request"])
    program = await asyncio.to_thread(load_program, services.artifacts, state["document"])
    update: dict[str, Any] = {}
    if state["route"]["mode"] == "hybrid":
        plan = plan_of(program, request)
        cycle = update["cycle"] = state["cycle"] + 1
        if cycle < plan.cycles:
            tell(runtime, Progress(node="simulate", arm=plan.arm.name, cycle=cycle, cycles=plan.cycles))
            lived = await lived_on(state, services, program, plan, cycle)
            update |= {"snapshots": {plan.arm.name: lived.snapshot}, "measures": {plan.arm.name: lived.measures}}
            if lived.goes_on:
                return Command(update=update, goto="converse")
    update["ensemble"] = await experiment(state, runtime, services, program)
    return Command(update=update, goto="analyse")


async def lived_on(state: ScenarioState, services: Services, program: ir.Program, plan: Plan, cycle: int) -> Lived:
    """The lived world at the end of `cycle`."""
    decisions = decisions_of(state)
    seed = Request.model_validate(state["request"]).seed
    before = state["snapshots"].get(plan.arm.name)
    return await in_thread(lambda _: live(services, program, plan, seed, before, decisions, cycle))


def kept(services: Services, ensemble: Ensemble) -> Json:
    """What the state holds of an ensemble."""
    return {"sha256": services.artifacts.put(ensemble.to_bytes()), "replicates": ensemble.replicates}


async def experiment(state: ScenarioState, runtime: Runtime[Context], services: Services, program: ir.Program) -> Json:
    """Run every arm and replicate under what was decided; returns the ensemble's hash and what it holds."""
    from sobremesa.mechanics.experiment import Means, run_experiment
    from sobremesa.mechanics.experiments.precision import narrowed

    request = Request.model_validate(state["request"])
    decisions = decisions_of(state)

    def work(pause: Callable[[], None]) -> Json:
        def progress(arm: str, done: int, total: int) -> None:
            tell(runtime, Progress(node="simulate", arm=arm, done=done, total=total))

        means = Means(services.witness, services.executor)
        asked = (
            program,
            services.engine,
            request.seed,
            request.runs,
            schedule(decisions),
            progress,
            pause,
            means,
        )
        if program.document.experiment.precision is None:
            return kept(services, run_experiment(*asked))
        ensemble, precision = narrowed(*asked)
        return {**kept(services, ensemble), "precision": precision.model_dump(mode="json")}

    return await in_thread(work)
