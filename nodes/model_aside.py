"""What a language model is asked beside the turns of a talk: a persona's notes, and its answer in private.

Both belong to the persona alone, and begin with prompts that do not change, so that providers can cache them.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.nodes.bounded import GivenShare, GivenSigned
from sobremesa.nodes.gateway import Answered, Call, Gateway, JsonForm, TextForm
from sobremesa.nodes.gateway.failure import raise_if_final, sentence
from sobremesa.personas.card import Persona
from sobremesa.personas.memory import shortened
from sobremesa.personas.speaker import Confided, Perception, SpeakerFailedError
from sobremesa.personas.turn_prompt import in_private, note_taking, recollection, standing

T = TypeVar("T")

NOTE_TOKENS = 500
ANSWER_TOKENS = 700


class Frankly(BaseModel):
    """An answer in private, as the language model gives it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    answer: Annotated[str, Field(min_length=1, max_length=800)]
    stance: GivenSigned
    confidence: GivenShare


async def note(gateway: Gateway, model: str, persona: Persona, perception: Perception) -> str:
    """The persona's notes, rewritten. Raises SpeakerFailedError, and LanguageModelError where none can be asked."""
    call = Call(
        node="note",
        model=model,
        system=note_taking(),
        user=recollection(persona, perception),
        form=TextForm(shortened),
        persona=persona.id,
        turn=perception.address,
        max_tokens=NOTE_TOKENS,
    )
    return await given(gateway, call)


async def confide(gateway: Gateway, model: str, persona: Persona, perception: Perception) -> Confided:
    """What the persona answers in private. Raises as `note` does."""
    call = Call(
        node="private",
        model=model,
        system=standing(persona, perception),
        user=in_private(perception),
        form=JsonForm(Frankly),
        persona=persona.id,
        turn=perception.address,
        max_tokens=ANSWER_TOKENS,
    )
    return Confided(**(await given(gateway, call)).model_dump())


async def given(gateway: Gateway, call: Call[T]) -> T:
    """What a persona's language model answers. Raises as `note` does."""
    outcome = await gateway.call(call)
    if isinstance(outcome, Answered):
        return outcome.value
    raise_if_final(outcome)
    raise SpeakerFailedError(sentence(outcome))
