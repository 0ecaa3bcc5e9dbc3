"""A writer of reports who is a language model, held to the evidence sentence by sentence."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.nodes.claims import Grounds, problems, strike
from sobremesa.nodes.gateway import Answered, Call, Gateway, JsonForm
from sobremesa.nodes.gateway.failure import Failure, sentence
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.material import material
from sobremesa.nodes.synthesis.writing import Prose
from sobremesa.nodes.tongue import grounds_for
from sobremesa.personas.prompting import load_prompt, quote

MAX_TOKENS = 4_000
OTHER_LANGUAGE = (
    "The answer is in the language of the question. Its numbers in digits, its quotations and whom it names were held "
    "against the evidence; numbers in words, directions and causes are checked in English alone."
)


class Line(BaseModel):
    """A sentence as the language model gives it: its text, and the ids that it rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=600)]
    evidence: Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(min_length=1, max_length=20)]


class Draft(BaseModel):
    """A report as the language model gives it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]
    narrative: Annotated[tuple[Line, ...], Field(max_length=20)]


class ModelWriter:
    """Asks for a draft, sends it back once with what does not hold, and strikes what still does not."""

    def __init__(self, gateway: Gateway, settings: Settings) -> None:
        self._gateway = gateway
        self._model = settings.model

    @property
    def name(self) -> str:
        """The name of the language model."""
        return self._model

    async def write(self, evidence: Evidence, ground: Grounds, plain: Prose) -> Prose:
        """The model's sentences that hold. An answer without the headline, or none, gives way to the plain one."""
        given = material(evidence)
        draft = await self._draft(given, "first")
        if not isinstance(draft, Draft):
            return _in_its_place(plain, draft)
        sentences = _sentences((*draft.answer, *draft.narrative))
        wrong = _wrong(sentences, grounds_for(sentences, ground, evidence.request.scenario))
        if wrong:
            again = load_prompt("sobremesa.nodes", "synthesize_again").render(
                material=given,
                draft=quote(json.dumps(draft.model_dump(mode="json"), ensure_ascii=False)),
                problems=wrong,
            )
            second = await self._draft(again, "second")
            draft = second if isinstance(second, Draft) else draft
        held = grounds_for(_sentences((*draft.answer, *draft.narrative)), ground, evidence.request.scenario)
        answer, struck = strike(_sentences(draft.answer), held)
        narrative, struck_too = strike(_sentences(draft.narrative), held)
        told = bool(answer) and _tells_headline(answer, evidence)
        notices = _struck(len(struck) + len(struck_too), in_place=not (told and narrative))
        if not held.english:
            notices = (*notices, OTHER_LANGUAGE)
        return Prose(answer if told else plain.answer, narrative or plain.narrative, notices)

    async def _draft(self, user: str, turn: str) -> Draft | Failure:
        outcome = await self._gateway.call(
            Call(
                node="synthesize",
                model=self._model,
                system=load_prompt("sobremesa.nodes", "synthesize").render(),
                user=user,
                form=JsonForm(Draft),
                turn=turn,
                max_tokens=MAX_TOKENS,
            )
        )
        return outcome.value if isinstance(outcome, Answered) else outcome


def _sentences(lines: tuple[Line, ...]) -> list[Sentence]:
    return [Sentence(text=" ".join(line.text.split()), evidence=tuple(dict.fromkeys(line.evidence))) for line in lines]


def _wrong(sentences: list[Sentence], ground: Grounds) -> str:
    """What does not hold, one sentence a line, as data for its writer."""
    found = ((one, problems(one, ground)) for one in sentences)
    return "\n".join(quote(f"{one.text} — {'; '.join(why)}") for one, why in found if why)


def _tells_headline(answer: tuple[Sentence, ...], evidence: Evidence) -> bool:
    """Whether the answer rests on the number that was asked for, where there is one."""
    if evidence.document is None:
        return True
    headline, arm = evidence.document.experiment.headline, scenario_arm(evidence.document)
    level = evidence.level(headline.measure, headline.take, arm.name)
    return level is None or any(level.id in sentence.evidence for sentence in answer)


def _struck(number: int, in_place: bool) -> tuple[str, ...]:
    if not number:
        return ()
    instead = " Sentences made from the findings stand in their place." if in_place else ""
    count = "1 sentence" if number == 1 else f"{number} sentences"
    verb = "was" if number == 1 else "were"
    return (
        f"{count} of the language model {verb} struck out: what they said traces to nothing that was found.{instead}",
    )


def _in_its_place(plain: Prose, failure: Failure) -> Prose:
    notice = f"The text was not written by the language model but put together from the findings. {sentence(failure)}"
    return Prose(plain.answer, plain.narrative, (notice,))
