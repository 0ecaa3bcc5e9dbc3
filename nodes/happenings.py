"""What happens around a talk: as the caller says, and as the scenario says itself ("in round 3 the lights go out")."""

from __future__ import annotations

from sobremesa.nodes.contract import Request
from sobremesa.personas.happening import Happening


def happenings_of(request: Request) -> tuple[Happening, ...]:
    """All that happens, by its round."""
    return tuple(sorted(request.events, key=lambda one: one.round))
