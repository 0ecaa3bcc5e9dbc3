"""What two people are to each other by their roles: sister and brother, landlord and tenant, rivals.

The kinds are words; how warm each is at first is ours, for want of anything better, and nothing but a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PARENTS = frozenset(["mother", "father", "parent", "mum", "mom", "dad", "stepmother", "stepfather", "widower", "widow"])
CHILDREN = frozenset(["daughter", "son", "child", "stepdaughter", "stepson", "teenager"])
GRANDPARENTS = frozenset(["grandmother", "grandfather", "grandparent", "grandma", "grandpa"])
GRANDCHILDREN = frozenset(["granddaughter", "grandson", "grandchild"])
SIBLINGS = frozenset(["sister", "brother", "sibling", "twin"])
SPOUSES = frozenset(["husband", "wife", "spouse"])
AUNTS = frozenset(["aunt", "uncle"])
NEPHEWS = frozenset(["nephew", "niece"])
BOSSES = frozenset(["boss", "manager", "chief", "director", "supervisor", "employer", "foreman"])
STAFF = frozenset(["employee", "assistant", "secretary", "deputy", "worker", "apprentice", "intern", "trainee"])
HEALERS = frozenset(["doctor", "nurse", "surgeon", "therapist", "counsellor"])
LANDLORDS = frozenset(["landlord", "landlady"])

PAIRS: Sequence[tuple[frozenset[str], frozenset[str], float, float]] = (
    (PARENTS, CHILDREN, 0.7, 0.6),
    (GRANDPARENTS, GRANDCHILDREN, 0.7, 0.6),
    (GRANDPARENTS, CHILDREN, 0.6, 0.5),
    (AUNTS, NEPHEWS, 0.4, 0.4),
    (SIBLINGS, SIBLINGS, 0.5, 0.5),
    (SPOUSES, SPOUSES, 0.7, 0.7),
    (frozenset({"bride"}), frozenset({"groom"}), 0.8, 0.8),
    (frozenset({"groom"}), frozenset({"man"}), 0.7, 0.7),  # his best man
    (BOSSES, STAFF | {"team member", "member of staff"}, 0.1, 0.0),
    (frozenset({"captain"}), frozenset({"crew member", "sailor", "mate"}), 0.2, 0.2),
    (LANDLORDS, frozenset({"tenant"}), 0.0, -0.1),
    (HEALERS, frozenset({"patient"}), 0.3, 0.3),
    (frozenset({"teacher"}), frozenset({"pupil", "student"}), 0.3, 0.2),
    (frozenset({"coach"}), frozenset({"player", "athlete"}), 0.3, 0.3),
)
"""Roles that make each other: what those of the second are to those of the first, how warmly, and the other way."""

AMONG = {
    "friend": 0.7, "partner": 0.6, "lover": 0.8, "cousin": 0.4, "flatmate": 0.3, "roommate": 0.3, "housemate": 0.3,
    "neighbour": 0.2, "neighbor": 0.2, "colleague": 0.2, "classmate": 0.3, "founder": 0.3, "co-founder": 0.3,
    "teammate": 0.3, "rival": -0.5, "enemy": -0.8, "ex": -0.4,
}  # fmt: skip
"""What several of one role are to each other, where the role says it."""
AS_SAID = {"founder": "co-founder"}
MEMBERS = {
    "member of the family": ("relative", 0.5), "member of the household": ("housemate", 0.4),
    "team member": ("colleague", 0.2), "colleague": ("colleague", 0.2), "band member": ("bandmate", 0.4),
    "crew member": ("crewmate", 0.3), "member of staff": ("colleague", 0.2), "pupil": ("classmate", 0.3),
    "board member": ("fellow board member", 0.1), "councillor": ("fellow councillor", 0.0),
}  # fmt: skip
"""What the members of a group are to each other."""
BELONGS: Sequence[tuple[frozenset[str], str, float, float]] = (
    (CHILDREN, "parent", 0.7, 0.6),
    (PARENTS, "child", 0.6, 0.7),
    (GRANDCHILDREN, "grandparent", 0.7, 0.6),
    (GRANDPARENTS, "grandchild", 0.6, 0.7),
    (SIBLINGS, "sibling", 0.5, 0.5),
    (SPOUSES, "spouse", 0.7, 0.7),
    (NEPHEWS, "aunt or uncle", 0.4, 0.4),
    (AUNTS, "nephew or niece", 0.4, 0.4),
    (frozenset({"friend"}), "friend", 0.7, 0.7),
    (STAFF, "boss", 0.1, 0.0),
    (BOSSES, "one of the staff", 0.0, 0.1),
    (frozenset({"tenant"}), "landlord", 0.0, -0.1),
    (frozenset({"rival"}), "rival", -0.5, -0.5),
)
"""Whom one has (`his daughter`), what one is to them, and how warmly one feels about them, and they about one."""
AT_ODDS = re.compile(r"\b(?:quarrel|fight|feud|estranged|divorc|hat(?:e|es|ed)\b|bitter|enem)", re.IGNORECASE)
SIBLING_WARMTH = 0.5
AT_ONE = re.compile(
    r"\b(?:close-knit|tight-knit|inseparable|loving|devoted to each other|best friends)\b", re.IGNORECASE
)
STIRRED = 0.3
"""How much colder ties are in a text that tells of strife, and how much warmer in one that tells of harmony."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What somebody is to one: who (a place in a list), as what, and how warmly one feels about it, -1..1."""

    to: int
    kind: str
    warmth: float


