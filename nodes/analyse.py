"""What the experiment found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langgraph.runtime import Runtime

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.coupling import Decision, decisions_of, schedule
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.working import in_thread


async def analyse(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write `findings`."""
    tell(runtime, Progress(node="analyse"))
    services = services_of(runtime)
    decisions = decisions_of(state)

    def work(pause: Callable[[], None]) -> tuple[Finding, ...]:
        return found(services, state["document"], state["ensemble"]["sha256"], decisions, pause)

    findings = await in_thread(work)
    return {"findings": [finding.model_dump(mode="json") for finding in findings]}


def found(
    services: Services, document: str | None, ensemble: str, decisions: Sequence[Decision], pause: Callable[[], None]
) -> tuple[Finding, ...]:
    """The findings of an ensemble that was run under these decisions. Raises ArtifactMissingError."""
    from sobremesa.mechanics.analysis import analyse as find
    from sobremesa.mechanics.ensemble import Ensemble
    from sobremesa.mechanics.findings.states import States

    program, made = load_program(services.artifacts, document), Ensemble.from_bytes(services.artifacts.get(ensemble))
    return find(program, made, States(program, services.engine, made.seed, made.replicates, schedule(decisions), pause))
