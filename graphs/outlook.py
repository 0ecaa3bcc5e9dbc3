"""What can be read off a request without asking: where it leads, who would talk, what model would be written."""

from __future__ import annotations

from dataclasses import dataclass

from sobremesa.mechanics.documents import Document, read
from sobremesa.nodes.contract import Request
from sobremesa.nodes.given_model import route_of, translation_of
from sobremesa.nodes.interpreter import NoModel, Route, Translation

UNKNOWN_PEOPLE = 4
MOST_TOKENS = 4_000


@dataclass(frozen=True, slots=True)
class Outlook:
    """`document` is the text of a model (empty where none is written), `assumed` what all this takes for granted.

    `model` is that model, where there is one.
    """

    route: Route
    people: int
    document: str
    assumed: tuple[str, ...]
    model: Document | None = None


async def outlook_of(request: Request) -> Outlook:
    """The outlook, from the words alone."""
    from sobremesa.nodes.library_interpreter import LibraryInterpreter

    library = LibraryInterpreter()
    route = route_of(request) or await library.classify(request)
    assumed = [] if request.mode != "auto" or request.document else [f"The mode is {route.mode}, as the words suggest."]
    document, model, text = None, None, ""
    if route.mode in ("mechanics", "hybrid"):
        translation = translation_of(request) or await library.compile(request, route)
        document = translation.document if isinstance(translation, Translation) else None
        text = written(translation, request, route)
        model = read(text)
        if request.document is None:
            assumed.append("The model that is written is as long as one of the library's.")
    people = UNKNOWN_PEOPLE
    if route.mode in ("social", "hybrid"):
        found = len((await library.cast(request, route, document)).personas)
        people = found or UNKNOWN_PEOPLE
        if request.mode == "auto" and route.mode == "social" and (request.replicates or 1) > 1:
            assumed.append(f"No model is run, so {request.replicates} conversations are held (--replicates).")
        if not (request.agents or request.personas or request.num_agents):
            assumed.append(f"{people} people talk" + (", as the words say." if found else "; the words name none."))
    return Outlook(route, people, text, tuple(assumed), model)


def written(translation: Translation | NoModel, request: Request, route: Route) -> str:
    """The document that a language model might write: the library's that fits, or comes nearest."""
    from sobremesa.mechanics.writing import write_document
    from sobremesa.nodes.examples import BETWEEN, document_of, nearest, process_examples

    if isinstance(translation, Translation):
        return write_document(translation.document)
    if route.kind == "process":
        return process_examples(request.scenario, route, MOST_TOKENS).partition(BETWEEN)[0]
    return document_of(nearest(request.scenario, route)[0])
