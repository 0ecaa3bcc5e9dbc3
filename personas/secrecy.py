"""What became of secrets: told by their owner, or in somebody else's mouth who could not know them.

A secret is traced by its telling words that stand nowhere else: not in what all know, and on nobody else's card. Words
count as the same by their first letters ("accepted", "accept"). An utterance gives a secret away where it holds at
least half of those words, and two of them where there are two. The bounds are ours; a secret that is told in quite
other words is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from sobremesa.personas.card import Card, Persona
from sobremesa.personas.utterance import Turn
from sobremesa.personas.wording import telling_words

STEM = 5
LONE = 8
"""The letters that a word must have to be traced where a secret has no other."""


class Slip(Card):
    """A secret of `owner` in words of `by`: `told` aloud or `whispered` by its owner, or `leaked` by who can't know it.

    `turn` is the key of the turn, `words` the secret's own words that stand there.
    """

    owner: str
    by: str
    how: Literal["told", "whispered", "leaked"]
    turn: tuple[str, int, int, str]
    words: tuple[str, ...]


def traceable(cast: Sequence[Persona], known: str = "") -> tuple[tuple[str, frozenset[str]], ...]:
    """Each secret that words can trace: its owner, and the stems that give it away. `known` is what all know."""
    common = stems(" ".join([known, *(f"{p.public.name} {p.public.role} {p.public.manner}" for p in cast)]))
    found = []
    for persona in cast:
        others = " ".join(text for other in cast if other is not persona for text in _kept(other))
        for secret in (*persona.private.secrets, *persona.private.knows):
            own = frozenset(stems(secret)) - common.keys() - stems(others).keys()
            lone = next(iter(own)) if len(own) == 1 else ""
            if len(own) > 1 or (lone and _rare(stems(secret)[lone])):
                found.append((persona.id, own))
    return tuple(found)


def slips(cast: Sequence[Persona], turns: Sequence[Turn], known: str = "") -> tuple[Slip, ...]:
    """Every secret that came out in one talk, at the first turn at which it did, in the order of the talk.

    `turns` are those of one arm, in their order. Who has heard a secret and passes it on leaks nothing.
    """
    return tuple(slip for owner, secret in traceable(cast, known) for slip in _slips(owner, secret, turns))


def stems(text: str) -> dict[str, str]:
    """The telling words of a text by their first letters."""
    return {word[:STEM]: word for word in telling_words(text)}


def _kept(persona: Persona) -> tuple[str, ...]:
    private = persona.private
    return (*private.secrets, *private.knows, *private.goals, *private.fears)


def _rare(word: str) -> bool:
    return len(word) >= LONE or any(letter.isdigit() for letter in word)


def _slips(owner: str, secret: frozenset[str], turns: Sequence[Turn]) -> Iterator[Slip]:
    heard: dict[str, tuple[int, int, int]] = {}  # who can know it, and since when; "" stands for everyone
    leaked: set[str] = set()
    told: set[str] = set()
    for turn in turns:
        said = turn.utterance
        there = stems(said.speech)
        found = secret & there.keys()
        if 2 * len(found) < len(secret) or len(found) < min(2, len(secret)):
            continue
        at = (turn.cycle, turn.round, turn.turn)
        words = tuple(sorted(there[stem] for stem in found))
        if said.persona == owner:
            how: Literal["told", "whispered"] = "whispered" if said.whisper else "told"
            if how not in told:
                yield Slip(owner=owner, by=owner, how=how, turn=turn.key, words=words)
                told.add(how)
        elif said.persona not in leaked and not any(heard.get(who, at) < at for who in ("", said.persona)):
            leaked.add(said.persona)
            yield Slip(owner=owner, by=said.persona, how="leaked", turn=turn.key, words=words)
        heard.setdefault(said.to or "" if said.whisper else "", at)
