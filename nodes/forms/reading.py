"""Reading what a language model wrote as another form of a model: the document, and what it says of itself.

The answer is a document as any other, with one section more: `form`, which stands before it and is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.diagnostics import Diagnostic, Place
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.yaml12 import NotPlainError, Plain, load
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import MistakenAnswerError
from sobremesa.nodes.interpreter import Formed, NoForm, NoModel, Route, Taken
from sobremesa.nodes.sanitise import sanitise
from sobremesa.nodes.translating import listed, read_answer, without_fence

FORM, NO_FORM = "form", "no_form"
SECTION = re.compile(rf"^{FORM}:.*\n(?:[ \t].*\n|[ \t]*\n)*", re.MULTILINE)
"""The section as it stands in the text: its line, and all that is indented below."""
LONGEST_REASON = 300
HINT = "change what makes a state pass on (one contact, several, what it brought others), not its numbers"

Words = Annotated[str, Field(min_length=1, max_length=60)]


class _Said(BaseModel):
    """The section `form`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Words
    first: Words
    ask: Annotated[str, Field(min_length=1, max_length=200)]


def read_form(text: str, request: Request, route: Route, taken: Sequence[Taken]) -> Formed | NoForm:
    """The other form in an answer, checked as any document and against those that are taken; or that there is none.

    Raises MistakenAnswerError with the diagnostics.
    """
    text = without_fence(text)
    plain = _plain(text)
    if isinstance(plain, dict) and list(plain) == [NO_FORM]:
        reasons = plain[NO_FORM]
        return NoForm(why=_because([str(one) for one in reasons] if isinstance(reasons, list) else [str(reasons)]))
    # Blank lines in its place: whatever is wrong further down keeps its line.
    alone = SECTION.sub(lambda found: "\n" * found[0].count("\n"), f"{text}\n", count=1)
    document = read_answer(alone, request, route, taken[0].document)
    if isinstance(document, NoModel):
        return NoForm(why=_because(document.missing))
    if isinstance(document, ProcessDocument):
        raise MistakenAnswerError("another form of a model is a model, not a process")
    said = _said(plain)
    problems = [*_other_question(document, taken[0].document), *_same_form(document, taken)]
    if problems:
        raise MistakenAnswerError(listed(problems))
    return Formed(document=document, **{key: " ".join(sanitise(words).split()) for key, words in said.items()})


def _plain(text: str) -> Plain:
    try:
        return load(text)
    except NotPlainError as error:
        raise MistakenAnswerError(listed([error.diagnostic])) from None


def _said(plain: Plain) -> dict[str, str]:
    """What the section `form` says."""
    try:
        said = _Said.model_validate(plain.get(FORM) if isinstance(plain, dict) else None, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = ".".join((FORM, *(str(step) for step in first["loc"])))
        hint = "form: {name: what this form is called, first: what the first is, ask: what would decide}"
        raise MistakenAnswerError(listed([Diagnostic("no_name", Place(at), first["msg"], hint=hint)])) from None
    return said.model_dump()


def _because(reasons: Sequence[str]) -> str:
    told = "; ".join(" ".join(sanitise(reason).split())[:LONGEST_REASON] for reason in reasons[:3])
    return f"The language model knows no other that fits: {told}." if told else "The language model knows no other."


def _other_question(document: ModelDocument, first: ModelDocument) -> Iterator[Diagnostic]:
    """What keeps the headline from being the first form's: answers to two questions can't be compared."""
    wanted, found = _headline(first), _headline(document)
    if wanted != found:
        message = "the forms are compared by one headline: the same measure, unit and take, of runs of the same length"
        yield Diagnostic("other_headline", Place("experiment.headline"), message, expected=wanted, found=found)
    names, there = ([arm.name for arm in one.experiment.arms] for one in (first, document))
    if scenario_arm(first).name != scenario_arm(document).name:
        message = "the arm that stands for the question has the same name in every form"
        expected, got = scenario_arm(first).name, ", ".join(there)
        yield Diagnostic("other_arms", Place("experiment.arms"), message, expected=expected, found=got)
    elif not set(names) & set(there) - {scenario_arm(first).name} and len(names) > 1:
        message = "what the arm that stands for the question is compared with has the same name in every form"
        yield Diagnostic("other_arms", Place("experiment.arms"), message, ", ".join(names), ", ".join(there))


def _headline(document: ModelDocument) -> str:
    headline = document.experiment.headline
    unit = document.measures[headline.measure].unit if headline.measure in document.measures else None
    measured = f"{headline.measure} ({unit or 'no unit'}), {headline.take}"
    return f"{measured}, {document.clock.steps} steps of a {document.clock.unit}"


def _same_form(document: ModelDocument, taken: Sequence[Taken]) -> Iterator[Diagnostic]:
    from sobremesa.mechanics.checking import check
    from sobremesa.mechanics.forms.shape import same_form

    program = check(document)
    for place, other in enumerate(taken):
        if same_form(program, check(other.document)):
            which = other.name or ("the first document" if place == 0 else f"document {place + 1}")
            message = f"these rules are those of {which}, but for names and numbers: that is the same form"
            yield Diagnostic("same_form", Place("rules"), message, hint=HINT)
            return
