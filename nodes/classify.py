"""Which kind of simulation answers the question."""

from __future__ import annotations

from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.given_model import route_of
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState

Next = Literal["compile", "cast", "propose", "synthesize"]
NEXT: dict[str, Next] = {"mechanics": "compile", "hybrid": "compile", "social": "cast", "none": "synthesize"}


async def classify(state: ScenarioState, runtime: Runtime[Context]) -> Command[Next]:
    """Write `route`, and which `services` the run is made with; go where the route leads."""
    tell(runtime, Progress(node="classify"))
    request = Request.model_validate(state["request"])
    services = services_of(runtime)
    route = route_of(request) or await services.interpreter.classify(request)
    goto: Next = "propose" if request.review and route.mode == "social" else NEXT[route.mode]
    return Command(update={"route": route.model_dump(mode="json"), "services": services.names()}, goto=goto)
