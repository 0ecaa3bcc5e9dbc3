"""Which words of a conversation to quote, and how much of them; always verbatim."""

from __future__ import annotations

import re

from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.talk import summary
from sobremesa.personas.utterance import Turn

LONGEST_QUOTE = 240
LEAST_OPENING = 25
WEIGHT = {
    "moved most here": 0,
    "feeling changed most here": 1,
    "turned to somebody here": 2,
    "felt most strongly here": 3,
    "last words": 4,
    "first words": 5,
}
_SENTENCE = re.compile(r"(?:[^.!?…]|\.(?=\d))*[.!?…]+[”\"'’)]?\s*|[^.!?…]+$")


def telling_turns(evidence: Evidence) -> dict[tuple[str, str], Turn]:
    """The turn in which most happened to each speaker, by arm and persona."""
    by_key = {turn.key: turn for turn in evidence.turns}
    chosen: dict[tuple[str, str], tuple[int, Turn]] = {}
    for arm in summary(tuple(evidence.personas.values()), evidence.turns):
        for moment in arm.moments:
            turn, weight = by_key[moment.turn], WEIGHT.get(moment.why, len(WEIGHT))
            place = (turn.arm, turn.utterance.persona)
            if place not in chosen or weight < chosen[place][0]:
                chosen[place] = (weight, turn)
    return {place: turn for place, (_, turn) in chosen.items()}


def in_quotes(speech: str) -> str:
    """An excerpt in quotation marks that ends like a sentence."""
    words = excerpt(speech)
    return f"“{words}”" if words.endswith((".", "!", "?", "…")) else f"“{words}”."


def opening(speech: str) -> str:
    """The first sentence of a speech, or the first few where they are short, in quotation marks; verbatim.

    >>> opening("I have known it for a long time. You know.")
    '“I have known it for a long time.”'
    >>> opening("They say that a loaf costs 1.16 times what it did. I know.")
    '“They say that a loaf costs 1.16 times what it did.”'
    """
    kept = ""
    for match in _SENTENCE.finditer(excerpt(speech)):
        kept += match[0]
        if len(kept) >= LEAST_OPENING:
            break
    return in_quotes(kept.strip())


def excerpt(speech: str) -> str:
    """The opening of a speech, in whole sentences where they fit; verbatim but for its line breaks.

    >>> excerpt("I know.  You know.")
    'I know. You know.'
    """
    words = " ".join(speech.split())
    kept = ""
    for match in _SENTENCE.finditer(words):
        if kept and len(kept) + len(match[0]) > LONGEST_QUOTE:
            break
        kept += match[0]
    kept = kept.strip()
    return kept if len(kept) <= LONGEST_QUOTE else kept[:LONGEST_QUOTE].rpartition(" ")[0]
