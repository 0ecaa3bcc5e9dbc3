"""Whether what a document calls stated was said: its words stand in the scenario, and its number stands in its words.

Words are compared as a reader does, whatever their capitals, spaces, quotes and dashes; "1,000" is "1000" and "10 per
cent" is "10%". A figure may be written as the text has it, as a share of 1 or of 100, in the clock's or its own unit of
time, and a time as the rate that it amounts to ("after 10 days": 0.1 a day). All else follows from what was said, and
is inferred.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator

from sobremesa.mechanics.diagnostics import Diagnostic, Place
from sobremesa.mechanics.document import Parameter, Table
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.reading.number import ADVERBS, UNITS
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.said_numbers import Said, said_numbers
from sobremesa.nodes.reading.tokens import tokenise
from sobremesa.nodes.reading.units import SECONDS, ratio

SIGNS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})
GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
PERCENT = re.compile(r"(?<=\d) ?(?:per ?cent|%)|(?<=[a-z]) per ?cent\b")
ENDS = " .,;:!?\"'"
ENGLISH = frozenset(["the", "and", "with", "their", "each", "how", "what", "which", "from", "they", "when", "people"])
"""Two of these words make a text English: elsewhere a number in words is believed."""

COUNTING = frozenset(["count", "amount", "share", "probability", "rate", "duration", "range", "size", "currency"])
"""Kinds of numbers that say how many or how much: no dates, places in a row or periods."""

Figure = Parameter | Table


def wrong_quotes(document: Document, scenario: str) -> Iterator[Diagnostic]:
    """A diagnostic for each figure that is called stated and was not said in this scenario."""
    said = plain(scenario)
    english = len(ENGLISH & set(re.findall(r"[a-z]+", said))) > 1
    for path, figure in figures(document).items():
        if figure.source != "stated":
            continue
        quotes = quotes_of(figure)
        if not quotes:
            yield Diagnostic("quote_missing", Place(path), "a stated figure has a quote", "the scenario's exact words")
        unknown = [quote for quote in quotes if not stands_in(quote, said)]
        for quote in unknown:
            hint = "copy the words letter by letter, or give another source: inferred, literature or assumed"
            message = "these words do not stand in the scenario"
            yield Diagnostic("quote_unknown", Place(f"{path}.quote"), message, found=quote[:200], hint=hint)
        if quotes and not unknown:
            yield from _wrong_numbers(path, figure, quotes, document.clock.unit, english)


def unread(document: Document, scenario: str) -> tuple[str, ...]:
    """The numbers of a scenario, in its words, that stand nowhere in a document: neither as figures nor in quotes."""
    held = {number.value for number in said_numbers(document.canonical().decode())}
    quoted = {
        said.value for figure in figures(document).values() for one in quotes_of(figure) for said in said_numbers(one)
    }
    numbers = (number for number in read_numbers(tokenise(scenario)) if not number.weak and number.kind in COUNTING)
    return tuple(dict.fromkeys(number.text for number in numbers if not {number.value, number.high} & (held | quoted)))


def figures(document: Document) -> dict[str, Figure]:
    """The figures of a document that have a source, by their path."""
    parameters = {f"parameters.{name}": parameter for name, parameter in document.parameters.items()}
    return {**parameters, **{f"tables.{name}": table for name, table in document.tables.items()}}


def quotes_of(figure: Figure) -> tuple[str, ...]:
    """The quotes of a figure."""
    return (figure.quote,) if isinstance(figure.quote, str) else figure.quote or ()


def plain(words: str) -> str:
    """Words as they are compared.

    >>> plain("“10 per cent”  of 1,000 People")
    '"10%" of 1000 people'
    """
    words = unicodedata.normalize("NFKC", words).translate(SIGNS).casefold()
    return PERCENT.sub("%", GROUPS.sub("", " ".join(words.split())))


def stands_in(quote: str, said: str) -> bool:
    """Whether words stand in a text (both as they are compared), and are no part of a longer word or number.

    >>> stands_in("10 people", "110 people"), stands_in("10 People.", "all 10 people talk")
    (False, True)
    """
    wanted = plain(quote).strip(ENDS)
    before = r"(?<![a-z0-9])(?<!\d[.,])" if wanted[:1].isascii() else ""
    after = r"(?![a-z0-9])(?![.,]\d)" if wanted[-1:].isascii() and wanted[-1:].isalnum() else ""
    return bool(wanted) and re.search(before + re.escape(wanted) + after, said) is not None


def _wrong_numbers(
    path: str, figure: Figure, quotes: tuple[str, ...], clock: str, english: bool
) -> Iterator[Diagnostic]:
    if isinstance(figure, Parameter) and isinstance(figure.value, bool):
        return
    said = [number for quote in quotes for number in said_numbers(quote)]
    if not said and not english:
        return
    units = units_of(figure, clock)
    values = figure.values if isinstance(figure, Table) else (figure.value,)
    for value in values:
        if not any(means(number, value, units) for number in said):
            yield Diagnostic(
                "quote_number",
                Place(path),
                "this number does not stand in the quoted words",
                expected=", ".join(dict.fromkeys(f"{number.value:g}" for number in said)) or "a quote with the number",
                found=f"{value:g}",
                hint="write the number as the text has it, or call it inferred and say how it follows",
            )


def units_of(figure: Figure, clock: str) -> list[str]:
    """The words in whose unit of time a figure's numbers may be: the clock's, and those of its own unit."""
    return [unit for unit in (clock, *re.findall(r"[a-z]+", (figure.unit or "").casefold())) if unit]


def means(said: Said, value: float, units: list[str]) -> bool:
    """Whether a value is what a number of the text says, where values may be in one of these units of time."""
    forms = [said.value, said.value * 100] if said.share else [said.value]
    for unit in filter(None, map(_unit, units)):
        if said.unit is not None and (each := ratio(said.unit, unit)) is not None:
            forms.append(said.value * each)
        if said.per is not None and (each := ratio(said.per, unit)) is not None:
            forms.append(said.value / each)
    if said.unit is not None or said.per is not None:
        forms += [1 / form for form in forms if form]
    return any(_same(value, form) for form in forms)


def _unit(word: str) -> str | None:
    """The unit of time that a word names."""
    named = word if word in SECONDS else UNITS.get(word) or ADVERBS.get(word)
    return named if named in SECONDS else None


def _same(value: float, said: float) -> bool:
    """Whether two numbers are equal, or the first is the second at the digits that it shows (0.33 is a third)."""
    if math.isclose(value, said, rel_tol=1e-12, abs_tol=1e-12):
        return True
    _, _, decimals = f"{value:.12g}".partition(".")
    return len(decimals) > 1 and "e" not in decimals and round(said, len(decimals)) == value
