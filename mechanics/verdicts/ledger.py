"""The ledger of assumptions: what the headline does when what nobody stated takes the ends of its range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sobremesa.mechanics.document import ModelDocument, Parameter
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.verdict import Bearing
from sobremesa.mechanics.verdicts.variant import Variant

AtEnds = Iterable[tuple[Variant, Finding | None]]
"""A parameter at one of its ends, and the headline's level found there."""


def ledger_of(document: ModelDocument, headline: Finding, at_ends: AtEnds) -> tuple[Bearing, ...]:
    """An entry for each parameter that was tried, the one that moves the headline most first."""
    found: dict[str, dict[float, float | None]] = {}
    for variant, level in at_ends:
        if variant.parameter is not None and variant.value is not None:
            found.setdefault(variant.parameter, {})[variant.value] = None if level is None else level.value
    bearings = (_bearing(name, document.parameters[name], headline, values) for name, values in found.items())
    return tuple(sorted(bearings, key=lambda bearing: -bearing.swing))


def _bearing(name: str, parameter: Parameter, headline: Finding, at: Mapping[float, float | None]) -> Bearing:
    value = float(parameter.value)
    known = {value: headline.value, **at}
    low, high = min(known), max(known)
    reached = [one for one in known.values() if one is not None]
    assert parameter.source in ("assumed", "inferred", "literature")
    return Bearing(
        parameter=name,
        source=parameter.source,
        why=parameter.why or parameter.cite or "",
        unit=parameter.unit,
        value=value,
        low=low,
        high=high,
        at_low=known[low],
        at_high=known[high],
        swing=max(abs(one - headline.value) for one in reached),
        matters=any(_leaves(headline, one) for one in reached),
    )


def _leaves(headline: Finding, value: float) -> bool:
    low = headline.value if headline.low is None else headline.low
    high = headline.value if headline.high is None else headline.high
    return not low <= value <= high
