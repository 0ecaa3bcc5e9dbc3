"""What else is asked of a model than what its document asks, in the language's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.documents import D, Document, checked
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.reading import validated_as

Part = TypeVar("Part", bound=str)

POINTS, POINTS_OF_TWO = 21, 11
"""Of a sweep that says none, along one parameter and along each of two."""


def with_asked(document: D, asked: Mapping[Part, Any]) -> D:
    """The document with these parts of `experiment:` in place of its own.

    A sweep that says no end begins or ends where its parameter does, and one that says no number of points has the
    usual one. Sizes that name no parameter are those of the only one that says how many agents there are. Raises
    DocumentError where a part has another shape than the language gives it.
    """
    if not asked:
        return document
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    parts: dict[str, Any] = {str(key): part for key, part in asked.items()}
    if isinstance(parts.get("sweep"), list):
        usual = POINTS if len(parts["sweep"]) == 1 else POINTS_OF_TWO
        parts["sweep"] = [_whole(document, each, usual) for each in parts["sweep"]]
    if isinstance(parts.get("scale"), Mapping) and len(counting := _counting(document)) == 1:
        parts["scale"] = {"parameter": counting[0], **parts["scale"]}
    return validated_as(type(document), {**plain, "experiment": {**plain["experiment"], **parts}})


def _counting(document: Document) -> list[str]:
    """The parameters that say how many agents there are; none in a process, where they come and go."""
    if isinstance(document, ProcessDocument):
        return []
    counts = dict.fromkeys(str(agents.count) for agents in document.agents.values())
    return [name for name in counts if name in document.parameters]


def askable(document: D, asked: Mapping[Part, Any]) -> tuple[dict[Part, Any], dict[Part, str]]:
    """The parts that the document can be asked; and why it can't be asked the others, each as a clause.

    What is wrong with the document itself is the checker's to say: then all can be asked.
    """
    kept, refused = dict(asked), dict[Part, str]()
    while kept:
        try:
            checked(with_asked(document, kept))
        except DocumentError as error:
            reasons = _reasons(error, list(kept))
            refused |= reasons
            kept = {part: what for part, what in kept.items() if part not in reasons}
            if reasons:
                continue
        break
    return kept, refused


def _reasons(error: DocumentError, parts: Sequence[Part]) -> dict[Part, str]:
    """The first thing that is wrong with each part."""
    reasons: dict[Part, str] = {}
    for diagnostic in error.diagnostics:
        path = diagnostic.place.path.replace("[", ".").split(".")
        part = next((part for part in parts if path[:2] == ["experiment", part]), None)
        if part is not None and part not in reasons:
            expected = f" ({diagnostic.expected}, not {diagnostic.found})" if diagnostic.expected else ""
            reasons[part] = f"{diagnostic.message}{expected}"
    return reasons


def _whole(document: Document, sweep: object, points: int) -> object:
    """A sweep with the bounds of its parameter where it has no ends of its own, and with a number of points."""
    if not isinstance(sweep, Mapping) or not isinstance(name := sweep.get("parameter"), str):
        return sweep
    if name not in document.parameters:
        return {"from": 0, "to": 1, **sweep}  # that there is no such parameter is for the checker to say
    parameter = document.parameters[name]
    bounds = {"from": parameter.low, "to": parameter.high}
    return {"points": points, **{end: value for end, value in bounds.items() if value is not None}, **sweep}
