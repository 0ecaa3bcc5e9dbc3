"""One persona asked in private, before the first round or after the last; nobody at the table hears the answer."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.state import Json
from sobremesa.personas.card import Persona
from sobremesa.personas.private_answer import PrivateAnswer, When
from sobremesa.personas.speaker import Perception, SpeakerFailedError


class Question(TypedDict):
    """What `converse` sends to whoever is asked: all that they know, and whether the talk is to come or over."""

    persona: Json
    perception: Json
    arm: str
    when: When


async def private(state: Question, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write one answer to `private`."""
    persona = Persona.model_validate(state["persona"])
    perception = Perception.model_validate(state["perception"])
    at: Json = {"arm": state["arm"], "when": state["when"], "persona": persona.id}
    try:
        answer = PrivateAnswer(**at, said=await services_of(runtime).speaker.confide(persona, perception))
    except SpeakerFailedError as error:
        answer = PrivateAnswer(**at, silence=str(error))
    return {"private": [answer.model_dump(mode="json")]}
