"""Which kind of document a question asks for: a process, in which many wait, or a model, in which many act on others.

"Traffic" and "who gets what" can be either: it is said which aspect of the words decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.words import read

Kind = Literal["model", "process"]
TOLD = {
    "process": "It is run as a process (a waiting line), since {aspects}.",
    "model": "It is run as a model of many who act on each other, not as a waiting line, since {aspects}.",
}
MOST_PHRASES = 3


@dataclass(frozen=True, slots=True)
class KindRead:
    """The kind, and the sentence that says why; None where nothing in the words makes it a question of kinds."""

    kind: Kind
    reason: str | None


def kind_of(text: Text) -> KindRead:
    """The kind that more of the words speak for; a model where none speaks for either."""
    found = {kind: _aspects(text, kind) for kind in ("model", "process")}
    weights = {kind: sum(len(phrases) for phrases in aspects.values()) for kind, aspects in found.items()}
    kind: Kind = "process" if weights["process"] > weights["model"] else "model"
    if kind == "model" and not (weights["model"] and (weights["process"] > 1 or stems_in(text, _matters()))):
        return KindRead(kind, None)
    told = [f"{_says(kind, aspect)} ({', '.join(phrases)})" for aspect, phrases in found[kind].items() if phrases]
    return KindRead(kind, TOLD[kind].format(aspects=" and ".join(told)))


def _aspects(text: Text, kind: str) -> dict[str, list[str]]:
    return {
        aspect: list(dict.fromkeys(f"“{text.quote(*hit)}”" for hit in stems_in(text, fields["words"])))[:MOST_PHRASES]
        for aspect, fields in _lists()[kind].items()
    }


def _says(kind: str, aspect: str) -> str:
    return str(_lists()[kind][aspect]["says"])


@cache
def _lists() -> dict[str, Mapping[str, Mapping[str, list[str]]]]:
    return read("kinds.yaml")


@cache
def _matters() -> tuple[str, ...]:
    """Words that either kind can be about."""
    return tuple(read("kinds.yaml")["matters"])
