"""A library process with what a scenario states: values with their quotes, the length, what else is tried."""

from __future__ import annotations

from sobremesa.mechanics.library.entry import STEPS
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.values import Given, with_values
from sobremesa.nodes.reading.processes.givens import with_horizon
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.writing import Values, with_arms, with_assumptions, with_comparison


def written(document: ProcessDocument, text: Text, values: Values) -> ProcessDocument:
    """The process with all that was stated. Raises GivenValueError for a value out of the parameter's bounds."""
    for name, bound in values.stated.items():
        if name == STEPS:
            document = with_horizon(document, bound.values[name])
        else:
            document = with_values(document, {name: Given(bound.values[name], "stated", bound.quote)})
    readings = [f"“{bound.quote}”: {bound.reading}" for bound in values.stated.values() if bound.reading]
    document = with_assumptions(document, readings)
    document = with_comparison(document, values.compared) if values.compared else document
    return with_arms(document, values.supposed)
