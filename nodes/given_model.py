"""A model that the caller gives instead of a scenario that one is to be found for."""

from __future__ import annotations

from sobremesa.mechanics import library
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.given import with_population, with_steps
from sobremesa.mechanics.reading import read_document
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route, Translation


def route_of(request: Request) -> Route | None:
    """Where the caller's model leads: to a talk, if it holds one. None where the caller gives none."""
    if request.document is None:
        return None
    coupled = read_document(request.document).coupling is not None
    return Route(mode="hybrid" if coupled else "mechanics", confidence=1.0, reasons=("The caller gave the model.",))


def translation_of(request: Request) -> Translation | None:
    """The caller's model, with the caller's numbers; None where the caller gives none.

    Raises GivenValueError for a number that the model can't take.
    """
    if request.document is None:
        return None
    document = read_document(request.document)
    name = document.model if _is_of_library(document) else None
    if request.num_agents is not None:
        document = with_population(document, request.num_agents)
    if request.steps is not None:
        document = with_steps(document, request.steps)
    return Translation(document=document, library=name)


def _is_of_library(document: ModelDocument) -> bool:
    known = document.model in library.documents()
    return known and library.load(document.model).sha256 == document.sha256
