"""What follows for the kind of simulation where a caller says who talks."""

from __future__ import annotations

from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Route

READ_ANYWAY = 0.6
"""How sure it is that people who are listed are to talk, where the words ask for nothing."""


def talked_over(route: Route, request: Request) -> Route:
    """The route, or that of a talk where the words ask for nothing and the caller says who is there."""
    listed = request.agents or request.personas is not None or request.quotas
    if route.mode != "none" or request.mode != "auto" or not listed:
        return route
    reasons = ("Who talks is given: they talk it over.", *route.reasons)
    return Route(mode="social", confidence=READ_ANYWAY, reasons=reasons, phrases=route.phrases)
