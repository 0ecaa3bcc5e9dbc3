"""What happens around a talk: as the caller says, and as the scenario says itself ("in round 3 the lights go out")."""

from __future__ import annotations

from sobremesa.nodes.contract import Request
from sobremesa.nodes.reading.happenings import foretold
from sobremesa.personas.happening import Happening


def happenings_of(request: Request) -> tuple[Happening, ...]:
    """All that happens, by its round; of one round, what the text says before what the caller adds."""
    return tuple(sorted((*foretold(request.scenario).happenings, *request.events), key=lambda one: one.round))


def without_happenings(request: Request) -> Request:
    """The same request, its scenario without what will happen: nobody who is cast knows of it yet."""
    return request.model_copy(update={"scenario": foretold(request.scenario).text})
