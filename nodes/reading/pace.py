"""A period with no number to it ("each day"): the pace of a model's clock, which sets no parameter."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.library.entry import Entry
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.talks import is_period_of_talk
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.units import ROUNDS, ratio
from sobremesa.nodes.reading.writing import with_assumptions


def is_pace(text: Text, entry: Entry, number: Number, document: ModelDocument) -> bool:
    """Whether a period is one step of the clock, and stands with what the model has happen at every step."""
    if number.kind != "every" or number.unit is None:
        return False
    steps = ratio(number.unit, document.clock.unit)
    return steps is not None and number.value * steps == 1 and is_paced(text, entry, number)


def is_paced(text: Text, entry: Entry, number: Number) -> bool:
    """Whether a number's sentence speaks of what the model has happen at every step."""
    return bool(stems_in(text, entry.pace, text.sentence(number.first)))


def with_pace(document: ModelDocument, entry: Entry, text: Text, numbers: Sequence[Number]) -> ModelDocument:
    """The document whose clock counts what the scenario says its rounds are ("each week …"); else as it is."""
    if document.clock.unit not in ROUNDS:
        return document
    said = [number for number in numbers if is_pace(text, entry, number, document)]
    period = next((number for number in said if not is_period_of_talk(text, entry, number)), None)
    if period is None or period.unit is None or period.unit in ROUNDS:
        return document
    clock = document.clock.model_copy(update={"unit": period.unit})
    reading = f"“{period.text}”: one {document.clock.unit} of the model is taken as one {period.unit}"
    return with_assumptions(document.model_copy(update={"clock": clock}), [reading])
