"""What the experiment found."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.working import in_thread


async def analyse(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write `findings`."""
    tell(runtime, Progress(node="analyse"))
    services = services_of(runtime)
    findings = await in_thread(lambda _: found(services, state["document"], state["ensemble"]["sha256"]))
    return {"findings": [finding.model_dump(mode="json") for finding in findings]}


def found(services: Services, document: str | None, ensemble: str) -> tuple[Finding, ...]:
    """The findings of an ensemble. Raises ArtifactMissingError."""
    from sobremesa.mechanics.analysis import analyse as find
    from sobremesa.mechanics.experiment import Ensemble

    return find(load_program(services.artifacts, document), Ensemble.from_bytes(services.artifacts.get(ensemble)))
