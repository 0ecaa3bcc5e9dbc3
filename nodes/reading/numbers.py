"""The numbers of a scenario: what kind of number each is, where it stands, and what it counts.

Read: `number`, read_numbers, then the readers in the order in which they are tried. Each reader looks at most a few
tokens ahead, so that the whole takes linear time.
"""

from __future__ import annotations

from collections.abc import Callable

from sobremesa.nodes.reading.around import share_period, share_unit, with_period
from sobremesa.nodes.reading.nouns import counted_noun, is_noun, whole_of
from sobremesa.nodes.reading.number import ADVERBS, UNITS, Kind, Number, made
from sobremesa.nodes.reading.number_words import ORDINALS, Amount, cardinal, fraction, skip_hyphen
from sobremesa.nodes.reading.tokens import HYPHENS, Text
from sobremesa.nodes.reading.words import words

PERCENT = frozenset({"%", "percent", "٪"})
CURRENCY_SIGNS = frozenset("$€£¥")
MULTIPLES = {"twice": 2.0, "thrice": 3.0}
TIMES_OF_DAY = frozenset({"am", "pm", "o'clock"})


def read_numbers(text: Text) -> tuple[Number, ...]:
    """All numbers of a text, in order, none inside another."""
    found: list[Number] = []
    at = 0
    while at < len(text):
        number = number_at(text, at)
        if number is not None:
            found.append(number)
        at = number.end if number else at + 1
    return tuple(share_period(text, share_unit(text, found)))


def number_at(text: Text, at: int) -> Number | None:
    """The number that begins at a token, or None."""
    for reader in READERS:
        if (number := reader(text, at)) is not None:
            return number
    return None


# ----------------------------------------------------------------------------------------------- readers


def every(text: Text, at: int) -> Number | None:
    """A period: "every ten days", "each week", "once a month", "weekly"."""
    word = text.word(at)
    if word in ADVERBS:
        return made(text, "every", 1.0, at, at + 1, unit=ADVERBS[word])
    if word not in {"every", "each", "once"}:
        return None
    start = at + 1
    if text.word(start) == "other" and (unit := UNITS.get(text.word(start + 1))):
        return made(text, "every", 2.0, at, start + 2, unit=unit)
    if word == "once" and text.word(start) not in {"a", "an", "every", "per", "each"}:
        return None
    start += word == "once"
    if unit := UNITS.get(text.word(start)):
        return made(text, "every", 1.0, at, start + 1, unit=unit)
    period = fraction(text, start) or cardinal(text, start)
    if period and (unit := UNITS.get(text.word(skip_article(text, period[1])))):
        return made(text, "every", period[0], at, skip_article(text, period[1]) + 1, unit=unit)
    return None


def skip_article(text: Text, at: int) -> int:
    """Behind the article of "half an hour", "a quarter of an hour"."""
    at += text.word(at) == "of"
    return at + 1 if text.word(at) in {"a", "an"} else at


def date(text: Text, at: int) -> Number | None:
    """A year, a day of a month or a time of day: nothing that a model takes."""
    token = text.tokens[at]
    if not token.is_figure:
        return None
    before, after = text.word(at - 1), text.word(at + 1)
    if after in TIMES_OF_DAY:
        return made(text, "date", 0.0, at, at + 2)
    year = token.word.isdecimal() and len(token.word) == 4 and token.word[:2] in {"17", "18", "19", "20"}
    dated = before in {"in", "since", "until", "by", "of", "year"} and after[-1:] != "s"
    titled = at + 1 < len(text) and text.tokens[at + 1].capital and not text.tokens[at + 1].opens
    if year and (dated or titled):
        return made(text, "date", 0.0, at, at + 1)
    return made(text, "date", 0.0, at, at + 1) if is_month(text, at - 1) or is_month(text, at + 1) else None


def is_month(text: Text, at: int) -> bool:
    """Whether a token names a month ("May" does, "may" does not)."""
    return text.word(at) in words("months") and text.tokens[at].capital


def size(text: Text, at: int) -> Number | None:
    """A width and a height: "50 by 50", "20x30", "ten by ten"."""
    width = cardinal(text, at)
    if width is None or text.word(width[1]) not in {"by", "x", "×", "*"}:
        return None
    height = cardinal(text, width[1] + 1)
    if height is None:
        return None
    return made(text, "size", width[0], at, height[1], high=height[0])


def span(text: Text, at: int) -> Number | None:
    """Two ends: "between 5 and 9", "from 5 to 10", "20 to 80", "50–150", "5-10%", "2 to 3 days"."""
    word = text.word(at)
    opened = word in {"between", "from"}
    low = amount_with_sign(text, at + opened)
    if low is None:
        return None
    joint = text.word(low[1])
    joins = joint in {"to", "and"} if opened else joint == "to" or (joint in HYPHENS and text.tokens[at].is_figure)
    high = amount_with_sign(text, low[1] + 1) if joins else None
    if high is None or not low[0] <= high[0]:
        return None
    end = high[1]
    if text.word(end) in PERCENT:
        return made(text, "range", low[0] / 100, at, end + 1, high=high[0] / 100, unit="share")
    if unit := UNITS.get(text.word(end)):
        return made(text, "range", low[0], at, end + 1, high=high[0], unit=unit)
    end += text.word(end) in words("currencies")
    return made(text, "range", low[0], at, end, high=high[0], noun=counted_noun(text, end))


def amount_with_sign(text: Text, at: int) -> Amount | None:
    """A number behind a sign of money, or without one; a percent sign in between is passed over."""
    found = cardinal(text, at + (text.word(at) in CURRENCY_SIGNS))
    if found and text.word(found[1]) in PERCENT and text.word(found[1] + 1) in {"to", "and"} | HYPHENS:
        return found[0], found[1] + 1
    return found


