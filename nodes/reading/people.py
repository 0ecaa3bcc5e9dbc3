"""Who a scenario is about: crowds that are counted, a few people who are known, roles, and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sobremesa.nodes.reading.lexicon import crowds, persons
from sobremesa.nodes.reading.nouns import is_plural, singular
from sobremesa.nodes.reading.numbers import Number
from sobremesa.nodes.reading.tokens import HYPHENS, Text

Sort = Literal["crowd", "few", "role", "name", "plural"]

CROWD = 20
FEW = 12
UNITS_OF_MEASURE = frozenset(
    [
        "metres",
        "meters",
        "metre",
        "meter",
        "miles",
        "mile",
        "kilometres",
        "kilometers",
        "km",
        "kilo",
        "kilos",
        "kilograms",
        "kg",
        "grams",
        "litres",
        "liters",
        "gallons",
        "degrees",
        "words",
        "pages",
        "points",
        "lines",
        "chapters",
        "tonnes",
        "tons",
        "watts",
        "volts",
        "bytes",
        "digits",
        "percent",
        "calories",
        "inches",
        "feet",
        "yards",
        "acres",
        "hectares",
        "times",
    ]
)
OWNERS = frozenset(["a", "an", "the", "his", "her", "my", "our", "their", "your", "its", "one", "another"])
GENERIC = frozenset(["any", "each", "every", "random", "typical", "average", "another", "no"])
NO_NAMES = frozenset(
    [
        "i",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "christmas",
        "easter",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "english",
        "french",
        "german",
        "spanish",
        "italian",
        "portuguese",
        "chinese",
        "japanese",
        "russian",
        "latin",
        "greek",
        "python",
        "javascript",
        "java",
        "monte",
        "carlo",
        "mr",
        "mrs",
        "ms",
        "dr",
        "internet",
        "god",
        "ai",
        "tv",
    ]
)
BEFORE_PLACES = frozenset(["in", "of", "from", "to", "at", "on", "into", "near", "across", "through", "towards"])
PERSON_ENDINGS = ("ist", "eer", "woman", "wright", "smith", "monger", "keeper", "maker", "master", "mistress")


@dataclass(frozen=True, slots=True)
class Somebody:
    """People found in a text: how they are known, how many they are, and where that stands."""

    sort: Sort
    count: float
    first: int
    end: int


def people_of(text: Text, numbers: Sequence[Number]) -> tuple[Somebody, ...]:
    """Everyone whom a text speaks of, as far as the words tell."""
    taken = {at for number in numbers for at in range(number.first, number.end)}
    return (*counted(text, numbers), *roles(text), *names(text, taken), *plurals(text))


def counted(text: Text, numbers: Sequence[Number]) -> list[Somebody]:
    """Counts of somebody: a crowd, or a few people."""
    found = []
    for number in numbers:
        if number.kind not in {"count", "rate"} or number.weak or not number.noun or number.noun in UNITS_OF_MEASURE:
            continue
        end = next(
            (at + 1 for at in range(number.end, min(number.end + 5, len(text))) if text.word(at) == number.noun),
            number.end,
        )
        if number.value >= CROWD:
            found.append(Somebody("crowd", number.value, number.first, end))
        elif number.value > 1 and is_person(singular(number.noun)):
            found.append(Somebody("few" if number.value <= FEW else "crowd", number.value, number.first, end))
    return found


def is_person(noun: str) -> bool:
    """Whether a singular noun names a person."""
    return (
        noun in persons() or noun.endswith(PERSON_ENDINGS) or noun in {"people", "sibling", "colleague", "jury", "team"}
    )


def roles(text: Text) -> list[Somebody]:
    """Single people known by what they are: "the mayor", "a stoic engineer", "my boss"."""
    found = []
    for at, token in enumerate(text.tokens):
        if not (token.word in persons() or (len(token.word) > 5 and token.word.endswith(PERSON_ENDINGS))):
            continue
        if text.word(at + 1) in persons():
            continue
        owner = article(text, at)
        if owner is not None:
            found.append(Somebody("role", 1, owner, at + 1))
    return found


def article(text: Text, at: int) -> int | None:
    """Where the article of a noun stands, at most four words before it; None without one, or for "any", "each"."""
    for position in range(at - 1, max(at - 6, -1), -1):
        word = text.word(position)
        if word in GENERIC:
            return None
        if word in OWNERS:
            return position if text.word(position - 1) not in {"than"} else None
        if not text.tokens[position].is_word and word not in HYPHENS:
            return None
    return None


def names(text: Text, taken: set[int]) -> list[Somebody]:
    """Proper names of people, each once: capitals within a sentence that stand where no place or language would."""
    found: dict[str, Somebody] = {}
    for at, token in enumerate(text.tokens):
        word = token.word.removesuffix("'s")
        if not token.capital or at in taken or word in NO_NAMES or word in found or len(word) < 2:
            continue
        written = text.raw[token.start : token.end]
        if written.isupper() or (token.opens and not listed(text, at)) or text.word(at - 1) in BEFORE_PLACES:
            continue
        if is_plural(word) and not token.word.endswith("'s") and text.word(at - 1) in OWNERS:
            continue
        found[word] = Somebody("name", 1, at, at + 1)
    return list(found.values())


def listed(text: Text, at: int) -> bool:
    """Whether a capital at the head of a sentence begins a list of names ("Ada and Bram", "Ada, Bram and …")."""
    return text.word(at + 1) in {"and", ","} and at + 2 < len(text) and text.tokens[at + 2].capital


def plurals(text: Text) -> list[Somebody]:
    """Plurals of those whom a model would count: "customers", "households", "wolves"."""
    seen: dict[str, Somebody] = {}
    for at, token in enumerate(text.tokens):
        if is_plural(token.word) and token.word not in seen and singular(token.word) in crowds():
            seen[token.word] = Somebody("plural", 2, at, at + 1)
    return list(seen.values())
