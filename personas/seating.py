"""Whom a text seats at the table, and what it says of each: the members of its groups, and those who stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sobremesa.personas.contrasts import contrasts
from sobremesa.personas.described import Described, described
from sobremesa.personas.mention import Mention
from sobremesa.personas.naming import mentions
from sobremesa.personas.people import MOST_AT_A_TABLE, is_plain, number_of

HONEST_CAST = 3
_COUNTED_SIDES = re.compile(
    r"\b(\w+) (?:is |are |of them (?:is |are )?)?(?:in favou?r|for it|for)\b[^.]{0,20}?\b\w+ (?:is |are )?against\b"
)
_WHOSE = re.compile(r"\b(?:his|her|their)\b", re.IGNORECASE)
_ANNOUNCES = re.compile(r"\s+(?:announces?|tells?|proposes|plans to|suggests)\b")


def seated(text: str) -> tuple[list[Described], list[str]]:
    """The people of a text, described as far as it describes them, and what had to be assumed."""
    named = list(mentions(text))
    one_is = list(contrasts(text))
    named = _outside_questions(text, named)
    if not named and not one_is:
        note = "The text names nobody: three residents stand in for those whom it concerns."
        return [Described(role="resident") for _ in range(HONEST_CAST)], [note]
    if not named:
        named = [Mention("person", len(one_is), 0, 0, group=True, counted=True)]
    if one_is:
        named = [mention for mention in named if not _only_in(text, mention, named)]
    if any(mention.role == "juror" for mention in named):
        named = [mention for mention in named if mention.role != "defendant"]
    found: list[Described] = []
    notes: list[str] = []
    for place, mention in enumerate(named):
        if mention.group and _is_listed(mention, named[place + 1 :]):
            listed = sum(later.count for later in named[place + 1 :])
            if mention.count > listed:
                notes.append(f"The text counts {mention.count} and names {listed}: the others were added.")
                found += [Described(role=mention.role)] * (mention.count - listed)
            continue
        owners = _owners(text, mention, found)
        if mention.group:
            members = _members(text, mention, one_is)
            found += [someone.model_copy(update={"owners": owners}) for someone in members]
            one_is = []
            if mention.counted:
                continue
            notes.append(f"The text does not say how many: {mention.count} of “{mention.role}” talk.")
        else:
            found.append(_mentioned(text, mention).model_copy(update={"owners": owners}))
    if len(found) > MOST_AT_A_TABLE:
        notes.append(f"Of the {len(found)} who are named, the first {MOST_AT_A_TABLE} talk.")
    return found[:MOST_AT_A_TABLE], notes


def _owners(text: str, mention: Mention, seated: Sequence[Described]) -> tuple[int, ...]:
    """The places of those to whom `his daughter` or `their boss` belongs: the one who was named last, or all."""
    # The phrase begins with the word, or with the number that stands after it (`her two daughters`).
    whose = _WHOSE.search(text, max(0, mention.place - len("their ")), mention.place + len("their "))
    if whose is None or not seated:
        return ()
    last = len(seated) - 1
    return tuple(range(len(seated))) if whose[0].lower() == "their" else (last,)


def _outside_questions(text: str, named: list[Mention]) -> list[Mention]:
    """Without those whom only a question to the simulator names (`Should the village…?`), if there are others."""
    asked = [
        (m.start(), m.end()) for m in re.finditer(r"(?:^|(?<=[.!?] ))(?:Should|Can|Does|Is|Will)\b[^.!?]*\?", text)
    ]
    outside = [mention for mention in named if not any(low <= mention.place < high for low, high in asked)]
    return outside or named


def _only_in(text: str, mention: Mention, named: Sequence[Mention]) -> bool:
    """Whether a person noun stands only inside "one is a problem solver": a description, and nobody of their own."""
    start = re.search(r"\b[Oo]ne\b", text)
    return bool(start and mention.place > start.start() and any(other.group for other in named if other is not mention))


def _is_listed(group: Mention, later: Sequence[Mention]) -> bool:
    return group.lists and bool(later)


def _members(text: str, mention: Mention, one_is: Sequence[str]) -> list[Described]:
    """The members of a counted group, with the descriptions of "one is …" and the sides that they take."""
    sides = re.search(r"\b(?:either|both|opposite|opposing|different) sides?\b", text)
    in_favour = _COUNTED_SIDES.search(text)
    for_it = number_of(in_favour.group(1)) if in_favour else None
    members = []
    for index in range(max(mention.count, len(one_is))):
        own = ", ".join(part for part in (" ".join(mention.adjectives), mention.said) if part)
        words = one_is[index] if index < len(one_is) else own
        role = "person" if is_plain(mention.role) else mention.role
        someone = described(role, words, None)
        if sides:
            someone = someone.model_copy(update={"stance": 0.7 if index % 2 == 0 else -0.7})
        elif for_it is not None:
            someone = someone.model_copy(update={"stance": 0.7 if index < for_it else -0.7})
        members.append(someone)
    return members


def _mentioned(text: str, mention: Mention) -> Described:
    """Someone by themselves; who announces or proposes something is for it."""
    words = ", ".join(part for part in (" ".join(mention.adjectives), mention.said) if part)
    someone = described("person" if is_plain(mention.role) else mention.role, words, mention.name)
    announces = _ANNOUNCES.match(text, mention.end)
    return someone.model_copy(update={"stance": 0.7}) if announces else someone
