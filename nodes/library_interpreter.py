"""The interpreter that needs no language model: routes by words, takes a library model only where it truly fits.

A model fits when its entities, its state and its mechanism are named, no other mechanism is, and every stated
number is the value of one of its parameters. Whatever else it needs is listed as assumed. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics import library
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.experiments.asking import askable, with_asked
from sobremesa.mechanics.given import GivenValueError, population
from sobremesa.mechanics.library.entry import Entry
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forms.library import library_form
from sobremesa.nodes.given_people import talked_over
from sobremesa.nodes.interpreter import Casting, Formed, NoForm, NoModel, Route, Taken, Translation
from sobremesa.nodes.library_casting import cast_by_words
from sobremesa.nodes.library_process import translate_process
from sobremesa.nodes.reading.asking import asked_of, told, with_size
from sobremesa.nodes.reading.binding import Numbers, bind
from sobremesa.nodes.reading.fitting import Fit, entities, fit, unanswered
from sobremesa.nodes.reading.givens import unused, with_givens
from sobremesa.nodes.reading.headline import with_headline
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.pace import is_pace, with_pace
from sobremesa.nodes.reading.people import names_people
from sobremesa.nodes.reading.refusal import (
    beyond,
    does_not_answer,
    left_open,
    no_model,
    no_sizes,
    unbound,
    unfit,
    unknown,
)
from sobremesa.nodes.reading.router import route
from sobremesa.nodes.reading.seats import counted_groups, is_headcount, seated, unseated
from sobremesa.nodes.reading.stems import matches, stems_in
from sobremesa.nodes.reading.talks import (
    TooManyTalkersError,
    is_period_of_talk,
    talkers_from,
    with_matter,
    with_period,
    with_talkers,
)
from sobremesa.nodes.reading.tokens import Text, tokenise
from sobremesa.nodes.reading.writing import gathered, with_assumptions, without_twins, written
from sobremesa.nodes.sheet.casting import listed_in
from sobremesa.personas.mention import Mention

KINDS = {
    "mechanics": "a question about what many do",
    "social": "a question about people who talk",
    "hybrid": "a question about many, and about people whose talk acts on them",
    "none": "nothing to simulate",
}

SIZES = frozenset({"count", "size"})
NOBODY_READS = (
    "A change in words needs a language model, and none is in use: set values, or edit the document; "
    "the command sobremesa llm shows how to use one."
)


class LibraryInterpreter:
    """Reads scenarios with the model library alone."""

    @property
    def name(self) -> str:
        """What reports call it."""
        return "library"

    async def classify(self, request: Request) -> Route:
        """Which kind of simulation the words ask for; a mode given by the caller wins."""
        return talked_over(route(request), request)

    async def compile(self, request: Request, route: Route) -> Translation | NoModel:
        """The library model that the scenario is, with its numbers; or what is missing.

        Raises GivenValueError when the caller (not the text) gives a value that the model can't take.
        """
        answer = either(request, route)
        if isinstance(answer, NoModel) and route.phrases:
            told = ", ".join(f"“{phrase}”" for phrase in route.phrases)
            return answer.model_copy(
                update={"understood": (f"Read as {KINDS[route.mode]}: {told}.", *answer.understood)}
            )
        return answer

    async def revise(self, request: Request, route: Route, document: Document, words: str) -> NoModel:
        """No model: nobody is there who could read what to change."""
        return NoModel(understood=(), missing=(NOBODY_READS,), advice=())

    async def mend(self, request: Request, route: Route, document: Document, problems: str, repairs: int) -> NoModel:
        """No model: nobody is there who could mend one."""
        return NoModel(understood=(), missing=(NOBODY_READS,), advice=())

    async def another(self, request: Request, route: Route, taken: Sequence[Taken]) -> Formed | NoForm:
        """A form that the library knows for the first one's model, where the scenario leaves room for it."""
        return library_form(request, taken)

    async def cast(self, request: Request, route: Route, document: Document | None) -> Casting:
        """Who talks: the caller's list, the document's personas, or whoever the scenario names."""
        return cast_by_words(request, route, document)


def either(request: Request, route: Route) -> Translation | NoModel:
    """A document of the kind that the route names; of the other kind where only that fits."""
    if route.mode == "hybrid":
        talked = translate(request, "hybrid")
        process = translate_process(request, "hybrid") if isinstance(talked, NoModel) else None
        return process if isinstance(process, Translation) else talked
    model = None if route.kind == "process" else translate(request, "mechanics")
    if isinstance(model, Translation):
        return model
    process = translate_process(request)
    if isinstance(process, Translation):
        return process
    if model is None:
        model = translate(request, "mechanics")
        return process if isinstance(model, NoModel) and process is not None else model
    return model


def translate(request: Request, mode: str) -> Translation | NoModel:
    """The best fitting library model of a mode, filled in; or the reasons of the one that came nearest."""
    text = tokenise(request.scenario)
    numbers = read_numbers(text)
    fits = sorted(candidates(text, numbers, mode), key=rank, reverse=True)
    if not fits or not fits[0].fits:
        return refused(text, numbers, mode, fits)
    answers = [filled(request, text, numbers, found) for found in fits if found.fits]
    return next((answer for answer in answers if isinstance(answer, Translation)), answers[0])


def candidates(text: Text, numbers: Sequence[Number], mode: str) -> list[Fit]:
    """Every library model of a mode, held against the scenario."""
    entries = [library.entry(name) for name in library.names()]
    return [fit(text, numbers, entry) for entry in entries if entry.mode == mode]


def rank(found: Fit) -> tuple[bool, int, int, int]:
    """What makes one model nearer than another."""
    return found.fits, len(found.found) - len(found.missing), -len(found.against), found.asked


