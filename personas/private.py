"""What someone keeps to themselves: read from what a text says of them, else drawn where the text wants secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from sobremesa.personas.card import Card, PrivateSide
from sobremesa.personas.confiding import kept_by_one
from sobremesa.personas.english import base_of_third
from sobremesa.personas.matter import Matter
from sobremesa.personas.siding import side_of_fears, side_of_goals, side_of_words, side_taken


class PrivateNotes(Card):
    """What was said of someone: wishes, fears, secrets, knowledge, and sides, which are no part of a persona."""

    goals: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    fears: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()

    def leaning(self, matter: Matter) -> float | None:
        """Where this puts someone on a matter, -1..1: by a side outright, else a wish, else a fear; else None."""
        if self.sides:
            return side_of_words(", ".join(self.sides), matter)
        wished = side_of_goals(self.goals, matter)
        return wished if wished is not None else side_of_fears(self.fears, matter)


WANTS_SECRETS = re.compile(
    r"\b(?:secrets?|not (?:to )?say aloud|hides?|hiding|hidden reason|won't admit|not admit|unspoken|"
    r"keeps? (?:it )?from)\b",
    re.IGNORECASE,
)

SECRETS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "care": (
        ("I have already put down a deposit at a home", -1),
        ("my marriage would not survive it", -1),
        ("I promised it years ago, when nobody else was in the room", 1),
        ("things were said to me in that house that I have never forgiven", -1),
        ("I could not pay my own rent any longer without it", 1),
        ("I am ill myself", -1),
    ),
    "money": (
        ("I have had an offer of my own for months", 1),
        ("I owe more than anyone here knows", 1),
        ("I made a mistake in the books that would come out", -1),
        ("I have been speaking to the other side since spring", 1),
        ("without it I would not know who I am", -1),
        ("I promised somebody on a sickbed that I would never let it go", -1),
    ),
    "any": (
        ("I knew about it before the others did", 0),
        ("I have already made other plans", 0),
        ("I am more afraid of being left alone than I let anyone see", 0),
        ("I once did the very thing that I blame others for", 0),
        ("I have promised somebody to keep quiet", 0),
        ("I stand to gain from it more than I say", 0),
    ),
}
"""Drawn secrets, each a clause in the first person, and the side to which it pulls (+1, -1, or 0)."""

_WISH = re.compile(
    r"(?:(?:only|still|also) )?(?:wants?|needs?|hopes?|plans?|prefers?|would (?:like|rather|prefer))\s+(.+)"
)
_UNWILLING = re.compile(r"(?:does not|doesn['’]t|do not|don['’]t) want\s+to\s+(.+)")
_FEAR = re.compile(
    r"(?:fears?|dreads?|(?:is|are) (?:\w+ly )?(?:afraid|scared|frightened|worried) (?:of|that|about)|"
    r"worries (?:about|that))\s+(.+)"
)
_KNOWS = re.compile(
    r"(?:(?:alone|also|already|secretly) )?knows? that\s+(.+)|(?:alone|secretly) knows?\s+(.+)|"
    r"is the only (?:one|person) who knows?(?: that)?\s+(.+)"
)
_CARE = re.compile(r"\b(?:mother|father|parent|grandmother|grandfather|aunt|care)\b")
_MONEY = re.compile(r"\b(?:company|firm|shop|farm|house|money|inherit|sell|selling|business|estate)\w*\b")


def read_private(words: str) -> tuple[PrivateNotes, str]:
    """Wishes, fears, secrets and knowledge in a description, and the manner that is left of it."""
    goals, fears, secrets, knows, sides, manner = [], [], [], [], [], []
    for part in re.split(r"[,;]\s*(?:and |but )?", words.strip()):
        clause = re.sub(r"^(?:who|whose|she|he|they)\s+", "", part.strip())
        unwilling, wish, fear = _UNWILLING.match(clause), _WISH.match(clause), _FEAR.match(clause)
        secret = re.match(r"(?:secretly|in secret|hides that|hides|has hidden)\s+(.+)", clause)
        known = _KNOWS.match(clause)
        if known:
            knows.append(next(filter(None, known.groups())))
        elif secret:
            secrets.append(_confessed(secret.group(1), clause))
        elif fear:
            fears.append(fear.group(1))
        elif unwilling:
            goals.append(f"not to {unwilling.group(1)}")
        elif clause.startswith("refuse"):
            goals.append("to say no")
        elif side_taken(clause) is not None:
            sides.append(clause)
        elif wish:
            goals.append(f"to {wish.group(1)}" if "would rather" in clause else wish.group(1))
        elif clause:
            manner.append(clause)
    notes = PrivateNotes(
        goals=tuple(goals), fears=tuple(fears), secrets=tuple(secrets), knows=tuple(knows), sides=tuple(sides)
    )
    return notes, ", ".join(manner)


def _confessed(said: str, clause: str) -> str:
    """A secret as its owner would put it: `secretly wants to leave` → `I secretly want to leave`."""
    if clause.startswith("hides that"):
        return said
    if clause.startswith(("hides", "has hidden")):
        return f"I am hiding {said}"
    verb, _, rest = said.partition(" ")
    return f"I secretly {base_of_third(verb)} {rest}".strip().replace("I secretly be ", "I am secretly ")


def private_side(notes: PrivateNotes, matter: Matter | None, text: str, place: int, seed: int) -> PrivateSide:
    """The private side of the person at `place`; a drawn secret where the text says that there are some."""
    secrets = notes.secrets
    if not secrets and matter is not None and WANTS_SECRETS.search(text) and not kept_by_one(text):
        kept = "care" if _CARE.search(matter.topic) else "money" if _MONEY.search(matter.topic) else "any"
        pool = [secret for secret, _ in SECRETS[kept]]
        Random(f"secrets/{seed}/{text}").shuffle(pool)
        secrets = (pool[place],) if place < len(pool) else ()
    return PrivateSide(goals=notes.goals, fears=notes.fears, secrets=secrets, knows=notes.knows)


def pull_of(private: PrivateSide) -> int:
    """The side to which drawn secrets pull a first stance: +1, -1, or 0 for neither."""
    pulls = dict(secret for group in SECRETS.values() for secret in group)
    return next((pulls[secret] for secret in private.secrets if secret in pulls), 0)
