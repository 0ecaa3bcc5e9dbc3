"""Who a scenario is about: crowds that are counted, a few people who are known, roles, names, and plain plurals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sobremesa.nodes.reading.names import names
from sobremesa.nodes.reading.nouns import is_plural, singular
from sobremesa.nodes.reading.number import UNITS, Number
from sobremesa.nodes.reading.tokens import HYPHENS, Text
from sobremesa.nodes.reading.words import crowds, persons, words

Sort = Literal["crowd", "few", "role", "name", "plural"]

CROWD = 20
FEW = 12
OWNERS = frozenset(["a", "an", "the", "his", "her", "my", "our", "their", "your", "its", "whose", "one", "another"])
WITH = frozenset(["with", "from", "by"])
GENERIC = frozenset(["any", "each", "every", "random", "typical", "average", "no"])
PERSON_ENDINGS = ("ist", "eer", "woman", "wright", "smith", "monger", "keeper", "maker", "master", "mistress")
AGENT_ENDINGS = ("er", "or", "ian", "ant")


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
    some = counted(text, numbers)
    named = [Somebody("name", 1, at, at + 1) for at in names(text, taken)]
    known = {text.word(one.end - 1) for one in some}
    return (*some, *roles(text), *named, *plurals(text, known))


def counted(text: Text, numbers: Sequence[Number]) -> list[Somebody]:
    """Counts of somebody: a crowd (as are those who come at a rate, again and again), or a few people."""
    found = []
    for number in numbers:
        if (
            number.kind not in {"count", "rate"}
            or number.weak
            or not number.noun
            or number.noun in words("units_of_measure")
        ):
            continue
        end = end_of_noun(text, number)
        if number.value >= CROWD or (number.kind == "rate" and is_person(singular(number.noun))):
            found.append(Somebody("crowd", number.value, number.first, end))
        elif (
            number.value > 1
            and is_person(singular(number.noun))
            and not is_degree(text, number)
            and not begins_it(text, number.first)
        ):
            found.append(Somebody("few" if number.value <= FEW else "crowd", number.value, number.first, end))
    return found


def is_degree(text: Text, number: Number) -> bool:
    """Whether a count says how many others each has to do with: "each listens to 4 friends", "6 friends each"."""
    first, _ = text.clause(number.first)
    behind = end_of_noun(text, number)
    if text.word(behind) == "each" and text.word(behind + 1) not in {"other", *UNITS}:
        return True
    told = [at for at in range(first, number.first - 1) if text.word(at) in words("each")]
    each = [at for at in told if not {text.word(at + 1), text.word(at + 2)} & UNITS.keys()]
    return bool(each) and text.word(number.first - 1) != "of"


def end_of_noun(text: Text, number: Number) -> int:
    """The position after the noun that a number counts, if it follows soon."""
    follows = range(number.end, min(number.end + 5, len(text)))
    return next((at + 1 for at in follows if text.word(at) == number.noun), number.end)


def is_person(noun: str) -> bool:
    """Whether a singular noun names a person, or those who are few by nature."""
    if noun in persons() or noun.endswith(PERSON_ENDINGS) or noun in {"sibling", "colleague", "jury", "team"}:
        return True
    return len(noun) > 4 and noun.endswith(AGENT_ENDINGS) and noun not in words("no_agents")


def roles(text: Text) -> list[Somebody]:
    """Single people known by what they are: "the mayor", "a stoic engineer", "my boss", "cook, radio operator"."""
    found = []
    for at, token in enumerate(text.tokens):
        named = token.word in persons() or (len(token.word) > 5 and token.word.endswith(PERSON_ENDINGS))
        if not (named or is_acting(text, at)) or text.word(at + 1) in persons() | HYPHENS:
            continue
        first = article(text, at)
        if first is None and named:
            first = listed(text, at)
        if first is not None and not begins_it(text, first):
            found.append(Somebody("role", 1, first, at + 1))
    return found


def begins_it(text: Text, first: int) -> bool:
    """Whether something only begins with somebody ("… starts with three pupils"): nothing else is said of them."""
    return text.word(first - 1) in WITH and text.word(first - 2) in words("beginning")


def is_acting(text: Text, at: int) -> bool:
    """Whether a word is made like a doer ("a ferryman", "a juggler who …") and stands where a person would."""
    word = text.word(at)
    if len(word) < 5 or not word.endswith(AGENT_ENDINGS) or word in words("no_agents"):
        return False
    return text.word(at - 1) in {"a", "an"} and text.word(at + 1) in {"who", "whose", "and", ",", "."}


def article(text: Text, at: int) -> int | None:
    """Where the article of a noun stands, a few words before it; None without one, or for "any", "each"."""
    for position in range(at - 1, max(at - 6, -1), -1):
        word = text.word(position)
        if word in GENERIC:
            return None
        if word in OWNERS:
            return position if text.word(position - 1) != "than" else None
        if not text.tokens[position].is_word and word not in HYPHENS | {"'", "’"}:
            return None
    return None


def listed(text: Text, at: int) -> int | None:
    """Where a short clause that is nothing but a role begins: ": first officer, cook, radio operator"."""
    first, end = text.clause(at)
    alone = end - first <= 4 and at >= end - 2
    return first if alone and text.word(first) not in {"and", "or"} and text.word(first - 1) in {",", ":"} else None


def plurals(text: Text, known: set[str]) -> list[Somebody]:
    """Plurals of those whom a model would count ("customers", "wolves"), other than the `known` ones."""
    seen: dict[str, Somebody] = {}
    for at, token in enumerate(text.tokens):
        if token.word in seen or token.word in known or not is_plural(token.word):
            continue
        if singular(token.word) in crowds() or is_person(singular(token.word)):
            seen[token.word] = Somebody("plural", 2, at, at + 1)
    return list(seen.values())


def names_people(noun: str) -> bool:
    """Whether a noun names several people, or a whole that is made of people."""
    return noun in words("wholes") or (is_plural(noun) and is_person(singular(noun)))
