"""What someone keeps to themselves: read from what a text says of them, else drawn where the text wants secrets."""

from __future__ import annotations

import re
from random import Random

from sobremesa.personas.card import Card, PrivateSide
from sobremesa.personas.matter import Matter
from sobremesa.personas.traits import known_words


class PrivateNotes(Card):
    """Wishes, fears and secrets that were said of someone."""

    goals: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    fears: tuple[str, ...] = ()

    def leaning(self, do: str) -> float | None:
        """Where a goal puts someone on doing `do`: against if they want to keep or stop it, else unknown."""
        for goal in self.goals:
            if re.search(r"\b(?:keep|stop|prevent|stay|block|avoid)\b", goal):
                return -0.75
            if (do and do.split(maxsplit=1)[0] in goal.split()) or re.search(r"\b(?:money|out|leave|go ahead)\b", goal):
                return 0.75
        return None


WANTS_SECRETS = re.compile(
    r"\b(?:secrets?|not (?:to )?say aloud|hides?|hiding|hidden reason|won't admit|not admit|unspoken|keeps? (?:it )?from)\b",
    re.IGNORECASE,
)

SECRETS = {
    "care": (
        "I have already looked at a home for her, and I put down a deposit",
        "my marriage would not survive it",
        "I need her flat to be sold, because I owe more than anyone knows",
        "she said things to me that I have never forgiven",
        "I am ill myself, and I have told nobody",
        "I promised her that I would, and I have regretted it ever since",
    ),
    "money": (
        "I have had an offer of my own for months",
        "I owe more than anyone here knows",
        "I have already spoken to the other side",
        "I am tired, and I want to be out by the summer",
        "I made a mistake in the books, and it will come out",
    ),
    "any": (
        "I knew about this before the others did",
        "I have already made other plans",
        "I am more afraid of being alone with this than I let anyone see",
        "I once did the very thing that I am blaming others for",
        "I have promised somebody to keep quiet",
        "I stand to gain from it more than I say",
    ),
}

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
            secrets.append(clause)
        elif fear:
            fears.append(fear.group(1))
        elif wish:
            goals.append(wish.group(1))
        elif clause:
            manner.append(part.strip())
    return PrivateNotes(goals=tuple(goals), fears=tuple(fears), secrets=tuple(secrets)), ", ".join(manner)


def private_side(notes: PrivateNotes, matter: Matter | None, text: str, place: int, seed: int) -> PrivateSide:
    """The private side of the person at `place`; a drawn secret where the text says that there are some."""
    secrets = notes.secrets
    if not secrets and matter is not None and WANTS_SECRETS.search(text):
        kept = "care" if _CARE.search(matter.topic) else "money" if _MONEY.search(matter.topic) else "any"
        pool = list(SECRETS[kept])
        Random(f"secrets/{seed}").shuffle(pool)
        secrets = (pool[place % len(pool)],) if place < len(pool) else ()
    return PrivateSide(goals=notes.goals, fears=notes.fears, secrets=secrets)


def is_described(words: str) -> bool:
    """Whether words say anything of a personality."""
    return bool(known_words(words))
