"""Who talks, as far as words alone say it: the model's people, the caller's list, a sample, or whom the text names."""

from __future__ import annotations

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import opening_stances
from sobremesa.nodes.interpreter import Casting, Route
from sobremesa.nodes.sheet.casting import listed_in
from sobremesa.personas.card import Persona
from sobremesa.personas.casting import Cast, alone, cast_for_roles, cast_from_agents, cast_from_scenario, tied
from sobremesa.personas.population import cast_population, speaks_of_population
from sobremesa.personas.quotas import read_quotas
from sobremesa.personas.scene import scene_of


def cast_by_words(request: Request, route: Route, document: Document | None) -> Casting:
    """The cast. Raises BadRequestError for a sample where the model says who talks."""
    if route.mode == "hybrid" and document is not None and document.coupling is not None:
        return coupled_cast(request, document)
    if is_sample(request):
        sampled = cast_population(request.scenario, request.seed, read_quotas(request.quotas), request.num_agents)
        return _casting(sampled)
    named = cast_from_scenario(request.scenario, request.seed, request.num_agents)
    if not listed_in(request):
        return _casting(named)
    personas = listed(request)
    return Casting(
        personas=personas, scene=named.scene, question=named.question, notes=(*tied(personas), *alone(personas))
    )


def is_sample(request: Request) -> bool:
    """Whether the people are to stand for many: the caller or the text says so, and nobody is listed."""
    return bool(request.quotas) or (not listed_in(request) and speaks_of_population(request.scenario))


def coupled_cast(request: Request, document: Document) -> Casting:
    """The document's personas, under its names; with the caller's traits where the caller listed them."""
    refuse_quotas(request)
    roles = {name: persona.role for name, persona in document.personas.items()}
    openings = opening_stances(document)
    personas = tuple(
        persona.model_copy(update={"stance": openings.get(persona.id, persona.stance)})
        for persona in cast_for_roles(roles, request.seed, request.scenario)
    )
    stance = document.coupling.stance if document.coupling is not None else None
    question = stance or cast_from_scenario(request.scenario, request.seed).question
    return Casting(personas=personas, scene=scene_of(request.scenario), question=question)


def refuse_quotas(request: Request) -> None:
    """Raises BadRequestError where quotas are given though a model has parts for those who talk."""
    if request.quotas:
        raise BadRequestError(
            "Quotas can't be met where a model says who talks: leave them out, or ask in mode social."
        )


def listed(request: Request) -> tuple[Persona, ...]:
    """The caller's list as personas."""
    return cast_from_agents([(agent.role, agent.traits, agent.name) for agent in listed_in(request)], request.seed)


def _casting(cast: Cast) -> Casting:
    return Casting(personas=cast.personas, scene=cast.scene, question=cast.question, notes=cast.notes)
