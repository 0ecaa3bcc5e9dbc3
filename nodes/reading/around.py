"""What the words around a number make of it: a rate, a chance, one of several with the same unit."""

from __future__ import annotations

from dataclasses import replace

from sobremesa.nodes.reading.number import ADVERBS, PER, UNITS, Kind, Number
from sobremesa.nodes.reading.tokens import Text

LATER = 8
"""How many words later a "per …" may stand that makes a share a rate."""
LIKELIHOOD = frozenset(["probability", "chance", "likelihood", "odds", "risk"])


def with_period(text: Text, number: Number) -> Number:
    """A number as a probability or a rate, where the words around it say so: "… chance", "… a day"."""
    per, end = period_after(text, number)
    likely = (number.kind == "share" or number.value <= 1) and not number.weak and likelihood_near(text, number)
    if likely:
        return replace(number, kind="probability", per=per, end=end, text=text.quote(number.first, end))
    if per:
        return replace(number, kind="rate", per=per, end=end, text=text.quote(number.first, end))
    return number


def period_after(text: Text, number: Number) -> tuple[str | None, int]:
    """The unit of time that a number is given for, up to two words after it, and where that ends."""
    for at in range(number.end, min(number.end + 3, len(text))):
        word = text.word(at)
        unit = UNITS.get(text.word(at + 1)) if word in PER else ADVERBS.get(word)
        if unit and not (word == "every" and text.word(at + 1) == "other"):
            return unit, at + 1 + (word in PER)
        if not text.tokens[at].is_word or word in {"and", "or", "who", "which", "that", "in", "is", "are"}:
            break
    return (per_unit(text, number.end) if number.kind == "share" else None), number.end


def per_unit(text: Text, end: int) -> str | None:
    """The unit of a "per hour" that follows a share later in its clause: "5% of the broken ones per hour"."""
    _, stop = text.clause(end - 1)
    at = next((at for at in range(end + 1, min(end + LATER, stop)) if text.word(at) == "per"), None)
    return UNITS.get(text.word(at + 1)) if at is not None else None


def likelihood_near(text: Text, number: Number) -> bool:
    """Whether the number is a chance: "probability (of) 0.1", "a 10% chance"."""
    before = [text.word(at) for at in range(number.first - 3, number.first)]
    opened = [at for at, word in enumerate(before) if word in LIKELIHOOD]
    if opened and all(word in {"of", "is", "a", "an", "about", "just", "only"} for word in before[opened[-1] + 1 :]):
        return True
    return bool(LIKELIHOOD & {text.word(number.end), text.word(number.end + 1)}) or text.word(number.end) == "likely"


def share_unit(text: Text, numbers: list[Number]) -> list[Number]:
    """Enumerations share what stands behind the last: "2, 4 and 6 minutes" are three times."""
    shared = list(numbers)
    for at in range(len(shared) - 2, -1, -1):
        number, after = shared[at], shared[at + 1]
        between = [text.word(token) for token in range(number.end, after.first)]
        if number.kind in {"count", "amount"} and not number.noun and between and set(between) <= {",", "and", "or"}:
            shared[at] = replace(number, kind=after.kind, unit=after.unit, per=after.per, noun=after.noun)
    return shared


def share_period(text: Text, numbers: list[Number]) -> list[Number]:
    """A share that falls due again and again is a rate: "5% of them leave each week", "each week 5% of them leave"."""
    shared: list[Number] = []
    opened: Number | None = None
    for number in numbers:
        before = shared[-1] if shared else None
        if number.kind == "every" and number.value == 1:
            if before is not None and is_bare(before) and same_clause(text, before, number):
                shared[-1] = recurring(before, number)
                continue
            opened = number
        elif opened is not None and is_bare(number) and governs(text, opened, number):
            shared = [other for other in shared if other is not opened]
            shared.append(recurring(number, opened))
            continue
        shared.append(number)
    return shared


def is_bare(number: Number) -> bool:
    """Whether a number is a share or a chance that names no period of its own."""
    return number.kind in {"share", "probability"} and number.per is None


def recurring(number: Number, period: Number) -> Number:
    """A share or a chance for each of these periods."""
    kind: Kind = "rate" if number.kind == "share" else "probability"
    return replace(number, kind=kind, per=period.unit)


def governs(text: Text, period: Number, number: Number) -> bool:
    """Whether a period holds for a number after it: in its clause, or in the next if it opens the sentence alone."""
    first, end = text.clause(period.first)
    alone = period.first == first == text.sentence(period.first)[0] and period.end == end - 1
    clauses = text.tokens[number.first].clause - text.tokens[period.first].clause
    return clauses == 0 or (alone and clauses == 1)


def same_clause(text: Text, one: Number, other: Number) -> bool:
    """Whether two numbers stand in one clause."""
    return text.tokens[one.first].clause == text.tokens[other.first].clause
