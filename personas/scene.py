"""The scene of a conversation: the scenario without what it says to the simulator."""

from __future__ import annotations

import re

_TO_THE_SIMULATOR = re.compile(
    r"^(?:play it out|how (?:do|does|would|will|might)\b.*\?|"
    r"what (?:do|does|would|will|happens|conflicts|changes)\b.*\?|"
    r"who (?:gives|wins|yields)\b.*\?|let them \w+|i'd like to\b.*|i would like to\b.*|show (?:me|how)\b.*|"
    r"simulate (?:it|this|how)\b[^,;:]*|track how\b[^,;:]*|one is\b.*|please\b.*)[.!?]?$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:i have \w+ (?:characters?|personas?|people|agents?):\s*|imagine(?: that)? |suppose(?: that)? )", re.I
)


def scene_of(text: str) -> str:
    """The sentences of a scenario that tell what is the case; the whole text where none does."""
    flat = " ".join(text.split())
    sentences = [s for s in re.split(r"(?<=[.!?])\s+", flat) if s and not _TO_THE_SIMULATOR.match(s)]
    scene = " ".join(_OPENING.sub("", sentence) for sentence in sentences).strip()
    scene = scene or flat
    return scene[:1].upper() + scene[1:]
