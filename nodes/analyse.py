"""What the experiment found, and pictures of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from langgraph.runtime import Runtime

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.picture import PICTURES, Picture
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.nodes.ablation import ablations
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import Decision, decisions_of, plans_of, schedule
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.simulate import exchanging
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.working import in_thread


@dataclass(frozen=True, slots=True)
class Found:
    """What the arms show."""

    findings: tuple[Finding, ...]
    pictures: tuple[Picture, ...]


async def analyse(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write `findings` and `pictures`."""
    tell(runtime, Progress(node="analyse"))
    services = services_of(runtime)
    decisions = decisions_of(state)

    def work(pause: Callable[[], None]) -> tuple[Found, tuple[Finding, ...]]:
        result = found(services, state["document"], state["ensemble"]["sha256"], decisions, pause)
        return result, with_talks(result.findings, other_talks(state, services, pause))

    result, findings = await in_thread(work)
    return {
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "pictures": await asyncio.to_thread(services.artifacts.put, PICTURES.dump_json(result.pictures)),
    }


def other_talks(state: ScenarioState, services: Services, pause: Callable[[], None]) -> tuple[Finding, ...]:
    """What the headline is under other talks than the first; nothing where nobody decided anything."""
    from sobremesa.mechanics.ensemble import Ensemble

    if not state.get("decisions"):
        return ()
    request = Request.model_validate(state["request"])
    program = load_program(services.artifacts, state["document"])
    plans = plans_of(program, request, exchanged=exchanging(request, services))
    ensemble = Ensemble.from_bytes(services.artifacts.get(state["ensemble"]["sha256"]))
    return ablations(services, program, plans, ensemble, decisions_of(state), pause)


def with_talks(found: Sequence[Finding], talks: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with those of further talks: a difference over several conversations replaces that of the first."""
    over = {(one.measure, one.take, one.arms): one for one in talks}
    kept = []
    for one in found:
        better = over.pop((one.measure, one.take, one.arms), None)
        changes = {} if better is None else better.model_dump(include={"kind", "value", "low", "high", "n", "method"})
        kept.append(one.model_copy(update=changes))
    return (*kept, *over.values())


def found(
    services: Services, document: str | None, ensemble: str, decisions: Sequence[Decision], pause: Callable[[], None]
) -> Found:
    """What there is to find and to see in an ensemble that was run under these decisions.

    Raises ArtifactMissingError.
    """
    from sobremesa.mechanics.analysis import analyse as find
    from sobremesa.mechanics.ensemble import Ensemble
    from sobremesa.mechanics.findings.states import States
    from sobremesa.mechanics.moments import pictures

    program, made = load_program(services.artifacts, document), Ensemble.from_bytes(services.artifacts.get(ensemble))
    if isinstance(program, ProcessProgram):
        from sobremesa.mechanics.processes.analysis import analyse_process

        return Found(analyse_process(program, made), ())
    states = States(program, services.engine, made.seed, made.replicates, schedule(decisions), pause)
    return Found(find(program, made, states), pictures(program, made, states))
