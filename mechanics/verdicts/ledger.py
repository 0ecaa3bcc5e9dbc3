"""The ledger of assumptions: what the headline does when what nobody stated takes the ends of its range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import hypot

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.ir.taken import taken
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.verdict import Bearing
from sobremesa.mechanics.verdicts.standing import reach
from sobremesa.mechanics.verdicts.variant import Variant

AtEnds = Iterable[tuple[Variant, Finding | None]]
"""A parameter at one of its ends, and the headline's level found there; None where that end was not tried."""

ROUNDING = 1e-9
"""Relative to the headline: what floating point alone may move it."""


def ledger_of(program: AnyProgram, headline: Finding, at_ends: AtEnds) -> tuple[Bearing, ...]:
    """An entry for each parameter with ends, the one that moves the headline most first, the untried last."""
    found: dict[str, dict[float, Finding | None]] = {}
    for variant, level in at_ends:
        if variant.parameter is not None and variant.value is not None:
            found.setdefault(variant.parameter, {})[variant.value] = level
    tests = sum(len(levels) for levels in found.values())
    arm = scenario_arm(program.document)
    declared = {name: program.document.parameters[name] for name in found}
    values = {
        name: float(parameter.value)
        if isinstance(program, ProcessProgram)
        else taken(program, arm, name, parameter.value)
        for name, parameter in declared.items()
    }
    bearings = (_bearing(declared[name], name, values[name], headline, at, tests) for name, at in found.items())
    return tuple(sorted(bearings, key=lambda bearing: -1.0 if bearing.swing is None else bearing.swing, reverse=True))


def _bearing(
    parameter: Parameter, name: str, value: float, headline: Finding, at: Mapping[float, Finding | None], tests: int
) -> Bearing:
    known = {value: headline, **at}
    (low, at_low), (high, at_high) = ((end, known[end]) for end in (min(known), max(known)))
    tried = [level for level in at.values() if level is not None]
    assert parameter.source in ("assumed", "inferred", "literature")
    return Bearing(
        parameter=name,
        source=parameter.source,
        why=parameter.why or parameter.cite or "",
        unit=parameter.unit,
        value=value,
        low=low,
        high=high,
        at_low=None if at_low is None else at_low.value,
        at_high=None if at_high is None else at_high.value,
        swing=max((abs(level.value - headline.value) for level in tried), default=None),
        matters=_matters(headline, tried, tests),
        truth=parameter.type == "bool",
    )


def _matters(headline: Finding, tried: Sequence[Finding], tests: int) -> bool:
    """Whether an end takes the headline elsewhere than chance would, at 5% for all ends of all parameters together.

    A single run has no interval, and tells nothing of chance.
    """
    noise = ROUNDING * abs(headline.value)
    return headline.low is not None and any(
        abs(level.value - headline.value) > max(noise, hypot(reach(level, tests), reach(headline, tests)))
        for level in tried
        if level.low is not None
    )
