"""Values from the caller: context whose keys name parameters, and the fields of the request."""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.given import Given, with_population, with_steps, with_values
from sobremesa.mechanics.library.entry import STEPS, Binding, Entry
from sobremesa.nodes.contract import Fact, Request
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.stems import matches
from sobremesa.nodes.reading.tokens import tokenise

CONTEXT = "given in the context as {key}"
EVERYONE = frozenset({"agents", "num agents", "number of agents", "population", "population size"})
LENGTH = frozenset({STEPS, "number of steps", "num steps"})
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
    """The document with one fact of the context, if that is a number which a parameter can take its value from."""
    value = number_in(fact)
    if value is None:
        return document
    plain = " ".join(key.replace("_", " ").replace("-", " ").casefold().split())
    if plain in EVERYONE and "_".join(plain.split()) not in document.parameters:
        return with_population(document, round(value))
    if plain in LENGTH:
        return with_steps(document, round(value))
    name = parameter_named(plain, value, document, entry)
    if name is None:
        return document
    return with_values(document, {name: Given(value, "given", CONTEXT.format(key=key))})


def parameter_named(key: str, value: float, document: ModelDocument, entry: Entry) -> str | None:
    """The parameter that a key of the context means: its name, or words of one single-valued binding."""
    name = key.replace(" ", "_")
    if name in document.parameters:
        return name
    fitting = {
        binding.parameters[0]: None
        for binding in entry.bindings
        if can_hold(binding, value) and any(matches(word, binding.words) for word in key.split())
    }
    return next(iter(fitting)) if len(fitting) == 1 else None


def can_hold(binding: Binding, value: float) -> bool:
    """Whether a number from the context can be a binding's value as it stands."""
    if len(binding.parameters) != 1 or binding.parameters == (STEPS,) or binding.convert is not None:
        return False
    if binding.kind in OF_SHARES:
        return 0 <= value <= 1
    return binding.kind != "count" or value == round(value)


def number_in(fact: Fact) -> float | None:
    """A fact as one number: a figure, a truth value, or words that are nothing but a number ("10%", "a hundred")."""
    if isinstance(fact, bool | int | float):
        return float(fact)
    if not isinstance(fact, str) or len(fact) > 40:
        return None
    text = tokenise(fact)
    numbers = read_numbers(text)
    whole = len(numbers) == 1 and numbers[0].first == 0 and numbers[0].end >= len(text) - 1
    return numbers[0].value if whole and numbers[0].high is None else None


def unused(document: ModelDocument, context: Mapping[str, Fact]) -> tuple[str, ...]:
    """The facts of the context that set nothing in the model, as sentences."""
    used = {parameter.why for parameter in document.parameters.values() if parameter.source == "given"}
    return tuple(
        f"The context says {key}: {str(fact)[:200]}; the model does not use it."
        for key, fact in context.items()
        if CONTEXT.format(key=key) not in used and key.casefold() not in {*EVERYONE, *LENGTH}
    )
