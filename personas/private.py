"""What someone keeps to themselves: read from what a text says of them, else drawn where the text wants secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from sobremesa.personas.card import Card, PrivateSide
from sobremesa.personas.english import base_of_third
from sobremesa.personas.matter import Matter


class PrivateNotes(Card):
    """Wishes, fears and secrets that were said of someone."""

    goals: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    fears: tuple[str, ...] = ()

    def leaning(self, do: str) -> float | None:
        """Where a goal puts someone on doing `do`: against if they want to keep or stop it, else unknown."""
        deed = do.split(maxsplit=1)[0] if do else ""
        for goal in self.goals:
            words = goal.split()
            wanted = words[1] if words[:1] == ["to"] and len(words) > 1 else ""
            if deed and wanted == deed:
                return 0.75
            if {wanted, deed} in OPPOSITES or wanted in HINDERS or words == ["to", "say", "no"]:
                return -0.75
            if deed in {"sell", "leave", "go"} and "money" in words:
                return 0.75
        return None


HINDERS = frozenset({"stop", "prevent", "block", "avoid", "delay"})
OPPOSITES = (
    {"keep", "sell"},
    {"stay", "leave"},
    {"stay", "move"},
    {"open", "close"},
    {"keep", "close"},
    {"keep", "ban"},
)

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

_CARE = re.compile(r"\b(?:mother|father|parent|grandmother|grandfather|aunt|care)\b")
_MONEY = re.compile(r"\b(?:company|firm|shop|farm|house|money|inherit|sell|selling|business|estate)\w*\b")


def read_private(words: str) -> tuple[PrivateNotes, str]:
    """Wishes, fears and secrets in a description, and the manner that is left of it."""
    goals, fears, secrets, manner = [], [], [], []
    for part in re.split(r"[,;]\s*(?:and |but )?", words.strip()):
        clause = re.sub(r"^(?:who|whose|she|he|they)\s+", "", part.strip())
        wish = re.match(r"(?:wants?|needs?|hopes?|plans?|would like)\s+(.+)", clause)
        fear = re.match(r"(?:fears?|dreads?|is afraid of|is afraid that|worries about|worries that)\s+(.+)", clause)
        secret = re.match(r"(?:secretly|in secret|hides that|hides|has hidden)\s+(.+)", clause)
        if secret:
            secrets.append(_confessed(secret.group(1), clause))
        elif fear:
            fears.append(fear.group(1))
        elif clause.startswith("refuse"):
            goals.append("to say no")
        elif wish:
            goals.append(wish.group(1))
        elif clause:
            manner.append(clause)
    return PrivateNotes(goals=tuple(goals), fears=tuple(fears), secrets=tuple(secrets)), ", ".join(manner)


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
    if not secrets and matter is not None and WANTS_SECRETS.search(text):
        kept = "care" if _CARE.search(matter.topic) else "money" if _MONEY.search(matter.topic) else "any"
        pool = [secret for secret, _ in SECRETS[kept]]
        Random(f"secrets/{seed}/{text}").shuffle(pool)
        secrets = (pool[place],) if place < len(pool) else ()
    return PrivateSide(goals=notes.goals, fears=notes.fears, secrets=secrets)


def pull_of(private: PrivateSide) -> int:
    """The side to which drawn secrets pull a first stance: +1, -1, or 0 for neither."""
    pulls = dict(secret for group in SECRETS.values() for secret in group)
    return next((pulls[secret] for secret in private.secrets if secret in pulls), 0)
