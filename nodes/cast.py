"""Who talks, where, and about what."""

from __future__ import annotations

import asyncio
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.happenings import without_happenings
from sobremesa.nodes.interpreter import Casting, Interpreter, Route
from sobremesa.nodes.models import load_document
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.sheet.casting import cast_from_sheet
from sobremesa.nodes.state import ScenarioState


async def cast(state: ScenarioState, runtime: Runtime[Context]) -> Command[Literal["simulate", "converse"]]:
    """Write `casting`. Raises BadRequestError when there is nobody to talk."""
    tell(runtime, Progress(node="cast"))
    services = services_of(runtime)
    request = Request.model_validate(state["request"])
    route = Route.model_validate(state["route"])
    sha256 = state["document"]
    document = await asyncio.to_thread(load_document, services.artifacts, sha256) if sha256 is not None else None
    casting = await cast_of(services.interpreter, request, route, document)
    if not casting.personas:
        raise BadRequestError('Nobody is named who could talk: say who is there, or give agents=[{"role": "…"}].')
    return Command(
        update={"casting": casting.model_dump(mode="json")},
        goto="simulate" if route.mode == "hybrid" else "converse",
    )


async def cast_of(interpreter: Interpreter, request: Request, route: Route, document: Document | None) -> Casting:
    """Who talks: those of the caller's sheet, else whom the interpreter casts; what will happen they can't know."""
    request = without_happenings(request)
    given = await cast_from_sheet(interpreter, request, route, document)
    return given or await interpreter.cast(request, route, document)
