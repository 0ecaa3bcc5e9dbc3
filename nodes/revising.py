"""What a person asked for in review, done to the model: by hand, or by the language model that wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError
from sobremesa.mechanics.documents import Document, read
from sobremesa.mechanics.given import Given, GivenValueError
from sobremesa.mechanics.values import either_with_values
from sobremesa.nodes.contract import Request
from sobremesa.nodes.given_model import quieted
from sobremesa.nodes.interpreter import NoModel, Route, Translation
from sobremesa.nodes.quotes import wrong_quotes
from sobremesa.nodes.reply import Reply
from sobremesa.personas.english import listed

if TYPE_CHECKING:
    from sobremesa.nodes.interpreter import Interpreter

SET = "In review {values} before it ran."
REPLACED = "In review its document was changed by hand before it ran."
SAID = "In review it was written anew, to the words “{words}”."
WHY = "set in review"


async def revised(
    before: Translation, reply: Reply, request: Request, route: Route, interpreter: Interpreter
) -> Translation | NoModel:
    """The model as the person wants it, yet to be checked; or why that can't be, under `missing`."""
    if reply.say is not None:
        made = await interpreter.revise(request, route, before.document, reply.say)
        if isinstance(made, NoModel):
            return made
        return made.model_copy(update={"changes": (*before.changes, SAID.format(words=reply.say))})
    try:
        document = edited(before.document, reply, request, route)
    except DocumentError as error:
        return _refused(*(str(diagnostic) for diagnostic in error.diagnostics))
    except GivenValueError as error:
        return _refused(str(error))
    if document == before.document:
        return before
    library = before.library if reply.document is None else None
    change = REPLACED if reply.document is not None else SET.format(values=_values(reply))
    return before.model_copy(update={"document": document, "library": library, "changes": (*before.changes, change)})


def edited(document: Document, reply: Reply, request: Request, route: Route) -> Document:
    """The document with other values, or the one in its place. Raises GivenValueError, DocumentError.

    Words that are said to be the scenario's must be, as far as they were not in the document before.
    """
    if reply.document is None:
        return either_with_values(document, {name: Given(value, "given", WHY) for name, value in reply.set.items()})
    new = read(reply.document)
    if route.mode == "mechanics":
        new = quieted(new)
    known = set(map(str, wrong_quotes(document, request.scenario)))
    wrong: list[Diagnostic] = [one for one in wrong_quotes(new, request.scenario) if str(one) not in known]
    if wrong:
        raise DocumentError(tuple(wrong))
    return new


def _values(reply: Reply) -> str:
    return listed([f"{name} was set to {value}" for name, value in reply.set.items()])


def _refused(*problems: str) -> NoModel:
    return NoModel(understood=(), missing=problems, advice=())
