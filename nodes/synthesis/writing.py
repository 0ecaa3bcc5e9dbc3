"""The seam between evidence and prose: plain sentences, or those of a language model that pass the check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sobremesa.nodes.claims import Grounds
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Prose:
    """The sentences of a report, and notices about how they came to be."""

    answer: tuple[Sentence, ...]
    narrative: tuple[Sentence, ...] = ()
    notices: tuple[str, ...] = ()


class Writer(Protocol):
    """Writes a report from evidence. What comes back has passed the check; `plain` stands in where nothing does."""

    @property
    def name(self) -> str:
        """What the writer is called in records: the name of a language model."""

    async def write(self, evidence: Evidence, ground: Grounds, plain: Prose) -> Prose:
        """Answer and narrative; never raises where `plain` can stand in."""
