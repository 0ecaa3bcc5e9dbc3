"""A speaker whose words a language model writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.nodes import model_aside
from sobremesa.nodes.bounded import GivenShare, GivenSigned
from sobremesa.nodes.gateway import Answered, Call, Gateway, JsonForm, MistakenAnswerError
from sobremesa.nodes.gateway.failure import raise_if_final
from sobremesa.nodes.settings import Settings
from sobremesa.personas.adherence import better, departures
from sobremesa.personas.card import Persona
from sobremesa.personas.ids import EVERYONE
from sobremesa.personas.rewrite_prompt import rewriting
from sobremesa.personas.speaker import Confided, Perception
from sobremesa.personas.turn_prompt import passing, standing
from sobremesa.personas.utterance import Emotion, Rewrite, SelfReport, Utterance

MAX_TOKENS = 2_000


class Spoken(BaseModel):
    """One turn, as the language model gives it. The prompt says what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    thought: Annotated[str, Field(max_length=1_000)]
    speech: Annotated[str, Field(min_length=1, max_length=1_200)]
    to: Annotated[str, Field(max_length=80)]
    whisper: bool
    emotion: Emotion
    valence: GivenSigned
    arousal: GivenShare
    stance: GivenSigned
    confidence: GivenShare
    intention: Annotated[str, Field(max_length=300)]
    influenced_by: Annotated[tuple[Annotated[str, Field(max_length=80)], ...], Field(max_length=10)]


@dataclass(frozen=True, slots=True)
class TurnForm:
    """An utterance of one persona, whose addressee is someone at the table."""

    persona: str
    others: tuple[tuple[str, str], ...]

    @property
    def schema(self) -> Mapping[str, Any]:
        """The schema of a turn, in which only those at the table can be named."""
        schema = dict(JsonForm(Spoken).schema)
        ids = [id_ for id_, _ in self.others]
        properties = {**schema["properties"], "to": {"type": "string", "enum": [EVERYONE, *ids]}}
        if ids:
            items = {"type": "string", "enum": ids}
            properties["influenced_by"] = {**properties["influenced_by"], "items": items}
        return {**schema, "properties": properties}

    def read(self, text: str) -> Utterance:
        """The utterance. Raises MistakenAnswerError, also for a whisper to nobody at the table."""
        spoken = JsonForm(Spoken).read(text)
        to = self._id(spoken.to)
        if spoken.whisper and to is None:
            ids = ", ".join(id_ for id_, _ in self.others)
            raise MistakenAnswerError(f"to: a whisper is addressed to one of {ids} (found: {spoken.to!r})")
        moved_by = dict.fromkeys(id_ for id_ in map(self._id, spoken.influenced_by) if id_ is not None)
        return Utterance(
            persona=self.persona,
            thought=spoken.thought,
            speech=spoken.speech,
            to=to,
            whisper=spoken.whisper,
            report=SelfReport(
                emotion=spoken.emotion,
                valence=spoken.valence,
                arousal=spoken.arousal,
                stance=spoken.stance,
                confidence=spoken.confidence,
                intention=spoken.intention,
                influenced_by=tuple(moved_by),
            ),
        )

    def _id(self, named: str) -> str | None:
        """Servers without schemas let a model write a name where an id is asked for."""
        wanted = named.strip().casefold()
        return next((id_ for id_, name in self.others if wanted in (id_, name.casefold())), None)


class ModelSpeaker:
    """Renders a prompt and calls a language model; an answered turn is never asked for again.

    What does not go with the card goes back once, with the reason (`personas.adherence`).
    """

    def __init__(self, gateway: Gateway, settings: Settings) -> None:
        self._gateway = gateway
        self._model = settings.model_for_speaking

    @property
    def name(self) -> str:
        """The name of the language model."""
        return self._model

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        """One turn.

        Raises SpeakerFailedError where the model gave none (it declined, the budget is spent), and LanguageModelError
        where none can be asked (wrong key, no endpoint): then the run stops, and can be resumed.
        """
        others = tuple((id_, side.name) for id_, side in perception.others)
        call = Call(
            node="speak",
            model=self._model,
            system=standing(persona, perception),
            user=passing(perception),
            form=TurnForm(persona.id, others),
            persona=persona.id,
            turn=perception.address,
            max_tokens=MAX_TOKENS,
        )
        first = await model_aside.given(self._gateway, call)
        return await self._true_to_card(persona, perception, call, first)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        """An answer in private. Raises as `speak` does."""
        return await model_aside.confide(self._gateway, self._model, persona, perception)

    async def note(self, persona: Persona, perception: Perception) -> str:
        """The persona's notes, rewritten. Raises as `speak` does."""
        return await model_aside.note(self._gateway, self._model, persona, perception)

    async def _true_to_card(
        self, persona: Persona, perception: Perception, call: Call[Utterance], first: Utterance
    ) -> Utterance:
        """The first version where it goes with the card; else the better of it and the one it is asked for again.

        The second is asked for once. Where none comes (the budget is spent, the model declines), the first stands.
        """
        why = departures(persona, perception, first)
        if not why:
            return first
        reasons = tuple(departure.reason for departure in why)
        outcome = await self._gateway.call(replace(call, node="rewrite", user=rewriting(call.user, first, why)))
        if not isinstance(outcome, Answered):
            raise_if_final(outcome)
        elif better(departures(persona, perception, outcome.value), why):
            return outcome.value.model_copy(update={"rewrite": Rewrite(reasons=reasons, kept="second")})
        return first.model_copy(update={"rewrite": Rewrite(reasons=reasons, kept="first")})
