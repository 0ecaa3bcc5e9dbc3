"""A scenario about waiting as one of the library's processes, with its numbers; or what is missing.

As with models a process is taken only where it fits: who comes, that they wait, and what they wait for are named, no
other mechanism is, and every stated number is the value of one of its parameters.
"""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.given import GivenValueError
from sobremesa.mechanics.processes import library
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import NoModel, Translation
from sobremesa.nodes.reading.binding import Numbers, bind
from sobremesa.nodes.reading.fitting import Fit, fit
from sobremesa.nodes.reading.givens import unused
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.processes.arms import with_more
from sobremesa.nodes.reading.processes.givens import with_givens
from sobremesa.nodes.reading.processes.goals import aim_in, with_aim, with_tried
from sobremesa.nodes.reading.processes.headline import with_headline
from sobremesa.nodes.reading.processes.length import with_length
from sobremesa.nodes.reading.processes.nouns import with_nouns
from sobremesa.nodes.reading.processes.onset import onset_asked, with_onset
from sobremesa.nodes.reading.processes.opening import with_opening
from sobremesa.nodes.reading.processes.rhythm import with_rates
from sobremesa.nodes.reading.processes.stations import has_other_stations, stations_in, with_stations
from sobremesa.nodes.reading.processes.writing import written
from sobremesa.nodes.reading.refusal import beyond, no_model, unbound, unfit
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.talks import is_period_of_talk
from sobremesa.nodes.reading.tokens import Text, tokenise
from sobremesa.nodes.reading.writing import gathered, with_assumptions


def translate_process(request: Request, mode: str = "mechanics") -> Translation | NoModel | None:
    """The best fitting process with the scenario's numbers; why the nearest can't be taken; None if none is near."""
    text = tokenise(request.scenario)
    numbers = read_numbers(text)
    fits = sorted(candidates(text, numbers, mode), key=rank, reverse=True)
    fitting = [found for found in fits if found.fits]
    answers = [filled(request, text, numbers, found) for found in fitting]
    if answers:
        return next((answer for answer in answers if isinstance(answer, Translation)), answers[0])
    close = next((found for found in fits if found.is_near), None)
    return None if close is None else no_model(text, numbers, unfit(text, close), close)


def candidates(text: Text, numbers: Sequence[Number], mode: str = "mechanics") -> list[Fit]:
    """Every process of a mode that can take the scenario's stations, held against it."""
    entries = [entry for name in library.names() if (entry := library.entry(name)).mode == mode]
    row = stations_in(text, numbers)
    return [fit(text, numbers, entry) for entry in entries if (entry.stations is not None) == bool(row)]


def rank(found: Fit) -> tuple[bool, int, int, int]:
    """What makes one process nearer than another."""
    return found.fits, len(found.found) - len(found.missing), -len(found.against), found.asked


def filled(request: Request, text: Text, numbers: Sequence[Number], found: Fit) -> Translation | NoModel:
    """A fitting process with the scenario's numbers, or what keeps it from taking them."""
    entry, document = library.entry(found.entry.name), library.load(found.entry.name)
    row = stations_in(text, numbers) if entry.stations is not None else ()
    told = [number for number in numbers if number not in row]
    told = [number for number in told if not (has_other_stations(number, row) or is_group_count(text, number, entry))]
    period = next((number for number in told if is_period_of_talk(text, entry, number)), None)
    told = [number for number in told if number != period]
    onset = onset_asked(text, entry)
    told = [number for number in told if onset is None or not onset[0] <= number.first < onset[1]]
    aim = aim_in(text, told, entry)
    told = with_rates(text, [number for number in told if aim is None or number not in aim.numbers], entry)
    try:
        if entry.stations is not None:
            document = with_stations(document, entry.stations, text, row)
        taken = bind(text, told, entry, document)
        values = gathered(text, taken.bound, document)
        document = written(document, text, values)
        document = with_givens(document, entry, request)
    except GivenValueError as error:
        return beyond(text, numbers, str(error), found)
    if taken.loose or values.disputed:
        return no_model(text, numbers, [*(unbound(number, found) for number in taken.loose), *values.disputed], found)
    if lacks_arrivals(entry, document):
        return no_model(text, numbers, [NO_RATE], found)
    document = with_assumptions(document, [understanding(text, found)])
    document = with_more(with_headline(document, entry, text), entry, text)
    if aim is not None:
        aimed = with_aim(document, entry, aim, text)
        if aimed == document:
            return no_model(text, numbers, [unbound(number, found) for number in aim.numbers], found)
        document = with_tried(aimed, entry)
    if onset is not None:
        document = with_onset(document)
    document = with_opening(document, period)
    document = with_nouns(document, entry, text, {bound.number.noun for bound in taken.bound})
    if mistakes := checked(document):
        return no_model(text, numbers, mistakes, found)
    if not is_length_said(document, entry):
        document = with_length(document)
    return Translation(document=document, library=entry.name, notes=notes(document, request, taken))


def is_group_count(text: Text, number: Number, entry: ProcessEntry) -> bool:
    """Whether a number is part of the words that the process is known by ("two departments")."""
    groups = (stem for stems in entry.evidence.entities for stem in stems if " " in stem)
    return any(first <= number.first < end for first, end in stems_in(text, tuple(groups)))


NO_RATE = "How many come in a time is not said, and it decides how long the line is: say it, as in “40 an hour”."
ARRIVALS = "arrivals"


def lacks_arrivals(entry: ProcessEntry, document: ProcessDocument) -> bool:
    """Whether nobody said how many come, where everything depends on it."""
    arrivals = document.parameters.get(ARRIVALS)
    return arrivals is not None and arrivals.source == "assumed"


def is_length_said(document: ProcessDocument, entry: ProcessEntry) -> bool:
    """Whether the scenario or the caller says how long it runs."""
    return document.clock.horizon != library.load(entry.name).clock.horizon


def checked(document: ProcessDocument) -> tuple[str, ...]:
    """What is impossible about a process with these values, if anything is."""
    try:
        check_process(document)
    except DocumentError as error:
        return tuple(" ".join(str(diagnostic).split()) for diagnostic in error.diagnostics)
    return ()


def understanding(text: Text, found: Fit) -> str:
    """Which words stand for what in the process."""
    quotes = list(dict.fromkeys(text.quote(*hit) for hit in found.found))
    told = ", ".join(f"“{quote}”" for quote in quotes)
    return f"{told} {'is' if len(quotes) == 1 else 'are'} read as {found.entry.title}"


def notes(document: ProcessDocument, request: Request, taken: Numbers) -> tuple[str, ...]:
    """What was read and not used."""
    aside = [number.text for number in taken.aside if not number.weak]
    return (
        *(f"“{words}” says nothing about the process and was set aside." for words in aside),
        *unused(document, request.context),
    )
