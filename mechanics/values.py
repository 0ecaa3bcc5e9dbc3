"""Setting a document's parameters, with where each value comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.document import Parameter, Source
from sobremesa.mechanics.documents import D, Document, name_of
from sobremesa.mechanics.processes.document import ProcessDocument

Words = str | tuple[str, ...] | None


class GivenValueError(BadRequestError):
    """A value that this model can't take; the document is unchanged."""


class Given(NamedTuple):
    """A parameter's new value, where it comes from, and the words for it: a quote, a citation or a reason."""

    value: bool | int | float
    source: Source
    words: Words = None


def with_values(document: D, values: Mapping[str, Given | tuple[bool | int | float, Source, Words]]) -> D:
    """Set parameters, with their provenance. Raises GivenValueError for an unknown name or a value out of bounds."""
    parameters = dict(document.parameters)
    for name, given in values.items():
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise GivenValueError(f"The model {name_of(document)} has no parameter {name!r}; it has: {known}.")
        parameters[name] = _set(name, parameters[name], Given(*given))
    return document.model_copy(update={"parameters": parameters})


def either_with_values(
    document: Document, values: Mapping[str, Given | tuple[bool | int | float, Source, Words]]
) -> Document:
    """`with_values` of a document whose kind is not known here."""
    if isinstance(document, ProcessDocument):
        return with_values(document, values)
    return with_values(document, values)


def _set(name: str, parameter: Parameter, given: Given) -> Parameter:
    value = given.value
    if parameter.type == "bool":
        if value not in (0, 1):
            raise GivenValueError(f"{name} is true or false, not {value}.")
        value = bool(value)
    elif parameter.type == "int":
        if value != int(value):
            raise GivenValueError(f"{name} is a whole number, not {value}.")
        value = int(value)
    if (parameter.low is not None and value < parameter.low) or (parameter.high is not None and value > parameter.high):
        raise GivenValueError(f"{name} must lie {_bounds(parameter)}, not at {value}.")
    provenance: dict[str, object] = {"source": given.source, "quote": None, "why": None, "cite": None}
    provenance[{"stated": "quote", "literature": "cite"}.get(given.source, "why")] = given.words
    return parameter.model_copy(update={"value": value, **provenance})


def _bounds(parameter: Parameter) -> str:
    if parameter.high is None:
        return f"at {parameter.low} or above"
    if parameter.low is None:
        return f"at {parameter.high} or below"
    return f"between {parameter.low} and {parameter.high}"
