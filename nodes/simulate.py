"""The mechanics: a cycle of the world that the personas live in, and at the end every arm and replicate."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import (
    Plan,
    decisions_of,
    ended,
    in_force,
    last_round,
    parameters,
    plans_of,
    schedule,
    shown,
    told_of,
)
from sobremesa.nodes.engines import engine_for
from sobremesa.nodes.lived_world import Lived, live, restored, view
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import Json, ScenarioState
from sobremesa.nodes.working import in_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.ensemble import Ensemble


async def simulate(state: ScenarioState, runtime: Runtime[Context]) -> Command[Literal["converse", "analyse"]]:
    """Live on to the next talks (`cycle`, `snapshots`, `measures`, `shown`); after the last, run the experiment.

    Where several talks are held, each has a lived world of its own, and goes on as long as that does.
    """
    services = services_of(runtime)
    request = Request.model_validate(state["request"])
    program = await asyncio.to_thread(load_program, services.artifacts, state["document"])
    update: dict[str, Any] = {}
    if state["route"]["mode"] == "hybrid":
        plans = plans_of(program, request, exchanged=exchanging(request, services))
        cycle = update["cycle"] = state["cycle"] + 1
        going = [plan for plan in plans if cycle < plan.cycles and (cycle == 1 or plan.name in state["shown"])]
        if going:
            tell(runtime, Progress(node="simulate", arm=plans[0].arm.name, cycle=cycle, cycles=plans[0].cycles))
            seen = await in_thread(lambda _: [lived_on(state, services, program, plan, cycle) for plan in going])
            update["snapshots"] = {**state["snapshots"], **{one.plan.name: one.lived.snapshot for one in seen}}
            update["measures"] = {**state["measures"], **{one.plan.name: one.lived.measures for one in seen}}
            update["shown"] = {one.plan.name: one.shown for one in seen if one.shown is not None}
            if update["shown"]:
                return Command(update=update, goto="converse")
    update["ensemble"] = await experiment(state, runtime, services, program)
    return Command(update=update, goto="analyse")


def exchanging(request: Request, services: Services) -> bool:
    """Whether a talk is held in which everyone sits in another's place: on request, or where that costs nothing."""
    wanted = not services.language_model if request.exchanged is None else request.exchanged
    return wanted and request.moves


@dataclass(frozen=True, slots=True)
class Seen:
    """A lived world at the end of a cycle, and what is shown of it; None where nobody talks about it any more."""

    plan: Plan
    lived: Lived
    shown: dict[str, list[Json]] | None


def lived_on(state: ScenarioState, services: Services, program: AnyProgram, plan: Plan, cycle: int) -> Seen:
    """The lived world of a talk at the end of `cycle`, and the sentences for those who talk about it then."""
    request, decisions = Request.model_validate(state["request"]), decisions_of(state)
    lived = live(services, program, plan, request.seed, state["snapshots"].get(plan.name), decisions, cycle)
    if not lived.goes_on:
        return Seen(plan, lived, None)
    values = parameters(program, plan.arm, in_force(plan, cycle, decisions))
    measures, look = restored(lived.measures), view(services, program, lived.snapshot)
    last = last_round(state, plan, cycle - 1)
    if last and ended(program, plan, last, values, measures, look):
        return Seen(plan, lived, None)
    before = state["shown"].get(plan.name, {}) if cycle > 1 else {}
    told: dict[str, list[Json]] = {}
    for persona in plan.seats if request.sees else ():
        earlier = told_of(before, persona)
        sentences = shown(program, plan, persona, values, measures, look, earlier)
        told[persona] = [{"text": one.text, "values": list(one.values)} for one in sentences]
    return Seen(plan, lived, told)


def kept(services: Services, ensemble: Ensemble) -> Json:
    """What the state holds of an ensemble."""
    return {"sha256": services.artifacts.put(ensemble.to_bytes()), "replicates": ensemble.replicates}


async def experiment(state: ScenarioState, runtime: Runtime[Context], services: Services, program: AnyProgram) -> Json:
    """Run every arm and replicate under what was decided; returns the ensemble's hash and what it holds."""
    from sobremesa.mechanics.experiment import Means, run_experiment
    from sobremesa.mechanics.experiments.in_time import run_in_time
    from sobremesa.mechanics.experiments.precision import narrowed

    request = Request.model_validate(state["request"])
    decisions = decisions_of(state)

    def work(pause: Callable[[], None]) -> Json:
        def progress(arm: str, done: int, total: int) -> None:
            tell(runtime, Progress(node="simulate", arm=arm, done=done, total=total))

        means = Means(services.witness, services.executor, services.allowed)
        asked = (
            program,
            engine_for(program, services.engine),
            request.seed,
            request.runs,
            schedule(decisions),
            progress,
            pause,
            means,
        )
        if program.document.experiment.precision is None and services.allowed is not None:
            made = run_in_time(*asked)
            return {**kept(services, made), "wanted": request.runs}
        if program.document.experiment.precision is None:
            return kept(services, run_experiment(*asked))
        ensemble, precision = narrowed(*asked)
        return {**kept(services, ensemble), "precision": precision.model_dump(mode="json")}

    return await in_thread(work)
