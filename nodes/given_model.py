"""A model that the caller gives instead of a scenario that one is to be found for."""

from __future__ import annotations

from typing import Literal

from sobremesa.errors import BadRequestError
from sobremesa.mechanics import library
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.documents import D, Document, read
from sobremesa.mechanics.given import GivenValueError, with_population, with_steps
from sobremesa.mechanics.processes import library as processes
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route, Translation
from sobremesa.nodes.reading.processes.givens import no_agents, with_horizon


def route_of(request: Request) -> Route | None:
    """Where the caller's model leads: to a talk, if it holds one and mechanics alone are not asked for.

    None where the caller gives no model. Raises BadRequestError where the mode asked for is none of the model's.
    """
    if request.document is None:
        return None
    document = read(request.document)
    coupled = document.coupling is not None
    if request.mode == "social":
        raise BadRequestError("mode must be auto, mechanics or hybrid where a model is given, not social.")
    if request.mode == "hybrid" and not coupled:
        raise BadRequestError("mode must be auto or mechanics for this model, not hybrid: nobody talks in it.")
    kind: Literal["model", "process"] = "process" if isinstance(document, ProcessDocument) else "model"
    talks = coupled and request.mode != "mechanics"
    reason = f"The caller gave the model{'' if request.mode == 'auto' else f', and asked for {request.mode}'}."
    return Route(mode="hybrid" if talks else "mechanics", confidence=1.0, reasons=(reason,), kind=kind)


def translation_of(request: Request) -> Translation | None:
    """The caller's model, with the caller's numbers; None where the caller gives none.

    Raises GivenValueError for a number that the model can't take.
    """
    if request.document is None:
        return None
    document = read(request.document)
    if isinstance(document, ProcessDocument):
        return _of_process(document, request)
    name = document.model if _is_of_library(document) else None
    if request.num_agents is not None:
        document = with_population(document, request.num_agents)
    if request.steps is not None:
        document = with_steps(document, request.steps)
    if request.mode == "mechanics":
        document = without_talk(document)
    return Translation(document=document, library=name)


def _of_process(document: ProcessDocument, request: Request) -> Translation:
    known = document.process in processes.documents() and processes.load(document.process).sha256 == document.sha256
    name = document.process if known else None
    if request.num_agents is not None:
        raise GivenValueError(no_agents(document))
    if request.steps is not None:
        document = with_horizon(document, request.steps)
    return Translation(document=without_talk(document) if request.mode == "mechanics" else document, library=name)


def quieted(document: Document) -> Document:
    """`without_talk` of a document whose kind is not known here."""
    if isinstance(document, ProcessDocument):
        return without_talk(document)
    return without_talk(document)


def without_talk(document: D) -> D:
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
