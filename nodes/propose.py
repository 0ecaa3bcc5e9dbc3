"""Before a model runs that a person wants to see first: what it would take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from langgraph.runtime import Runtime

from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.mechanics.arms import horizon
from sobremesa.mechanics.documents import Document, checked
from sobremesa.mechanics.given import GivenValueError, population
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.estimate import Estimate
from sobremesa.nodes.forms.form import Form
from sobremesa.nodes.models import load_document
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.proposal import Load, ProposedForm
from sobremesa.nodes.state import ScenarioState

NO_OTHER = "no other form"
Estimating = Callable[[Request, Services], Awaitable[Estimate]]
Proposing = Callable[[ScenarioState, Runtime[Context]], Awaitable[dict[str, Any]]]


def proposing(estimating: Estimating) -> Proposing:
    """The step that writes `proposal`; `estimating` tells what a request would ask of a language model."""

    async def propose(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
        tell(runtime, Progress(node="propose"))
        services = services_of(runtime)
        request = Request.model_validate(state["request"])
        sha256 = state.get("document")
        document = None if sha256 is None else await asyncio.to_thread(load_document, services.artifacts, sha256)
        asked = await estimating(rest_of(request, document, state["route"]["mode"]), services)
        load = None if document is None else load_of(document, request)
        forms = await asyncio.to_thread(proposed_forms, state, services, request)
        return {
            "proposal": {
                "forms": [form.model_dump(mode="json") for form in forms],
                "load": None if load is None else load.model_dump(mode="json"),
                "estimate": asked.model_dump(mode="json"),
                "spent": services.spending().model_dump(mode="json"),
            }
        }

    return propose


def proposed_forms(state: ScenarioState, services: Services, request: Request) -> list[ProposedForm]:
    """The other forms of the model. Raises ArtifactMissingError."""
    proposed = []
    for form in (Form.model_validate(each) for each in state.get("forms", ())):
        document = None if form.document is None else load_document(services.artifacts, form.document)
        load = load_of(document, request) if document is not None and form.dropped is None else None
        proposed.append(
            ProposedForm(
                name=form.name or NO_OTHER,
                ask=form.ask,
                document=None if document is None else write_document(document),
                dropped=form.dropped,
                load=load,
            )
        )
    return proposed


def rest_of(request: Request, document: Document | None, mode: str) -> Request:
    """A request for what is still to be done once the model is there."""
    update: dict[str, Any] = {"review": False, "mode": mode, "model_forms": 1}
    if document is not None:
        # Numbers of agents and steps, and whatever else was asked, are in the document by now.
        update |= {"document": write_document(document), "num_agents": None, "steps": None, "experiment": {}}
    return request.model_copy(update=update)


def load_of(document: Document, request: Request) -> Load:
    """What running the document would compute."""
    values = {name: parameter.value for name, parameter in document.parameters.items()}
    if isinstance(document, ProcessDocument):
        program = checked(document)
        arm = document.experiment.arms[0]
        return Load(
            arms=tuple(one.name for one in document.experiment.arms),
            runs=request.runs,
            steps=horizon(program, arm),
            unit="slice of its time",
            agents=None,
        )
    try:
        agents = sum(population(document).values())
    except GivenValueError:
        agents = None
    return Load(
        arms=tuple(arm.name for arm in document.experiment.arms),
        runs=request.runs,
        steps=int(evaluate(document.clock.steps, values)),
        unit=document.clock.unit,
        agents=agents,
    )
