"""Another form of the model: the same text as a document with other rules, to be run beside the first."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.mechanics.document import ModelDocument
from sobremesa.nodes.compile import latest_reply, with_checks
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forms.form import Form
from sobremesa.nodes.gating import gated
from sobremesa.nodes.interpreter import Formed, NoForm, NoModel, Route, Taken, Translation
from sobremesa.nodes.models import load_document
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState

SAME = "It has the rules of another form, but for names and numbers."
FAILED = "A test of it failed: {says}"


async def form(state: ScenarioState, runtime: Runtime[Context]) -> Command[Literal["form", "propose", "simulate"]]:
    """Add one form to `forms`; come again until there are as many as were asked for, or no other is found."""
    tell(runtime, Progress(node="form"))
    services, request = services_of(runtime), Request.model_validate(state["request"])
    taken = await asyncio.to_thread(taken_of, state, services)
    found = await another(services, request, Route.model_validate(state["route"]), taken)
    forms = [*state.get("forms", ()), found.model_dump(mode="json")]
    complete = len(forms) + 1 >= request.model_forms or found.name is None
    reply = latest_reply(state, services)
    decided = not request.review or (reply is not None and reply.approve)
    return Command(update={"forms": forms}, goto=("simulate" if decided else "propose") if complete else "form")


def taken_of(state: ScenarioState, services: Services) -> list[Taken]:
    """The forms that there are: the first, and the others whether they are run or not. Raises ArtifactMissingError."""
    forms = [Form.model_validate(each) for each in state.get("forms", ())]
    name = next((each.first for each in forms if each.first is not None), None)
    translation = state.get("translation") or {}
    first = load_document(services.artifacts, state["document"] or "")
    others = [
        Taken(name=each.name, document=load_document(services.artifacts, each.document), library=each.library)
        for each in forms
        if each.document is not None
    ]
    return [Taken(name=name, document=first, library=translation.get("library")), *others]


async def another(services: Services, request: Request, route: Route, taken: list[Taken]) -> Form:
    """One more form, checked and through its gates; or why it is not to be run, or that there is none."""
    made = await services.interpreter.another(request, route, taken)
    if isinstance(made, NoForm):
        return Form(dropped=made.why)
    asked = request.model_copy(update={"experiment": {}})
    checks = partial(with_checks, route=route, request=asked, engine=services.engine)
    checked = await asyncio.to_thread(checks, Translation(document=made.document, repairs=made.repairs))
    if isinstance(checked, NoModel):
        return _form(made, dropped=checked.missing[0])
    author = services.interpreter if services.language_model and made.library is None else None
    translation, gates = await gated(checked, request, route, author, checks, services.engine)
    sha256 = await asyncio.to_thread(services.artifacts.put, translation.document.canonical())
    kept = _form(made).model_copy(update={"document": sha256, "gates": gates})
    wrong = next((gate for gate in gates if gate.wrong), None)
    changed = translation.document
    if isinstance(changed, ModelDocument) and await asyncio.to_thread(is_taken, changed, taken):
        return kept.model_copy(update={"dropped": SAME})
    return kept if wrong is None else kept.model_copy(update={"dropped": FAILED.format(says=wrong.sentence)})


def is_taken(document: ModelDocument, taken: list[Taken]) -> bool:
    """Whether a document is of the same form as one that there is."""
    from sobremesa.mechanics.checking import check
    from sobremesa.mechanics.forms.shape import same_form

    program = check(document)
    return any(same_form(program, check(other.document)) for other in taken)


def _form(made: Formed, dropped: str | None = None) -> Form:
    return Form(name=made.name, first=made.first, ask=made.ask, library=made.library, dropped=dropped)