def refused(text: Text, numbers: Sequence[Number], mode: str, fits: Sequence[Fit]) -> NoModel:
    """Why no model of this mode fits."""
    close = next((found for found in fits if found.is_near), None)
    if close is None:
        return no_model(text, numbers, unknown(text, mode))
    return no_model(text, numbers, unfit(text, close), close)


def filled(request: Request, text: Text, numbers: Sequence[Number], found: Fit) -> Translation | NoModel:
    """A fitting model with the scenario's numbers, or what keeps it from taking them."""
    entry, document = found.entry, library.load(found.entry.name)
    document = with_pace(document, entry, text, numbers)
    sizes = {number for question in found.questions for number in question.numbers}
    about_model = [number for number in numbers if number not in sizes and not excused(text, number, entry, document)]
    try:
        taken = bind(text, about_model, entry, with_sizes(text, about_model, entry, document))
        values = gathered(text, taken.bound, document)
        document = written(document, entry, text, values)
        document = with_size(document, found.questions, text, entry, values.stated)
        document = with_headline(document, entry, text)
    except GivenValueError as error:
        return beyond(text, numbers, str(error), found)
    loose = [
        number
        for number in taken.loose
        if not (counts_everyone(number, entry, document) or is_asked_for(text, number, entry))
    ]
    if loose or values.disputed:
        return no_model(text, numbers, [*(unbound(number, found) for number in loose), *values.disputed], found)
    counted = () if listed_in(request) else counted_groups(text, numbers, entry, document)
    try:
        document = with_people(document, entry, request, text, numbers, counted)
    except TooManyTalkersError as error:
        return no_model(text, numbers, [str(error)], found)
    document = with_assumptions(document, [understanding(text, found)])
    document = without_twins(with_givens(document, entry, request))
    asking = asked_of(found.questions, text, entry, document, values.stated)
    if left := set(asking.unanswered) & set(unanswered(text, entry)):
        return no_model(text, numbers, [does_not_answer(text, found, stretch) for stretch in sorted(left)], found)
    asked, refused = askable(document, asking.parts)
    document = with_asked(with_assumptions(document, told(asked, document)), asked)
    if mistakes := checked(document):
        return no_model(text, numbers, mistakes, found)
    return Translation(
        document=document,
        library=entry.name,
        notes=notes(document, request, taken),
        unanswered=(
            *unseated(text, counted, document),
            *left_open(text, asking, refused),
            *(no_sizes(text, found, one) for one in asking.unsized),
        ),
    )


def with_sizes(text: Text, numbers: Sequence[Number], entry: Entry, document: ModelDocument) -> ModelDocument:
    """The document with as many as the scenario says: what a share of everyone is taken of. Raises GivenValueError."""
    taken = bind(text, [number for number in numbers if number.kind in SIZES], entry, document)
    return written(document, entry, text, gathered(text, taken.bound, document))


def counts_everyone(number: Number, entry: Entry, document: ModelDocument) -> bool:
    """Whether a number says how many agents there are, as others have already ("600 people on 20 by 30 cells")."""
    if number.kind != "count" or not (matches(number.noun, entities(entry.name)) or names_people(number.noun)):
        return False
    try:
        return number.value == sum(population(document).values())
    except GivenValueError:  # how many there are follows from other figures
        return False


def is_asked_for(text: Text, number: Number, entry: Entry) -> bool:
    """Whether a number is part of a question that the model answers: "one camp or two camps?"."""
    _, end = text.sentence(number.first)
    return number.kind == "count" and text.word(end - 1) == "?" and matches(number.noun, entry.asks)


def checked(document: ModelDocument) -> tuple[str, ...]:
    """What is impossible about a document with these values, if anything is ("six friends each among five people")."""
    from sobremesa.mechanics.checking import check

    try:
        check(document)
    except DocumentError as error:
        return tuple(" ".join(str(diagnostic).split()) for diagnostic in error.diagnostics)
    return ()


def excused(text: Text, number: Number, entry: Entry, document: ModelDocument) -> bool:
    """Whether a number is no parameter's value, but part of a phrase, a pace, or says how many talk, or how often."""
    phrased = any(
        first <= number.first < end for phrase in entry.phrases for first, end in stems_in(text, phrase.words)
    )
    timed = is_period_of_talk(text, entry, number) or is_pace(text, entry, number, document)
    return phrased or timed or is_headcount(text, number, entry, document)


def with_people(
    document: ModelDocument,
    entry: Entry,
    request: Request,
    text: Text,
    numbers: Sequence[Number],
    counted: Sequence[Mention],
) -> ModelDocument:
    """The document with those who talk, and how often they do; as it is where nobody does."""
    if entry.slots is None:
        return document
    talkers = talkers_from(listed_in(request)) or seated(text, counted, entry)
    document = with_matter(with_talkers(document, entry, text, talkers), entry, text)
    return with_period(document, entry, text, numbers)


def understanding(text: Text, found: Fit) -> str:
    """Which words stand for what in the model."""
    quotes = dict.fromkeys(text.quote(*hit) for hit in found.found)
    whole = [one for one in quotes if not any(one != other and one in other for other in quotes)]
    told = ", ".join(f"“{quote}”" for quote in whole)
    return f"{told} {'is' if len(whole) == 1 else 'are'} read as {found.entry.title}"


def notes(document: ModelDocument, request: Request, taken: Numbers) -> tuple[str, ...]:
    """What was read and not used."""
    aside = [number.text for number in taken.aside if not number.weak]
    return (
        *(f"“{words}” says nothing about the model and was set aside." for words in aside),
        *unused(document, request.context),
    )