def currency(text: Text, at: int) -> Number | None:
    """Money: "$50", "20 euros", "300 Swiss francs", "9,000 in cash"."""
    signed = text.word(at) in CURRENCY_SIGNS
    found = cardinal(text, at + signed)
    if found is None:
        return None
    end = end_of_money(text, found[1])
    return made(text, "currency", found[0], at, end, unit="money") if signed or end > found[1] else None


def end_of_money(text: Text, at: int) -> int:
    """Behind "euros", "Swiss francs", "in cash" after a number; where it began if nothing of this stands there."""
    if text.word(at) in words("currencies") | CURRENCY_SIGNS:
        return at + 1
    of_a_country = at + 1 < len(text) and text.tokens[at].capital and text.word(at + 1) in words("currencies")
    return at + 2 if of_a_country or (text.word(at), text.word(at + 1)) == ("in", "cash") else at


def percentage(text: Text, at: int) -> Number | None:
    """A share in percent, a chance, or a rate: "10%", "ten per cent", "a 10% chance", "5% a year"."""
    found = cardinal(text, at)
    if found is None:
        return None
    end = found[1]
    if text.word(end) in PERCENT:
        end += 1
    elif (text.word(end), text.word(end + 1)) == ("per", "cent"):
        end += 2
    else:
        return None
    return with_period(text, made(text, "share", found[0] / 100, at, end, noun=counted_noun(text, end)))


def part(text: Text, at: int) -> Number | None:
    """A share as a part: "one in five", "9 out of 10", "two thirds", "half"; and "half an hour"."""
    if (found := fraction(text, at)) is not None:
        value, end = found
        if unit := UNITS.get(text.word(skip_hyphen(text, skip_article(text, end)))):
            return made(text, "duration", value, at, skip_hyphen(text, skip_article(text, end)) + 1, unit=unit)
        return with_period(text, made(text, "share", value, at, end, noun=counted_noun(text, end)))
    count = cardinal(text, at)
    if count is None:
        return None
    if (among := out_of(text, count[1])) and text.word(at) != "one" and 0 < count[0] < among:
        return made(text, "share", count[0] / among, at, count[1], noun="")
    named = count[0] == 1 and text.word(count[1] + 1) == "in" and is_noun(text.word(count[1]))
    joint = count[1] + 1 if named else skip_hyphen(text, count[1])
    outof = (text.word(joint), text.word(joint + 1)) == ("out", "of")
    if not outof and text.word(joint) != "in":
        return None
    whole = cardinal(text, skip_hyphen(text, joint + 1) + outof)
    if whole is None or not 0 < count[0] < whole[0] or text.word(whole[1]) in UNITS:
        return None
    return with_period(text, made(text, "share", count[0] / whole[0], at, whole[1], noun=counted_noun(text, whole[1])))


def out_of(text: Text, at: int) -> float | None:
    """The whole of "30 of the 200 guests": read again as a number of its own."""
    if text.word(at) != "of":
        return None
    whole = cardinal(text, at + 1 + (text.word(at + 1) in {"the", "our", "all", "these", "those"}))
    return whole[0] if whole else None


def duration(text: Text, at: int) -> Number | None:
    """A time: "10 days", "three-minute", "an hour", "one and a half hours", "an hour and a half"."""
    if text.word(at) in {"a", "an", "another"} and UNITS.get(text.word(at + 1)) and text.word(at + 1) not in ORDINALS:
        more = 0.5 if [text.word(at + n) for n in (2, 3, 4)] == ["and", "a", "half"] else 0.0
        return made(text, "duration", 1 + more, at, at + (5 if more else 2), unit=UNITS[text.word(at + 1)])
    found = cardinal(text, at)
    if found is None:
        return None
    value, end = found
    if [text.word(end + n) for n in range(3)] == ["and", "a", "half"]:
        value, end = value + 0.5, end + 3
    end = skip_hyphen(text, end)
    unit = UNITS.get(text.word(end))
    if unit is None:
        return None
    if text.word(skip_hyphen(text, end + 1)) in {"old", "olds"}:
        return made(text, "date", value, at, skip_hyphen(text, end + 1) + 1)
    return made(text, "duration", value, at, end + 1, unit=unit)


def ordinal(text: Text, at: int) -> Number | None:
    """A place in a row: "the third till", "2nd"."""
    word = text.word(at)
    if text.tokens[at].is_figure and text.word(at + 1) in {"st", "nd", "rd", "th"} and text.tokens[at + 1].glued:
        return made(text, "ordinal", 0.0, at, at + 2)
    return made(text, "ordinal", 0.0, at, at + 1) if word in ORDINALS else None


def count(text: Text, at: int) -> Number | None:
    """How many or how much: "90 people", "a dozen", "0.5", "twice as many"; and rates: "40 an hour"."""
    if text.word(at) in MULTIPLES and text.word(at + 1) == "as":
        return made(
            text, "amount", MULTIPLES[text.word(at)], at, at + 3 if text.word(at + 2) in {"many", "much"} else at + 2
        )
    found = cardinal(text, at)
    if found is None:
        return None
    value, end = found
    noun = whole_of(text, at, end) or counted_noun(text, end, alone=value == 1)
    kind: Kind = "count" if int_or_none(value) is not None else "amount"
    weak = text.word(at) == "one" and end == at + 1
    return with_period(text, made(text, kind, value, at, end, noun=noun, weak=weak))


def int_or_none(value: float) -> int | None:
    """A whole number as such."""
    return int(value) if value.is_integer() else None


READERS: tuple[Callable[[Text, int], Number | None], ...] = (
    every, ordinal, date, size, span, currency, percentage, part, duration, count,
)  # fmt: skip
