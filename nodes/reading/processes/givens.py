"""Values of a process from the caller: context whose keys name parameters, and the length of the run."""

from __future__ import annotations

from sobremesa.mechanics.given import Given, GivenValueError, with_values
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.nodes.contract import Request
from sobremesa.nodes.reading.givens import CONTEXT, LENGTH, numbers_in, parameters_named, plain_key

NO_AGENTS = (
    "num_agents has no meaning for a process: how many come is said by the rate at which they arrive ({rates}). "
    "Leave it out, or set that."
)


def with_givens(document: ProcessDocument, entry: ProcessEntry, request: Request) -> ProcessDocument:
    """The process with what the caller gave. Raises GivenValueError for a value that it can't take."""
    for key, fact in request.context.items():
        plain = plain_key(key)
        names = parameters_named(plain, (0.0,), document, entry)
        unit = document.parameters[names[0]].unit if names else None
        values = numbers_in(fact, (unit or document.clock.unit).removeprefix("1/"))
        if values and plain in LENGTH:
            document = with_horizon(document, values[0])
        elif len(values) == 1 and names:
            document = with_values(document, {names[0]: Given(values[0], "given", CONTEXT.format(key=key))})
    if request.num_agents is not None:
        raise GivenValueError(no_agents(document))
    return document if request.steps is None else with_horizon(document, request.steps)


def no_agents(document: ProcessDocument) -> str:
    """Why a process can't have a number of agents, in a sentence."""
    rates = [name for name, parameter in document.parameters.items() if (parameter.unit or "").startswith("1/")]
    return NO_AGENTS.format(rates=", ".join(rates) or "its document says it")


def with_horizon(document: ProcessDocument, length: float) -> ProcessDocument:
    """Run for so many units of the clock. Raises GivenValueError for no time at all."""
    if length <= 0:
        raise GivenValueError(f"A run takes some time, not {length:g}.")
    clock = document.clock.model_copy(update={"horizon": length, "slice": None})
    return document.model_copy(update={"clock": clock})
