"""Where the figures of a document come from that are called given: from the caller's facts, and nowhere else.

A fact is a name and what it holds. A figure is given where its number is that of a fact: of one that its `why` names,
if it names any, else of any of them. The forms in which a number may be written are those of quotes (`quotes.means`);
the unit may stand in the fact's name ("illness_days: 10"). A quote, if there is one, must stand in the facts, and the
number in the quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from sobremesa.mechanics.diagnostics import Diagnostic, Place
from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.contract import Fact
from sobremesa.nodes.quotes import Figure, figures, means, plain, quotes_of, stands_in, units_of
from sobremesa.nodes.reading.number import UNITS
from sobremesa.nodes.reading.said_numbers import Said, said_numbers

HINT = "give the fact's number, or another source: inferred (from which fact, and how), literature or assumed"
LONGEST_FOUND = 200


def wrong_givens(
    document: Document, context: Mapping[str, Fact], known: Document | None = None
) -> Iterator[Diagnostic]:
    """A diagnostic for each figure that is called given and is not among the caller's facts.

    What stands with the same value and source in `known`, a version that the caller has seen, is the caller's too.
    """
    seen = {} if known is None else figures(known)
    facts = {name: _words(name, fact) for name, fact in context.items()}
    for path, figure in figures(document).items():
        if figure.source == "given" and not _as_before(figure, seen.get(path)):
            yield from _wrong(path, figure, facts, context, document.clock.unit)


def _as_before(figure: Figure, before: Figure | None) -> bool:
    if before is None or before.source != "given":
        return False
    return _values(figure) == _values(before)


def _values(figure: Figure) -> tuple[float, ...]:
    return (figure.value,) if isinstance(figure, Parameter) else figure.values


def _wrong(
    path: str, figure: Figure, facts: Mapping[str, str], context: Mapping[str, Fact], clock: str
) -> Iterator[Diagnostic]:
    if not facts:
        yield Diagnostic("nothing_given", Place(f"{path}.source"), "the context gives no figures", found="given")
        return
    said = plain("\n".join(facts.values()))
    for quote in quotes_of(figure):
        if not stands_in(quote, said):
            message, found = "these words do not stand in the context", quote[:LONGEST_FOUND]
            yield Diagnostic("given_unknown", Place(f"{path}.quote"), message, found=found, hint=HINT)
            return
    if isinstance(figure, Parameter) and isinstance(figure.value, bool):
        return
    units = units_of(figure, clock)
    numbers = list(_numbers(figure, facts, context))
    for value in _values(figure):
        if not any(means(number, value, units) for number in numbers):
            yield Diagnostic(
                "given_number",
                Place(path),
                "this number does not stand in the caller's context",
                expected=", ".join(dict.fromkeys(f"{number.value:g}" for number in numbers)) or None,
                found=f"{value:g}",
                hint=HINT,
            )


def _numbers(figure: Figure, facts: Mapping[str, str], context: Mapping[str, Fact]) -> Iterator[Said]:
    """The numbers of the words that are quoted, else of the facts that the reason names, else of all facts."""
    quotes = quotes_of(figure)
    if quotes:
        yield from (number for quote in quotes for number in said_numbers(quote))
        return
    why = plain(figure.why or "")
    named = [name for name in facts if stands_in(_spaced(name), why) or stands_in(name, why)]
    for name in named or facts:
        yield from _of_fact(name, context[name])


def _of_fact(name: str, fact: Fact) -> Iterator[Said]:
    """The numbers of a fact; one without a unit has that of its name."""
    match fact:
        case bool():
            return
        case int() | float():
            yield from _named(name, (Said(float(fact), share=0 <= fact <= 1),))
        case str():
            yield from _named(name, said_numbers(fact))
        case list():
            for item in fact:
                yield from _of_fact(name, item)
        case dict():
            for key, item in fact.items():
                yield from _of_fact(f"{name} {key}", item)


def _named(name: str, numbers: tuple[Said, ...]) -> Iterator[Said]:
    words = _spaced(name).split()
    unit = next((UNITS[word] for word in words if word in UNITS), None)
    per = next((UNITS[after] for word, after in pairwise(words) if word == "per" and after in UNITS), None)
    for number in numbers:
        yield number
        if number.unit is None and number.per is None and (unit or per):
            yield replace(number, per=per) if per else replace(number, unit=unit)


def _words(name: str, fact: Fact) -> str:
    """A fact in words, as it may be quoted."""
    match fact:
        case list():
            return f"{name}: {', '.join(_words('', item) for item in fact)}"
        case dict():
            return "\n".join(_words(f"{name} {key}", item) for key, item in fact.items())
    return f"{name}: {fact}" if name else str(fact)


def _spaced(name: str) -> str:
    return plain(name.replace("_", " ").replace("-", " "))
