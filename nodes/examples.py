"""The library's documents that are nearest to a scenario: what a language model is shown of the language in use."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from sobremesa.mechanics import library
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.processes import library as processes
from sobremesa.nodes.contract import Request
from sobremesa.nodes.crowd import MODEL as CROWD
from sobremesa.nodes.gateway.estimate import tokens
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.reading.nearness import Texts

MOST = 3
CONSIDERED = 12
BETWEEN = "\n---\n"


def examples(scenario: str, route: Route, most_tokens: int) -> str:
    """As many of the nearest documents as fit into some tokens, three at most; none where none does."""
    told: list[str] = []
    for name in nearest(scenario, route)[:CONSIDERED]:
        if len(told) < MOST and tokens(BETWEEN.join([*told, document_of(name)])) <= most_tokens:
            told.append(document_of(name))
    return BETWEEN.join(told)


def nearest(scenario: str, route: Route) -> tuple[str, ...]:
    """Names of library models, the nearest first.

    Where people talk, the nearest model in which they do comes first, whatever else is nearer, and the same model
    without them is left out: it would show nothing new. Where nobody talks, models with people are left out.
    """
    nearness = _texts().nearness(scenario)
    ranked = sorted(filter(_runs, nearness), key=lambda name: (-nearness[name], name))
    talking = [name for name in ranked if library.load(name).personas]
    silent = [name for name in ranked if name not in talking]
    if route.mode != "hybrid":
        return tuple(silent)
    twins = {name for name in library.names() if library.entry(name).hybrid == talking[0]}
    return (talking[0], *(name for name in ranked if name != talking[0] and name not in twins))


def process_examples(scenario: str, route: Route, most_tokens: int) -> str:
    """As many of the nearest processes as fit into some tokens, three at most; none where none does."""
    nearness = _process_texts().nearness(scenario)
    told: list[str] = []
    for name in sorted(nearness, key=lambda name: (-nearness[name], name))[:CONSIDERED]:
        if len(told) < MOST and tokens(BETWEEN.join([*told, processes.text(name)])) <= most_tokens:
            told.append(processes.text(name))
    return BETWEEN.join(told)


@cache
def _process_texts() -> Texts:
    # Scenarios in which people talk are written as models: a process with people would teach what is refused.
    silent = (name for name in processes.names() if processes.entry(name).mode == "mechanics")
    return Texts({name: processes.text(name).replace("_", " ") for name in silent})


@cache
def _texts() -> Texts:
    # The crowd's speakers are those of a talk, whoever they are: a scenario has none of them.
    taught = (name for name in library.documents() if name != CROWD)
    return Texts({name: " ".join(_words(name)).replace("_", " ") for name in taught})


def _words(name: str) -> Iterator[str]:
    """What is said of a model, in its document and in the index."""
    document = library.load(name)
    yield from (name, document.purpose, document.experiment.question, *document.assumptions)
    yield from (*document.agents, *document.measures, *document.parameters, *(rule.name for rule in document.rules))
    yield from (parameter.why or "" for parameter in document.parameters.values())
    yield from (persona.role for persona in document.personas.values())
    if name in library.names():
        entry = library.entry(name)
        yield from (entry.title, *entry.asks, *(word for phrase in entry.phrases for word in phrase.words))
        for groups in (entry.evidence.entities, entry.evidence.state, entry.evidence.mechanism):
            yield from (stem for group in groups for stem in group)


@cache
def _runs(name: str) -> bool:
    """Whether a model can be run as it is written; of those in which people talk, not all can yet."""
    from sobremesa.mechanics.checking import check
    from sobremesa.nodes.coupling import plan_of

    document = library.load(name)
    if not document.personas:
        return True
    try:
        plan_of(check(document), Request(scenario=document.purpose))
    except DocumentError:
        return False
    return True


@cache
def document_of(name: str) -> str:
    """A library model as it was written."""
    return files("sobremesa.mechanics").joinpath("library", f"{name}.yaml").read_text("utf-8").strip()
