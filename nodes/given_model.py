"""A model that the caller gives instead of a scenario that one is to be found for."""

from __future__ import annotations

from sobremesa.errors import BadRequestError
from sobremesa.mechanics import library
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.given import with_population, with_steps
from sobremesa.mechanics.reading import read_document
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route, Translation


def route_of(request: Request) -> Route | None:
    """Where the caller's model leads: to a talk, if it holds one and mechanics alone are not asked for.

    None where the caller gives no model. Raises BadRequestError where the mode asked for is none of the model's.
    """
    if request.document is None:
        return None
    coupled = read_document(request.document).coupling is not None
    if request.mode == "social":
        raise BadRequestError("mode must be auto, mechanics or hybrid where a model is given, not social.")
    if request.mode == "hybrid" and not coupled:
        raise BadRequestError("mode must be auto or mechanics for this model, not hybrid: nobody talks in it.")
    talks = coupled and request.mode != "mechanics"
    reason = f"The caller gave the model{'' if request.mode == 'auto' else f', and asked for {request.mode}'}."
    return Route(mode="hybrid" if talks else "mechanics", confidence=1.0, reasons=(reason,))


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
    if request.mode == "mechanics":
        document = without_talk(document)
    return Translation(document=document, library=name)


def without_talk(document: ModelDocument) -> ModelDocument:
    """The document in which nobody talks: what the people would have decided, in each arm the rule in their place does.

    An arm that is then the same as one before it goes.
    """
    if document.coupling is None:
        return document
    arms: dict[str, Arm] = {}
    for arm in document.experiment.arms:
        quiet = arm.model_copy(update={"personas": "off"})
        arms.setdefault(quiet.model_copy(update={"name": ""}).model_dump_json(), quiet)
    experiment = document.experiment.model_copy(update={"arms": tuple(arms.values())})
    return document.model_copy(update={"experiment": experiment})


def _is_of_library(document: ModelDocument) -> bool:
    known = document.model in library.documents()
    return known and library.load(document.model).sha256 == document.sha256
