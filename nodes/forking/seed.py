"""The first state of a new thread: that of the old one at a place, and what is changed in it.

Without a change it is the same state, to the byte. Everything that a change rests on is checked here, before anything
is written: a fork that can't be leaves no trace.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sobremesa.mechanics.engine import unpaused
from sobremesa.nodes.changes import Line
from sobremesa.nodes.compile import checked
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.changing import changes_at, document_of
from sobremesa.nodes.forking.places import Goto, Place
from sobremesa.nodes.gating import gates_of
from sobremesa.nodes.interpreter import Casting, Route
from sobremesa.nodes.models import load_program
from sobremesa.personas.siding import side_of_words
from sobremesa.personas.subject_matter import matter_from

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.nodes.context import Services
    from sobremesa.nodes.forking.fork import Fork
    from sobremesa.nodes.state import ScenarioState


@dataclass(frozen=True, slots=True)
class Seed:
    """The values of a thread's first state, and the step that is due."""

    values: Mapping[str, Any]
    goto: Goto


async def seed_of(fork: Fork, place: Place, services: Services) -> Seed:
    """What a fork at this place begins with.

    Raises BadRequestError (DocumentError for a model that doesn't check with other values) where it can't be.
    """
    if not fork.changes:
        return Seed(place.values, place.goto)
    return Seed({**place.values, **await asyncio.to_thread(_changed, fork, place, services)}, place.goto)


def _changed(fork: Fork, place: Place, services: Services) -> dict[str, Any]:
    state = cast("ScenarioState", place.values)
    sha256 = state.get("document")
    program = None if sha256 is None else load_program(services.artifacts, sha256)
    change, *others = changes_at(fork, state, program)
    change = change.model_copy(update={"say": tuple(_heard_as(line, state) for line in change.say)})
    made = [one.model_dump(mode="json") for one in (change, *others)]
    update: dict[str, Any] = {"changes": [*(state.get("changes") or ()), *made]}
    if program is not None and change.set and not change.step:
        update |= _from_the_start(fork, program, state, services)
    if change.remove and change.place <= (1, 1):
        update["private"] = [one for one in state["private"] if one["persona"] not in change.remove]
    return update


def _from_the_start(fork: Fork, program: AnyProgram, state: ScenarioState, services: Services) -> dict[str, Any]:
    """The model with other values before it begins: checked, and gated, as if it had been given so."""
    request, route = Request.model_validate(state["request"]), Route.model_validate(state["route"])
    document = document_of(fork, program)
    checked(document, route, request, services.engine)
    update: dict[str, Any] = {"document": services.artifacts.put(document.canonical())}
    if (state.get("translation") or {}).get("library") is None:
        gates = gates_of(document, request.scenario, services.engine, unpaused)
        update["gates"] = [gate.model_dump(mode="json") for gate in gates]
    return update


def _heard_as(line: Line, state: ScenarioState) -> Line:
    """A line with the stance that its words take, where those who hear it go by that alone, and none is given."""
    if line.stance is not None or state["services"].get("speaker") != "rehearsal":
        return line
    casting = Casting.model_validate(state["casting"])
    return line.model_copy(update={"stance": side_of_words(line.words, matter_from(casting.question, casting.scene))})
