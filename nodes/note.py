"""One persona's notes, rewritten while a round is spoken; whoever waits for that round waits for them too."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.state import Json
from sobremesa.personas.card import Persona
from sobremesa.personas.jotting import jot
from sobremesa.personas.memory import Note
from sobremesa.personas.speaker import Perception, SpeakerFailedError


class Pause(TypedDict):
    """What `converse` sends to whoever rewrites their notes: all that they know, and the last round that it holds."""

    persona: Json
    perception: Json
    arm: str
    cycle: int
    round: int


async def note(state: Pause, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write one note to `notes`; where the speaker gives none, plain ones, so that nobody's memory grows."""
    persona = Persona.model_validate(state["persona"])
    perception = Perception.model_validate(state["perception"])
    try:
        text = await services_of(runtime).speaker.note(persona, perception)
    except SpeakerFailedError:
        text = jot(perception)
    written = Note(
        arm=state["arm"], cycle=state["cycle"], round=state["round"], persona=persona.id, text=text
    )  # fmt: skip
    return {"notes": [written.model_dump(mode="json")]}
