"""An answer that a language model puts into words: one call, its sentences held to the record, sent back once."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.nodes.claims import problems, strike
from sobremesa.nodes.gateway import Answered, Call, Gateway, JsonForm
from sobremesa.nodes.gateway.failure import Failure, raise_if_final, sentence
from sobremesa.nodes.interview.answer import Found
from sobremesa.nodes.interview.asked import asked
from sobremesa.nodes.interview.extracts import holds
from sobremesa.nodes.interview.record import Record, place_of, steps_told, transcript
from sobremesa.nodes.model_writer import Line
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.material import material
from sobremesa.nodes.tongue import grounds_for
from sobremesa.personas.prompting import load_prompt, quote

MAX_TOKENS = 2_000
NOWHERE = "it cites no turn, decision, step or finding"


class Told(BaseModel):
    """An answer as the language model gives it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answerable: bool
    why_not: Annotated[str, Field(max_length=600)]
    sentences: Annotated[tuple[Line, ...], Field(max_length=8)]


async def told(question: str, record: Record, gateway: Gateway, model: str) -> Found:
    """What the model makes of the record; declined where it says so, or where nothing that it says holds.

    Raises LanguageModelError where none can be asked.
    """
    given = _given(question, record)
    first = await _asked(gateway, model, given, "first")
    if not isinstance(first, Told):
        return Found(declined=sentence(first))
    wrong = _wrong(first, record)
    answer = first
    if wrong:
        draft = quote(json.dumps(first.model_dump(mode="json"), ensure_ascii=False))
        again = load_prompt("sobremesa.nodes", "interview_again").render(record=given, draft=draft, problems=wrong)
        second = await _asked(gateway, model, again, "second")
        answer = second if isinstance(second, Told) else first
    if not answer.answerable:
        why = " ".join(answer.why_not.split())
        return Found(declined=f"{why or 'This run does not answer that.'} {holds(record)}")
    lines = _sentences(answer)
    held, struck = strike(lines, grounds_for(lines, record.ground, record.evidence.request.scenario))
    there = tuple(one for one in held if _is_somewhere(one, record))
    left_out = len(struck) + len(held) - len(there)
    if not there:
        return Found(declined=f"Nothing that the language model said of it stands in the run's record. {holds(record)}")
    notice = (
        f"{left_out} of its sentences {'was' if left_out == 1 else 'were'} left out: they stand nowhere in the record."
    )
    return Found(sentences=there, notices=(notice,) if left_out else ())


def _given(question: str, record: Record) -> str:
    about = frozenset(asked(question, record).people)
    return load_prompt("sobremesa.nodes", "interview_record").render(
        question=quote(question),
        material=material(record.evidence),
        transcript="\n".join(transcript(record, about)) or "none",
        steps="\n".join(steps_told(record)) or "none",
    )


async def _asked(gateway: Gateway, model: str, user: str, turn: str) -> Told | Failure:
    outcome = await gateway.call(
        Call(
            node="ask",
            model=model,
            system=load_prompt("sobremesa.nodes", "interview").render(),
            user=user,
            form=JsonForm(Told),
            turn=turn,
            max_tokens=MAX_TOKENS,
        )
    )
    if isinstance(outcome, Answered):
        return outcome.value
    raise_if_final(outcome)
    return outcome


def _sentences(answer: Told) -> list[Sentence]:
    return [
        Sentence(text=" ".join(line.text.split()), evidence=tuple(dict.fromkeys(line.evidence)))
        for line in answer.sentences
    ]


def _is_somewhere(one: Sentence, record: Record) -> bool:
    return any(place_of(cited, record.evidence) is not None for cited in one.evidence)


def _wrong(answer: Told, record: Record) -> str:
    """What does not hold, one sentence a line, as data."""
    if not answer.answerable:
        return ""
    lines = _sentences(answer)
    ground = grounds_for(lines, record.ground, record.evidence.request.scenario)
    found = [(one, (*problems(one, ground), *(() if _is_somewhere(one, record) else (NOWHERE,)))) for one in lines]
    told_wrong = [quote(f"{one.text} — {'; '.join(why)}") for one, why in found if why]
    return "\n".join(told_wrong if lines else [quote("answerable, and no sentence that answers")])
