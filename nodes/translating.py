"""Reading what a language model wrote as a model document: everything that is wrong with it, in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.documents import AnyProgram, Document, checked, read
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.yaml12 import NotPlainError, load
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import MistakenAnswerError
from sobremesa.nodes.given_figures import wrong_givens
from sobremesa.nodes.interpreter import NoModel, Route
from sobremesa.nodes.quotes import figures, wrong_quotes

FENCE = "```"
FENCED = re.compile(r"^```(?:ya?ml)?[ \t]*\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)
MAX_DIAGNOSTICS = 20
FEWEST_WORDS = 3
NO_MODEL = "no_model"
ADVICE = (
    "Say it with people, things or cells that follow rules step by step, or with those who wait for something.",
    "Write a model document yourself, starting from one of `sobremesa library`.",
)


def read_answer(text: str, request: Request, route: Route, known: Document | None = None) -> Document | NoModel:
    """The checked document in an answer, or the model's own statement that there can be none.

    `known` is a version that the caller has seen: what is called given there was given. Raises MistakenAnswerError with
    the diagnostics: of shape first; of meaning, of what can't be compiled yet and of quotes once the shape is right.
    """
    text = without_fence(text)
    declined = _declined(text)
    if declined is not None:
        return declined
    try:
        document = read(text)
    except DocumentError as error:
        raise MistakenAnswerError(listed(error.diagnostics)) from None
    problems = [
        *wrong_quotes(document, request.scenario),
        *wrong_givens(document, request.context, known),
        *_unexplained(document),
        *_unasked(document),
        *_without_people(document, route),
    ]
    try:
        _check(document, request, route)
    except DocumentError as error:
        problems += error.diagnostics
    if problems:
        raise MistakenAnswerError(listed(problems))
    return document


def without_fence(text: str) -> str:
    """What stands in the one fence of an answer; the answer where it has none."""
    fenced = FENCED.search(text) if text.count(FENCE) == 2 else None
    return fenced[1] if fenced else text


def _unexplained(document: Document) -> Iterator[Diagnostic]:
    """A diagnostic for each figure that nobody stated and that has no reason or citation."""
    for path, figure in figures(document).items():
        if figure.source in ("inferred", "assumed") and not (figure.why or "").strip():
            message = f"say why: one clause that a reader can judge ({figure.source} figures have a `why`)"
            yield Diagnostic("why_missing", Place(path), message)
        if figure.source == "literature" and not (figure.cite or "").strip():
            yield Diagnostic("cite_missing", Place(path), "a figure from the literature has a `cite`: author and year")


def _unasked(document: Document) -> Iterator[Diagnostic]:
    """What is missing of the experiment that answers the question, and of what the text leaves open."""
    experiment = document.experiment
    if not experiment.question.strip():
        yield Diagnostic("no_question", Place("experiment.question"), "say which question the experiment answers")
    if len(experiment.arms) < 2 and not (experiment.sweep or experiment.scale or experiment.calibrate):
        message = "one arm answers nothing: give the arm that the scenario is compared with"
        yield Diagnostic("nothing_compared", Place("experiment.arms"), message, hint="leave out the cause it is about")
    if not any(len(choice.split()) >= FEWEST_WORDS for choice in document.assumptions):
        message = "list what the text leaves open, and the choice that the document takes, one clause each"
        yield Diagnostic("nothing_left_open", Place("assumptions"), message, hint="who meets whom: …; share or rate: …")


def _without_people(document: Document, route: Route) -> Iterator[Diagnostic]:
    if route.mode == "hybrid" and (not document.personas or document.coupling is None):
        message = "people talk in this scenario: the document needs both `personas` and `coupling`"
        yield Diagnostic("nobody_talks", Place("personas"), message)
    if route.mode == "mechanics" and document.personas:
        message = "nobody talks in this run: leave out `personas` and `coupling`"
        yield Diagnostic("somebody_talks", Place("personas"), message)


def _check(document: Document, request: Request, route: Route) -> None:
    from sobremesa.nodes.coupling import plan_of

    program = checked(document)
    _emitted(program)
    if route.mode == "hybrid":
        plan_of(program, request)


def _emitted(program: AnyProgram) -> None:
    if isinstance(program, ProcessProgram):
        from sobremesa.mechanics.processes.compiled import compiled

        compiled(program)
        return
    from sobremesa.mechanics.emit import emit

    emit(program)


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


def listed(problems: Sequence[Diagnostic]) -> str:
    """Diagnostics as they are sent back."""
    more = len(problems) - MAX_DIAGNOSTICS
    shown = [str(problem) for problem in problems[:MAX_DIAGNOSTICS]]
    return "\n".join([*shown, f"(and {more} more)"] if more > 0 else shown)