def relations(
    roles: Sequence[str], owners: Sequence[tuple[int, ...]] = (), text: str = ""
) -> list[tuple[Relation, ...]]:
    """For each role in a list what the others are to it, as far as the roles say.

    `owners` are the places of those to whom each belongs (`his daughter`); `text` may tell of strife or harmony.
    """
    stirred = STIRRED * (bool(AT_ONE.search(text)) - bool(AT_ODDS.search(text)))
    belongs = owners or [()] * len(roles)
    found = []
    for place in range(len(roles)):
        kinds = {other: _between(place, other, roles, belongs) for other in range(len(roles)) if other != place}
        found.append(
            tuple(
                Relation(other, what[0], round(max(-1.0, min(1.0, what[1] + stirred)), 2))
                for other, what in kinds.items()
                if what is not None
            )
        )
    return found


def _between(
    place: int, other: int, roles: Sequence[str], belongs: Sequence[tuple[int, ...]]
) -> tuple[str, float] | None:
    """What the one at `other` is to the one at `place`: by both roles, else by who belongs to whom."""
    siblings = belongs[place] and belongs[place] == belongs[other]
    if siblings and {_head(roles[place]), _head(roles[other])} <= CHILDREN:
        return "sibling", SIBLING_WARMTH
    if place in belongs[other]:
        return _what(roles[place], roles[other]) or _whose(roles[other], owner=False)
    if other in belongs[place]:
        return _what(roles[place], roles[other]) or _whose(roles[place], owner=True)
    return _what(roles[place], roles[other])


def _whose(role: str, owner: bool) -> tuple[str, float] | None:
    """What somebody of this role is to those who have them, or what the `owner` is to them, and how warmly."""
    head = _head(role)
    belonging = next((entry for entry in BELONGS if head in entry[0]), None)
    if belonging is None:
        return None
    _, back, towards, towards_owner = belonging
    return (back, towards_owner) if owner else (role, towards)


def _what(one: str, other: str) -> tuple[str, float] | None:
    """What `other` is to `one`, and how warmly; None where the roles don't say."""
    mine, theirs = {one, _head(one)}, {other, _head(other)}
    for first, second, towards_second, towards_first in PAIRS:
        if mine & first and theirs & second:
            return other, towards_second
        if mine & second and theirs & first:
            return other, towards_first
    if _head(one) == _head(other) and _head(one) in AMONG:
        return AS_SAID.get(other, other), AMONG[_head(one)]
    return MEMBERS.get(one) if one == other else None


def _head(role: str) -> str:
    """The noun of a role, without what is said after it (`sister in favour`)."""
    words = re.split(r",| in favou?r| against", role.lower())[0].split()
    return words[-1] if words else ""
