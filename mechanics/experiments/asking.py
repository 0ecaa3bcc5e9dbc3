"""What else is asked of a model than what its document asks, in the language's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.reading import validated

Part = TypeVar("Part", bound=str)


def with_asked(document: ModelDocument, asked: Mapping[Part, Any]) -> ModelDocument:
    """The document with these parts of `experiment:` in place of its own.

    A sweep that says no end begins or ends where its parameter does. Raises DocumentError where a part has another
    shape than the language gives it.
    """
    if not asked:
        return document
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    parts: dict[str, Any] = {str(key): part for key, part in asked.items()}
    if isinstance(parts.get("sweep"), list):
        parts["sweep"] = [_with_ends(document, each) for each in parts["sweep"]]
    return validated({**plain, "experiment": {**plain["experiment"], **parts}})


def _with_ends(document: ModelDocument, sweep: object) -> object:
    """A sweep with the bounds of its parameter where it has no ends of its own."""
    if not isinstance(sweep, Mapping) or not isinstance(name := sweep.get("parameter"), str):
        return sweep
    if name not in document.parameters:
        return {"from": 0, "to": 1, **sweep}  # that there is no such parameter is for the checker to say
    parameter = document.parameters[name]
    bounds = {"from": parameter.low, "to": parameter.high}
    return {**{end: value for end, value in bounds.items() if value is not None}, **sweep}
