"""Reading numbers back out of prose: digits, percentages, and number words, each with how exactly it was said."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_DIGITS_SPOKEN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TENS_SPOKEN = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: float(value) for value, word in enumerate(_DIGITS_SPOKEN + _TEENS)}
_TENS = {word: 10.0 * value for value, word in enumerate(_TENS_SPOKEN, start=2)}
_LARGE = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12.0}
_PARTS = {"half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4}
_PARTS |= {"fifth": 1 / 5, "fifths": 1 / 5, "tenth": 1 / 10, "tenths": 1 / 10}
_TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubles": 2.0, "twofold": 2.0, "triple": 3.0, "tripled": 3.0}
_TIMES |= {"thrice": 3.0, "threefold": 3.0, "tenfold": 10.0, "doubling": 2.0, "tripling": 3.0}
_TIMES |= {"quadruple": 4.0, "quadrupled": 4.0, "quadruples": 4.0, "fourfold": 4.0, "fivefold": 5.0}

_ORDINAL_TOO = ("third", "fifth", "tenth")
_NUMBER_WORDS = frozenset(_SMALL | _TENS | _LARGE | _PARTS | _TIMES)

_PERCENT = r"\s?(?:%|per\s?cent\b|percentage points?\b)"
_DIGITS = re.compile(
    r"(?P<sign>(?<![\w.%)\]])[-−+])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+)"
    rf"(?P<power>[eE][-+]?\d+)?(?P<percent>{_PERCENT})?"
)
_WORDS = re.compile(r"[A-Za-z]+")
_JOINED = re.compile(r"\s*(?:,|to|and|–|-|or)\s*")
FRACTION_SLACK = 0.02


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it was said. `value` is a fraction where `percent`; it holds to within `slack`."""

    text: str
    value: float
    slack: float
    percent: bool
    start: int
    end: int
    signed: bool = False

    def means(self, number: float) -> bool:
        """Whether this is `number` at the rounding shown; an unsigned numeral also tells a size."""
        if abs(self.value - number) <= self.slack:
            return True
        return not self.signed and abs(self.value - abs(number)) <= self.slack


def numerals(text: str, *, words: bool = True) -> tuple[Numeral, ...]:
    """Every number in `text`, in order, also in English `words`; "one" and ordinals are grammar and left out."""
    spelled = _in_words(text) if words else []
    return tuple(sorted((*_in_digits(text), *spelled), key=lambda n: n.start))


def _in_digits(text: str) -> list[Numeral]:
    matches = list(_DIGITS.finditer(text))
    percent = [match["percent"] is not None for match in matches]
    for i in range(len(matches) - 2, -1, -1):  # "83 to 88%"
        between = text[matches[i].end() : matches[i + 1].start()]
        percent[i] = percent[i] or (percent[i + 1] and _JOINED.fullmatch(between) is not None)
    for i in range(1, len(matches)):  # "4.7 percentage points [4.2, 5.3]"
        between = text[matches[i - 1].end() : matches[i].start()]
        opens = between.strip() == "[" or (between.strip() == "," and _inside_brackets(text, matches[i].start()))
        percent[i] = percent[i] or (percent[i - 1] and opens)
    return [_numeral(match, share) for match, share in zip(matches, percent, strict=True)]


def _inside_brackets(text: str, position: int) -> bool:
    return text.rfind("[", 0, position) > text.rfind("]", 0, position)


def _numeral(match: re.Match[str], percent: bool) -> Numeral:
    digits, power = match["number"].replace(",", ""), match["power"] or "e0"
    size = float(f"1{power}") / (100 if percent else 1)
    places = len(digits.partition(".")[2])
    sign = -1.0 if match["sign"] in ("-", "−") else 1.0
    value = sign * float(digits) * size
    slack = 0.5 * 10.0**-places * size * (1 + 1e-9) + 1e-12 * abs(value) if math.isfinite(value) else 0.0
    return Numeral(match[0], value, slack, percent, match.start(), match.end(), signed=match["sign"] is not None)


def _in_words(text: str) -> list[Numeral]:
    words = list(_WORDS.finditer(text))
    found: list[Numeral] = []
    i = 0
    while i < len(words):
        run = _run_of_number_words(text, words, i)
        if run:
            found += _spoken(text, run)
            i += len(run)
        else:
            i += 1
    return found


def _run_of_number_words(text: str, words: list[re.Match[str]], start: int) -> list[re.Match[str]]:
    run: list[re.Match[str]] = []
    for word in words[start:]:
        apart = text[run[-1].end() : word.start()] if run else ""
        if word[0].lower() not in _NUMBER_WORDS or apart.strip(" -‐\n"):
            break
        run.append(word)
        if word[0].lower() in _PARTS:
            break
    return run


def _spoken(text: str, run: list[re.Match[str]]) -> list[Numeral]:
    spoken = [word[0].lower() for word in run]
    start, end = run[0].start(), run[-1].end()
    if spoken[-1] in _PARTS:
        if spoken[-1] in _ORDINAL_TOO and not re.search(r"\b(?:a|one)\W+$", text[: run[-1].start()]):
            return []
        value = (_counted(spoken[:-1]) or 1.0) * _PARTS[spoken[-1]]
        return [Numeral(text[start:end], value, FRACTION_SLACK, True, start, end)]
    if spoken == ["one"]:
        return []
    value = _TIMES[spoken[0]] if spoken[0] in _TIMES else _counted(spoken)
    after = re.match(rf"(?:{_PERCENT})", text[end:])
    scale = 0.01 if after else 1.0
    slack = 0.5 * scale if value >= 1 else 1e-9
    return [Numeral(text[start:end], value * scale, slack, after is not None, start, end)]


def _counted(words: list[str]) -> float:
    total = current = 0.0
    for word in words:
        if word in _LARGE and _LARGE[word] in (12.0, 100.0):
            current = (current or 1.0) * _LARGE[word]
        elif word in _LARGE:
            total, current = total + (current or 1.0) * _LARGE[word], 0.0
        else:
            current += _SMALL.get(word, _TENS.get(word, 0.0))
    return total + current
