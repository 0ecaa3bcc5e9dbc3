"""Which of a model's measures a question asks for: "how many have heard it?" is not about those who never do."""

from __future__ import annotations

from sobremesa.mechanics.document import ModelDocument, Outcome
from sobremesa.mechanics.library.entry import Entry
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import Text

DENIED = (
    "never",
    "not",
    "no",
    "nobody",
    "without",
    "don't",
    "doesn't",
    "haven't",
    "hasn't",
    "won't",
    "didn't",
    "isn't",
)


def with_headline(document: ModelDocument, entry: Entry, text: Text) -> ModelDocument:
    """The document with the measure that a question asks for as its headline; as it is where none asks for another.

    A question that denies what a measure counts asks for the model's own.
    """
    for measure, stems in entry.answers.items():
        asked = [stretch for stretch in text.sentences if text.word(stretch[1] - 1) == "?"]
        if any(stems_in(text, stems, one) and not stems_in(text, DENIED, one) for one in asked):
            return _headed(document, measure)
    return document


def _headed(document: ModelDocument, measure: str) -> ModelDocument:
    experiment = document.experiment
    outcome = Outcome(measure=measure, take=experiment.headline.take)
    also = tuple(one for one in (experiment.headline, *experiment.also) if one.measure != measure)
    update = {"headline": outcome, "also": also}
    return document.model_copy(update={"experiment": experiment.model_copy(update=update)})
