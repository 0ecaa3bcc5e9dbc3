"""Values from the caller: context whose keys name parameters, and the fields of the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.given import Given, with_population, with_steps, with_values
from sobremesa.mechanics.library.entry import STEPS, Binding, Entry
from sobremesa.nodes.contract import Fact, Request
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.stems import matches
from sobremesa.nodes.reading.tokens import tokenise
from sobremesa.nodes.reading.units import ratio

CONTEXT = "given in the context as {key}"
EVERYONE = frozenset(
    ["n", "agents", "people", "number of people", "num agents", "number of agents", "population", "population size"]
)
LENGTH = frozenset({STEPS, "duration", "length", "time horizon", "horizon", "number of steps", "num steps"})
LONGEST = 40
"""How many characters a fact may have that is nothing but a number."""
OF_SHARES = frozenset({"share", "probability"})


def with_givens(document: ModelDocument, entry: Entry, request: Request) -> ModelDocument:
    """The document with what the caller gave; fields of the request win over the context.

    Raises GivenValueError for a value that the model can't take: the caller's to change.
    """
    for key, fact in request.context.items():
        document = with_fact(document, entry, key, fact)
    if request.num_agents is not None:
        document = with_population(document, request.num_agents)
    if request.steps is not None:
        document = with_steps(document, request.steps)
    return document


def with_fact(document: ModelDocument, entry: Entry, key: str, fact: Fact) -> ModelDocument:
    """The document with one fact of the context, if that is a number which parameters can take their values from."""
    plain = plain_key(key)
    values = numbers_in(fact, document.clock.unit)
    if not values:
        return document
    if plain in LENGTH:
        return with_steps(document, round(values[0]))
    names = parameters_named(plain, values, document, entry)
    if names:
        told = CONTEXT.format(key=key)
        return with_values(document, {n: Given(v, "given", told) for n, v in zip(names, values, strict=True)})
    return with_population(document, round(values[0])) if plain in EVERYONE else document


def plain_key(key: str) -> str:
    """A key of the context as plain words: `Failure_rate` is "failure rate"."""
    return " ".join(key.replace("_", " ").replace("-", " ").casefold().split())


def parameters_named(key: str, values: Sequence[float], document: Document, entry: Entry) -> tuple[str, ...]:
    """The parameters that a key of the context means: one by its name, or those of the one binding it fits."""
    name = key.replace(" ", "_")
    if name in document.parameters:
        return (name,) if len(values) == 1 else ()
    fitting = {
        binding.parameters: None
        for binding in entry.bindings
        if can_hold(binding, values) and any(matches(word, binding.words) for word in key.split())
    }
    return next(iter(fitting)) if len(fitting) == 1 else ()


def can_hold(binding: Binding, values: Sequence[float]) -> bool:
    """Whether numbers from the context can be a binding's values as they stand."""
    if len(binding.parameters) != len(values) or binding.parameters == (STEPS,) or binding.convert is not None:
        return False
    if binding.kind in OF_SHARES:
        return 0 <= values[0] <= 1
    return binding.kind != "count" or values[0] == round(values[0])


def numbers_in(fact: Fact, clock: str) -> tuple[float, ...]:
    """A fact as one number, or as the two ends of a range; empty if it is anything else.

    A figure, a truth value, or words that are nothing but a number ("10%", "a hundred", "2 to 4"); a time is
    converted to the unit of the model's clock.
    """
    if isinstance(fact, bool | int | float):
        return (float(fact),) if isfinite(fact) else ()
    if not isinstance(fact, str) or len(fact) > LONGEST:
        return ()
    text = tokenise(fact)
    numbers = read_numbers(text)
    if len(numbers) != 1 or numbers[0].first != 0 or numbers[0].end < len(text) - 1:
        return ()
    number = numbers[0]
    scale = ratio(number.unit, clock) if number.kind in {"duration", "every"} and number.unit else 1.0
    if scale is None or number.per is not None or number.kind in {"date", "ordinal"}:
        return ()
    values = (number.value,) if number.high is None else (number.value, number.high)
    return tuple(value * scale for value in values if isfinite(value))


def unused(document: Document, context: Mapping[str, Fact]) -> tuple[str, ...]:
    """The facts of the context that set nothing in the model, as sentences."""
    used = {parameter.why for parameter in document.parameters.values() if parameter.source == "given"}
    return tuple(
        f"The context says {key}: {str(fact)[:200]}; the model does not use it."
        for key, fact in context.items()
        if CONTEXT.format(key=key) not in used and plain_key(key) not in EVERYONE | LENGTH
    )
