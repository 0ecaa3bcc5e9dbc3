"""Numbers as a reader sees them: no more digits than the interval supports, shares as percentages, units named.

`shown` and `gap` are for sentences, `cell` and `span` for tables. `nodes.claims` reads back what is written here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sobremesa.mechanics.finding import Finding, leaves_out_zero
from sobremesa.mechanics.forms.contrast import CHANGE
from sobremesa.personas.english import singular_of

MOST_DECIMALS = 6
MOST_OF_A_PERCENTAGE = 2
TWO_DIGITS_BELOW = 3.545
COUNTED_UNITS = frozenset({"step", "second", "minute", "hour", "day", "week", "month", "year", "round", "tick", "turn"})


@dataclass(frozen=True, slots=True)
class Scale:
    """How a unit is written: the factor, what stands right behind each number, and what follows once."""

    factor: float = 1.0
    mark: str = ""
    word: str = ""


def is_share(unit: str | None) -> bool:
    """Whether numbers of this unit are fractions of one: `share`, `share of the best possible`, `chance per hour`."""
    return (unit or "").split(" ")[0] in ("share", "chance")


def scale_of(unit: str | None, *, gap: bool = False) -> Scale:
    """A share is written as a percentage, a difference of shares in percentage points."""
    if gap and (is_share(unit) or unit == "%"):
        return Scale(1.0 if unit == "%" else 100.0, word="percentage points")
    if is_share(unit):
        return Scale(100.0, mark="%", word=(unit or "").partition(" ")[2])
    if unit in (None, "", "number", "count"):
        return Scale()
    if unit is not None and unit.startswith("1/"):
        each = unit.removeprefix("1/")
        return Scale(word=f"{'an' if each == 'hour' else 'a'} {each}")
    return Scale(mark="%") if unit == "%" else Scale(word=unit or "")


def plural(unit: str, amount: float) -> str:
    """A unit of time behind a number: `1 hour`, `2 hours`. Other units stay as the document writes them."""
    if unit.startswith(("a ", "an ")) or " an hour" in unit:
        return unit
    last = unit.rsplit(" ", 1)[-1]
    counted = last in COUNTED_UNITS and " per " not in f" {unit} "
    return f"{unit}s" if counted and abs(amount) != 1 else unit


def decimals(value: float, low: float | None, high: float | None) -> int:
    """How many decimals a value can bear: to the digits that its interval's half-width has, else three digits in all.

    A half-width is worth two digits where it begins with 100 to 354, else one (Particle Data Group, Review of
    Particle Physics, section 5.3, "Rounding").
    """
    if low is not None and high is not None and high > low:
        wanted = math.ceil(-math.log10((high - low) / 2 / TWO_DIGITS_BELOW))
    elif math.isclose(value, round(value), rel_tol=1e-9, abs_tol=1e-12):
        wanted = 0
    else:
        wanted = 2 - math.floor(math.log10(abs(value)))
    return min(MOST_DECIMALS, max(0, wanted))


def plain(value: float, places: int) -> str:
    """A number with so many decimals, thousands apart and a true minus; never minus zero."""
    text = f"{abs(value):,.{places}f}"
    negative = value < 0 and any(digit in "123456789" for digit in text)
    return f"−{text}" if negative else text


def trimmed(value: float) -> str:
    """A number that someone wrote down (a parameter), as they would write it: `0.1`, `1,000`, `50`."""
    if value == int(value) and abs(value) < 1e15:
        return plain(value, 0)
    text = plain(value, MOST_DECIMALS).rstrip("0")
    return text if text.strip("−0.") else f"{value:g}"


def with_unit(number: str, amount: float, scale: Scale) -> str:
    """`85` + `%`, `12` + `hours`, `1` + `camp`."""
    word = plural(scale.word, amount)
    if number == "1" and word.isalpha():
        word = singular_of(word)
    return f"{number}{scale.mark}" + (f" {word}" if word else "")


def amount(value: float, unit: str | None) -> str:
    """A single value without an interval, to at most three digits: `6.2% per hour`, `0.4`."""
    scale = scale_of(unit)
    scaled = value * scale.factor
    places = max(0, 2 - math.floor(math.log10(abs(scaled)))) if scaled else 0
    return with_unit(trimmed(round(scaled, min(places, 4))), scaled, scale)


def steady(finding: Finding) -> bool:
    """Whether every replicate gave the same number."""
    return finding.n > 1 and finding.low is not None and finding.low == finding.high


def told_apart(difference: Finding) -> bool:
    """Whether a difference is one: told from chance, or (without an interval) not zero."""
    if difference.kind == "nothing":
        return False
    if difference.low is None or difference.high is None:
        return difference.value != 0
    return leaves_out_zero(difference.low, difference.high)


def is_change(finding: Finding) -> bool:
    """Whether a finding's number is by how much something changes: of shares, percentage points."""
    if finding.kind == "influence":
        return not (finding.unit or "").startswith("share of the variance")
    compared = len(finding.arms) == 2 or finding.through is not None or finding.take == "change"
    compared = compared or (finding.kind == "form" and finding.take == CHANGE)
    return compared or finding.kind in ("trend", "scale", "smooth", "marginal", "goal")


def cell(finding: Finding) -> str:
    """The value alone, for a table."""
    scale, value, places = _scaled(finding)
    return with_unit(plain(value, places), value, scale)


def span(finding: Finding) -> str:
    """The 95% interval alone: `[83%, 88%]`; a dash where there is none, words where all runs are alike."""
    if finding.low is None or finding.high is None:
        return "–"
    if steady(finding):
        return "all alike"
    scale, _, places = _scaled(finding)
    low, high = (plain(bound * scale.factor, places) + scale.mark for bound in (finding.low, finding.high))
    return f"[{low}, {high}]"


def range_of(finding: Finding) -> tuple[str, str]:
    """The ends of a range, each with its unit: `80%`, `100%`."""
    scale, _, places = _scaled(finding)
    low, high = (bound * scale.factor for bound in (finding.low or 0.0, finding.high or 0.0))
    return with_unit(plain(low, places), low, scale), with_unit(plain(high, places), high, scale)


def shown(finding: Finding) -> str:
    """A level in a sentence: `85% [83%, 88%]`; without brackets where there is no interval or no spread."""
    if finding.low is None or steady(finding):
        return cell(finding)
    return f"{cell(finding)} {span(finding)}"


def gap(finding: Finding) -> str:
    """The size of a difference, its sign left to the words around: `4.7 percentage points [4.2, 5.3]`."""
    return shown(turned(finding) if finding.value < 0 else finding)


def turned(finding: Finding) -> Finding:
    """The same difference seen from the other arm: signs and arms swapped."""
    low, high = finding.low, finding.high
    changes = {
        "arms": finding.arms[::-1],
        "value": -finding.value,
        "low": None if high is None else -high,
        "high": None if low is None else -low,
    }
    return finding.model_copy(update=changes)


def _scaled(finding: Finding) -> tuple[Scale, float, int]:
    scale = scale_of(finding.unit, gap=is_change(finding))
    value = finding.value * scale.factor
    low, high = (None if bound is None else bound * scale.factor for bound in (finding.low, finding.high))
    places = decimals(value, low, high)
    if low is None and finding.n > 1:  # a mean whose interval is not known bears less than a count
        places = max(0, places - 1)
    return scale, value, min(places, MOST_OF_A_PERCENTAGE) if scale.factor > 1 else places
