"""The scenario becomes a model document, checked; or the reasons why there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.documents import checked as program_of
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.experiments.asking import with_asked
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import plan_of
from sobremesa.nodes.engines import engine_for
from sobremesa.nodes.gating import gated
from sobremesa.nodes.given_model import translation_of
from sobremesa.nodes.interpreter import NoModel, Route, Translation
from sobremesa.nodes.models import load_document
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.reply import Reply, replies_of
from sobremesa.nodes.revising import revised
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.uncoupled import alone


async def compile_scenario(
    state: ScenarioState, runtime: Runtime[Context]
) -> Command[Literal["simulate", "cast", "form", "propose", "synthesize"]]:
    """Write `document`, `translation` and `gates`, and empty `forms`; without a model go straight to the end.

    Where a person has replied in review, change the model; what can't be done is `refused`, and the model stays.
    """
    tell(runtime, Progress(node="compile"))
    services = services_of(runtime)
    request = Request.model_validate(state["request"])
    route = Route.model_validate(state["route"])
    reply = latest_reply(state, services)
    translation = await translated(state, services, request, route, reply)
    if isinstance(translation, Translation):
        # What was asked of the experiment is in a document that comes back from review.
        asked = request if reply is None or reply.say else request.model_copy(update={"experiment": {}})
        translation = await asyncio.to_thread(with_checks, translation, route, asked, services.engine)
    if isinstance(translation, NoModel) and reply is not None:
        return Command(update={"refused": list(translation.missing)}, goto="propose")
    if isinstance(translation, NoModel):
        return Command(update={"document": None, "translation": translation.model_dump(mode="json")}, goto="synthesize")
    # By hand or in words: what comes back from review is as the person wants it, and is warned of only.
    author = services.interpreter if services.language_model and request.document is None and reply is None else None
    checks = partial(with_checks, route=route, request=request, engine=services.engine)
    translation, gates = await gated(translation, request, route, author, checks, services.engine)
    decided = not request.review or (reply is not None and reply.approve)
    model = not isinstance(translation.document, ProcessDocument)
    formed = request.model_forms > 1 and route.mode == "mechanics" and model
    return Command(
        update={
            "document": await asyncio.to_thread(services.artifacts.put, translation.document.canonical()),
            "translation": translation.model_dump(mode="json", exclude={"document"}),
            "gates": [gate.model_dump(mode="json") for gate in gates],
            "forms": [],
        },
        goto="form" if formed else ("cast" if route.mode == "hybrid" else "simulate") if decided else "propose",
    )


def latest_reply(state: ScenarioState, services: Services) -> Reply | None:
    """What a person said last in review; None before that."""
    return next(iter(replies_of(state.get("replies", [])[-1:], services.artifacts)), None)


async def translated(
    state: ScenarioState, services: Services, request: Request, route: Route, reply: Reply | None
) -> Translation | NoModel:
    """The caller's model, or one for the scenario; or the one that there is, changed as the reply says."""
    if reply is None:
        return translation_of(request) or await services.interpreter.compile(request, route)
    document = await asyncio.to_thread(load_document, services.artifacts, state["document"] or "")
    fields: Mapping[str, Any] = {**state["translation"], "document": document}
    return await revised(Translation.model_validate(fields), reply, request, route, services.interpreter)


def with_checks(translation: Translation, route: Route, request: Request, engine: Engine) -> Translation | NoModel:
    """The translation, asked whatever else the caller asks; or what keeps it from being run in this mode."""
    moved = route.mode != "hybrid" or request.moves
    try:
        document: Document
        if isinstance(translation.document, ProcessDocument):
            document = with_asked(translation.document, request.experiment)
            document = document if moved else alone(document)
        else:
            document = with_asked(translation.document, request.experiment)
            document = document if moved else alone(document)
        checked(document, route, request, engine)
    except DocumentError as error:
        return NoModel(
            understood=(translation.document.purpose, *translation.notes),
            missing=tuple(str(diagnostic) for diagnostic in error.diagnostics),
            advice=("Ask for something simpler, or run `sobremesa check` on a document of your own.",),
        )
    return translation.model_copy(update={"document": document})


def checked(document: Document, route: Route, request: Request, engine: Engine) -> None:
    """Raises DocumentError when the document doesn't check, compile, or couple with personas though it should."""
    program = program_of(document)
    engine = engine_for(program, engine)
    for arm in document.experiment.arms:
        engine.start(program, arm, request.seed, ())
    if route.mode == "hybrid":
        plan_of(program, request)
