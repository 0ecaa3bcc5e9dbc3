"""A person looks at the model before it runs: the run waits here, for days if need be, until they reply."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.models import load_document
from sobremesa.nodes.proposal import Proposal
from sobremesa.nodes.reply import Reply, kept, read_reply
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.synthesis.assumptions import of_document
from sobremesa.nodes.synthesis.notices import gate_warnings

SHALL_IT_RUN = "Nothing has been computed yet. Shall this model run?"
SHALL_THEY_TALK = "Nothing has been said yet. Shall these people talk?"
NO_MODEL = "People talk here, and there is no model to change: approve, or ask another question."
NEXT: Mapping[str, Literal["simulate", "cast"]] = {"mechanics": "simulate", "hybrid": "cast", "social": "cast"}


async def review(state: ScenarioState, runtime: Runtime[Context]) -> Command[Literal["compile", "simulate", "cast"]]:
    """Wait for a reply that can be taken, and write it to `replies`; go on, or back to the model."""
    services = services_of(runtime)
    shown = await asyncio.to_thread(proposal_of, state, services)
    reply = waited_for(shown)
    new = await asyncio.to_thread(kept, reply, services.artifacts)
    decided = reply.approve and not reply.edits
    return Command(
        update={"replies": [*state.get("replies", []), new], "refused": []},
        goto=NEXT[state["route"]["mode"]] if decided else "compile",
    )


def waited_for(shown: Proposal) -> Reply:
    """The first reply that can be taken; to each that can't be, the same is shown again with the reason."""
    while True:
        given = interrupt(shown.model_dump(mode="json"))
        try:
            reply = read_reply(given)
            if shown.document is None and not (reply.approve and not reply.edits):
                raise BadRequestError(NO_MODEL)
        except BadRequestError as error:
            shown = shown.model_copy(update={"problems": (str(error),)})
        else:
            return reply


def proposal_of(state: ScenarioState, services: Services) -> Proposal:
    """What is shown."""
    made: Mapping[str, Any] = state["proposal"]
    sha256 = state.get("document")
    document = None if sha256 is None else load_document(services.artifacts, sha256)
    translation = state.get("translation") or {}
    return Proposal(
        question=SHALL_THEY_TALK if document is None else SHALL_IT_RUN,
        mode=state["route"]["mode"],
        problems=tuple(state.get("refused", ())),
        warnings=tuple(gate_warnings(Gate.model_validate(gate) for gate in state.get("gates", ()))),
        document=None if document is None else write_document(document),
        changes=tuple(translation.get("changes", ())),
        assumptions=() if document is None else tuple(of_document(document)),
        **made,
    )
