"""An answer about a run: sentences that say where in it they rest, or that it can't be told from it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.report import Sentence

PLAIN = "extracts"


class Cited(BaseModel):
    """A sentence and the places of the run that it rests on, in words: `round 2 of cycle 1, Mei`, `hour 12`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    evidence: tuple[str, ...]
    places: tuple[str, ...]


class Answer(BaseModel):
    """What a run's record says to a question. `declined`: why it can't, as sentences; there are no others then.

    `by` is the language model that put it into words, or `extracts`: the run's own words and figures. `notices` say
    what an answer of this kind is worth, and what was left out of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    thread_id: str
    question: str
    sentences: tuple[Cited, ...] = ()
    declined: str | None = None
    by: str = PLAIN
    notices: tuple[str, ...] = ()


class Found(BaseModel):
    """Sentences that hold, or why there are none."""

    model_config = ConfigDict(frozen=True)

    sentences: tuple[Sentence, ...] = ()
    declined: str | None = None
    notices: tuple[str, ...] = ()
