"""One persona's turn. All of a round run side by side; each is a task of its own, kept as soon as it is finished."""

from __future__ import annotations

from typing import Any, NotRequired

from langgraph.runtime import Runtime
from typing_extensions import TypedDict

from sobremesa.nodes.changes import Line, in_its_place
from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import Json
from sobremesa.personas.adherence import departures
from sobremesa.personas.card import Persona
from sobremesa.personas.speaker import Perception, SpeakerFailedError
from sobremesa.personas.utterance import SelfReport, Turn, Utterance


class Floor(TypedDict):
    """What `converse` sends to each turn: who speaks, when, and all that they know. No other persona's secrets.

    `line` is what is said whatever the persona would say, in a fork that has it so.
    """

    persona: Json
    perception: Json
    arm: str
    turn: int
    line: NotRequired[Json]


async def speak(state: Floor, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write one turn to `rounds`."""
    persona = Persona.model_validate(state["persona"])
    perception = Perception.model_validate(state["perception"])
    try:
        utterance = await services_of(runtime).speaker.speak(persona, perception)
    except SpeakerFailedError as error:
        utterance = silent(persona, perception, str(error))
    utterance = utterance.model_copy(update={"departures": departures(persona, perception, utterance)})
    if "line" in state:
        utterance = in_its_place(utterance, Line.model_validate(state["line"]))
    aloud = not (utterance.whisper or utterance.silence)
    tell(
        runtime,
        Progress(
            node="speak",
            arm=state["arm"],
            round=perception.round,
            rounds=perception.rounds,
            cycle=perception.cycle,
            speaker=persona.public.name,
            speech=utterance.speech if aloud else None,
        ),
    )
    at = {"arm": state["arm"], "cycle": perception.cycle, "round": perception.round, "turn": state["turn"]}
    turn = Turn(**at, utterance=utterance)
    return {"rounds": [turn.model_dump(mode="json")]}


def silent(persona: Persona, perception: Perception, why: str) -> Utterance:
    """A turn in which nothing was said: where the persona stands has not moved, and is not to be counted."""
    report = perception.before or SelfReport(
        emotion="calm", valence=0.0, arousal=0.0, stance=persona.stance or 0.0, confidence=0.0, intention=""
    )
    return Utterance(persona=persona.id, thought="", speech="", report=report, silence=why)
