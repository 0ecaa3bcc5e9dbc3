"""A number as it stands in a text, and the units of time that numbers come in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sobremesa.nodes.reading.tokens import Text

Kind = Literal[
    "count", "amount", "share", "probability", "rate", "duration", "every", "range", "size", "ordinal", "currency",
    "date",
]  # fmt: skip

UNITS = {"second": "second", "sec": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour",
         "day": "day", "week": "week", "fortnight": "fortnight", "month": "month", "year": "year", "decade": "decade",
         "step": "step", "round": "round", "turn": "turn", "tick": "tick", "generation": "generation",
         "night": "day", "morning": "day", "evening": "day", "shift": "shift", "weekend": "week"}  # fmt: skip
UNITS |= {f"{word}s": unit for word, unit in UNITS.items()}
ADVERBS = {"hourly": "hour", "daily": "day", "nightly": "day", "weekly": "week", "fortnightly": "fortnight",
           "monthly": "month", "yearly": "year", "annually": "year"}  # fmt: skip
PER = frozenset({"a", "an", "per", "each", "every", "/"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in the text.

    `value` (and `high`, of a range or a size) in the unit that is written; shares and probabilities lie in 0..1.
    `unit` is that of a duration, a period or money; `per` the time of a rate. `first` and `end` are positions of
    tokens. `noun` is what is counted. `weak`: a "one" that may be no number at all.
    """

    kind: Kind
    value: float
    first: int
    end: int
    text: str
    high: float | None = None
    unit: str | None = None
    per: str | None = None
    noun: str = ""
    weak: bool = False


def made(text: Text, kind: Kind, value: float, first: int, end: int, **more: object) -> Number:
    """A number with its exact words."""
    return replace(Number(kind, value, first, end, text.quote(first, end)), **more)  # type: ignore[arg-type]
