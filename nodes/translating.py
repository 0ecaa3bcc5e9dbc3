"""Reading what a language model wrote as a model document: everything that is wrong with it, in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import ModelDocument, Parameter, Table
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.yaml12 import NotPlainError, load
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import MistakenAnswerError
from sobremesa.nodes.interpreter import NoModel, Route

MAX_DIAGNOSTICS = 20
NO_MODEL = "no_model"
ADVICE = (
    "Say it with people, things or cells that follow rules step by step.",
    "Write a model document yourself, starting from one of `sobremesa library`.",
)


def read_answer(text: str, request: Request, route: Route) -> ModelDocument | NoModel:
    """The checked document in an answer, or the model's own statement that there can be none.

    Raises MistakenAnswerError with the diagnostics: of shape first; of meaning, of what can't be compiled yet and of
    quotes once the shape is right.
    """
    declined = _declined(text)
    if declined is not None:
        return declined
    try:
        document = read_document(text)
    except DocumentError as error:
        raise MistakenAnswerError(_listed(error.diagnostics)) from None
    problems = [*wrong_quotes(document, request), *_without_people(document, route)]
    try:
        _check(document, request, route)
    except DocumentError as error:
        problems += error.diagnostics
    if problems:
        raise MistakenAnswerError(_listed(problems))
    return document


def wrong_quotes(document: ModelDocument, request: Request) -> Iterator[Diagnostic]:
    """A diagnostic for each figure that is called stated, with words that the scenario does not hold."""
    said = _plain(request.scenario)
    figures: dict[str, Parameter | Table] = {
        **{f"parameters.{name}": parameter for name, parameter in document.parameters.items()},
        **{f"tables.{name}": table for name, table in document.tables.items()},
    }
    for path, figure in figures.items():
        if figure.source != "stated":
            continue
        quotes = (figure.quote,) if isinstance(figure.quote, str) else figure.quote or ()
        if not quotes:
            yield Diagnostic("quote_missing", Place(path), "a stated figure has a quote", "the scenario's exact words")
        for quote in quotes:
            if not _plain(quote) or _plain(quote) not in said:
                hint = "copy the words letter by letter, or give another source: inferred, literature or assumed"
                message = "these words do not stand in the scenario"
                yield Diagnostic("quote_unknown", Place(f"{path}.quote"), message, found=quote[:200], hint=hint)
    if not request.context:
        for path, figure in figures.items():
            if figure.source == "given":
                yield Diagnostic(
                    "nothing_given", Place(f"{path}.source"), "the context gives no figures", found="given"
                )


def _without_people(document: ModelDocument, route: Route) -> Iterator[Diagnostic]:
    if route.mode == "hybrid" and (not document.personas or document.coupling is None):
        message = "people talk in this scenario: the document needs both `personas` and `coupling`"
        yield Diagnostic("nobody_talks", Place("personas"), message)
    if route.mode == "mechanics" and document.personas:
        message = "nobody talks in this run: leave out `personas` and `coupling`"
        yield Diagnostic("somebody_talks", Place("personas"), message)


def _check(document: ModelDocument, request: Request, route: Route) -> None:
    from sobremesa.mechanics.checking import check
    from sobremesa.mechanics.emit import emit
    from sobremesa.nodes.coupling import plan_of

    program = check(document)
    emit(program)
    if route.mode == "hybrid":
        plan_of(program, request)


def _declined(text: str) -> NoModel | None:
    try:
        plain = load(text)
    except NotPlainError:
        return None
    if not isinstance(plain, dict) or list(plain) != [NO_MODEL]:
        return None
    said = plain[NO_MODEL] if isinstance(plain[NO_MODEL], dict) else {}
    return NoModel(understood=_clauses(said, "understood"), missing=_clauses(said, "missing"), advice=ADVICE)


def _clauses(said: object, name: str) -> tuple[str, ...]:
    listed = said.get(name) if isinstance(said, dict) else None
    return tuple(str(clause)[:300] for clause in listed[:10]) if isinstance(listed, list) else ()


def _listed(problems: list[Diagnostic] | tuple[Diagnostic, ...]) -> str:
    more = len(problems) - MAX_DIAGNOSTICS
    shown = [str(problem) for problem in problems[:MAX_DIAGNOSTICS]]
    return "\n".join([*shown, f"(and {more} more)"] if more > 0 else shown)


def _plain(words: str) -> str:
    """Words as a reader compares them: whatever the quotes, dashes, spaces and capitals."""
    words = words.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"})
    return re.sub(r"\s+", " ", words).strip().casefold()
