"""What the question asks for first becomes the headline; what it asks for further, and what was there, stay beside."""

from __future__ import annotations

from sobremesa.mechanics.document import Outcome
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Text


def with_headline(document: ProcessDocument, entry: ProcessEntry, text: Text) -> ProcessDocument:
    """The process whose headline is the measure that the first question asks for; as it is where none does."""
    asked = [
        headline.measure
        for stretch in text.sentences
        if text.word(stretch[1] - 1) == "?"
        for headline in entry.headlines
        if stems_in(text, headline.words, stretch)
    ]
    if not asked:
        return document
    experiment = document.experiment
    first = Outcome(measure=asked[0])
    others = dict.fromkeys((*(Outcome(measure=name) for name in asked[1:]), experiment.headline, *experiment.also))
    also = tuple(outcome for outcome in others if outcome != first)
    return document.model_copy(update={"experiment": experiment.model_copy(update={"headline": first, "also": also})})
