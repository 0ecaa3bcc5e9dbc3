"""Quotas that a text spells out: "half of them are over 60", "two are in favour, the rest against"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sobremesa.personas.people import NUMBERS
from sobremesa.personas.quotas import AGE, OLDEST, OPINION, OPINIONS, YOUNGEST, Quota, ages_of, read_quotas

FRACTIONS = {
    "half": 1 / 2, "a third": 1 / 3, "one third": 1 / 3, "two thirds": 2 / 3, "a quarter": 1 / 4, "one quarter": 1 / 4,
    "three quarters": 3 / 4, "a fifth": 1 / 5,
}  # fmt: skip
_AMOUNT = (
    r"(?P<amount>\d+(?:\.\d+)? ?(?:%|per ?cent\b)|(?:the other )?half\b|"
    r"(?:a|one|two|three) (?:thirds?|quarters?|fifth)\b|the (?:rest|others?)\b|\d+\b|"
    rf"(?:{'|'.join(NUMBERS)})\b)(?: of (?:them|the \w+))?(?: (?:is|are|stand))?"
)
_NO_UNIT = (
    r"(?! ?(?:%|°|per\b|minutes?|hours?|days?|weeks?|months?|degrees?|euros?|dollars?|pounds?|km|kilo|met(?:er|re)|"
    r"times|people|points))(?![\d%])"
)
_OPINION = re.compile(
    _AMOUNT + r" (?:(?P<for>in favou?r|for (?:it|the|this)\b|for\b(?=[,.;]| and))|(?P<against>against|opposed)|"
    r"(?P<undecided>undecided|unsure|torn|neutral))",
    re.IGNORECASE,
)
_AGE = re.compile(
    _AMOUNT
    + r" (?:aged )?(?:(?P<over>over|above|older than)|(?P<under>under|below|younger than)) (?P<age>\d{1,2})\b"
    + _NO_UNIT,
    re.IGNORECASE,
)
_BAND = re.compile(
    _AMOUNT
    + r" (?:aged |between )?(?P<low>\d{1,2})(?: ?[-–] ?| to | and )(?P<high>\d{1,2})(?: years? old)?\b"
    + _NO_UNIT,
    re.IGNORECASE,
)
_EPSILON = 1e-9


def quotas_in(text: str, size: int) -> tuple[Quota, ...]:
    """What a text says of so many people's ages and opinions; who is left over takes what is left."""
    flat = " ".join(text.split())
    found = {OPINION: _with_the_rest(_opinions(flat, size), dict.fromkeys(OPINIONS, 1.0))}
    ages = _told_apart(_ages(flat, size))
    found[AGE] = _with_the_rest(ages, _other_ages(ages))
    return read_quotas({dimension: shares for dimension, shares in found.items() if shares})


def _opinions(text: str, size: int) -> dict[str, float]:
    shares: dict[str, float] = {}
    for match in _OPINION.finditer(text):
        label = next(label for label in OPINIONS if match[label])
        _add(shares, label, match["amount"], size)
    return shares


def _ages(text: str, size: int) -> dict[str, float]:
    shares: dict[str, float] = {}
    for match in _AGE.finditer(text):
        if int(match["age"]) > 0:
            _add(shares, f"{'over' if match['over'] else 'under'} {int(match['age'])}", match["amount"], size)
    for match in _BAND.finditer(text):
        if int(match["low"]) < int(match["high"]):
            _add(shares, f"{int(match['low'])}-{int(match['high'])}", match["amount"], size)
    return shares


def _add(shares: dict[str, float], label: str, amount: str, size: int) -> None:
    """Put down how many have a label; what is left of all for "the rest"."""
    words = " ".join(amount.lower().split())
    number = re.match(r"[\d.]+", words)
    if words.startswith("the "):
        share = max(0.0, 1 - sum(shares.values()))
    elif words in FRACTIONS:
        share = FRACTIONS[words]
    elif number and ("%" in words or "cent" in words):
        share = float(number[0]) / 100
    else:
        share = (float(number[0]) if number else NUMBERS.get(words, 0)) / size
    if share > _EPSILON:
        shares[label] = share


def _with_the_rest(shares: Mapping[str, float], others: Mapping[str, float]) -> dict[str, float]:
    """The shares, with what they leave to the labels that are not among them; nothing where they are too much."""
    left = 1 - sum(shares.values())
    open_ = {label: weight for label, weight in others.items() if label not in shares}
    if not shares or left < -_EPSILON:
        return {}
    if left <= _EPSILON or not open_:
        return dict(shares)
    return {**shares, **{label: left * weight / sum(open_.values()) for label, weight in open_.items()}}


def _told_apart(shares: Mapping[str, float]) -> dict[str, float]:
    """Bands of which none holds another: of "half over 60, a fifth over 80" three tenths are 61 to 80.

    Nothing where they can't be told apart: they cross, or the wider one has fewer people.
    """
    found: dict[str, float] = {}
    for label in sorted(shares, key=lambda one: _years(*ages_of(one))):
        low, high = ages_of(label)
        crossing = [other for other in found if ages_of(other)[0] <= high and ages_of(other)[1] >= low]
        inside = sorted(ages_of(other) for other in crossing)
        left = shares[label] - sum(found[other] for other in crossing)
        gaps = _gaps(low, high, inside)
        if (
            any(start < low or end > high for start, end in inside)
            or left < -_EPSILON
            or (left > _EPSILON and not gaps)
        ):
            return {}
        if not inside:
            found[label] = left
        elif left > _EPSILON:
            years = sum(_years(*gap) for gap in gaps)
            found.update({f"{start}-{end}": left * _years(start, end) / years for start, end in gaps})
    return found


def _years(low: int, high: int) -> int:
    return high - low + 1


def _gaps(low: int, high: int, bands: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What bands, in order and apart, leave of the ages from `low` to `high`."""
    edges = [low - 1, *(edge for band in bands for edge in band), high + 1]
    gaps = [(edges[at] + 1, edges[at + 1] - 1) for at in range(0, len(edges), 2)]
    return [gap for gap in gaps if gap[0] <= gap[1]]


def _other_ages(shares: Mapping[str, float]) -> dict[str, float]:
    """The bands between and around those that are named, weighed by the years that they hold."""
    gaps = _gaps(YOUNGEST, OLDEST, sorted(ages_of(label) for label in shares))
    return {f"{low}-{high}": float(_years(low, high)) for low, high in gaps}
