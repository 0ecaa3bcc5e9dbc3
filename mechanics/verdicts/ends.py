"""What nobody stated, at the ends of what it could be.

The bounds of a parameter often only say what is possible (a share from 0 to 1), and there an answer means nothing: at
a rate of 1 everything happens at once. So the ends are those of its range, but no further than half and twice the
value: an assumption may easily be off by a factor of two. From 0 there is no half and no twice: then the end is a tenth
of the range away.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from sobremesa.mechanics.document import ModelDocument, Parameter
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.code import names_in
from sobremesa.mechanics.verdicts.variant import Variant, accepted, revalued

ASSUMED = frozenset({"assumed", "inferred", "literature"})
FACTOR = 2.0
FROM_ZERO = 0.1
"""Of the range."""


def at_the_ends(program: Program, seed: int) -> tuple[Variant, ...]:
    """Each parameter that nobody stated at its ends, one at a time; those that say how many there are marked so.

    Left out are the length of a step, which has a perturbation of its own, and what every arm sets for itself.
    """
    document = program.document
    return tuple(
        variant
        for name, parameter in document.parameters.items()
        if parameter.source in ASSUMED and name != document.clock.dt
        and not all(name in arm.set for arm in document.experiment.arms)
        for variant in _variants(program, name, parameter, seed)
    )  # fmt: skip


def ends_of(parameter: Parameter) -> tuple[bool | int | float, ...]:
    """The values at the two ends, ascending; an end that is the value itself is left out."""
    value = parameter.value
    if parameter.type == "bool":
        return (not value,)
    if value:
        ends = sorted((value / FACTOR, value * FACTOR))
    else:
        span = parameter.high - parameter.low if parameter.low is not None and parameter.high is not None else None
        reach = 1 if parameter.type == "int" else None if span is None else FROM_ZERO * span
        ends = [] if reach is None else [-reach, reach]
    bounded = [_bounded(parameter, end) for end in ends]
    return tuple(end for end in bounded if end != value)


def sizes_named(document: ModelDocument) -> frozenset[str]:
    """The parameters that say how many agents, cells and steps there are."""
    sizes = [document.clock.steps, *(arm.steps for arm in document.experiment.arms)]
    for kind in document.agents.values():
        sizes += [kind.count, kind.max]
    for space in (document.space, *document.layers.values()):
        sizes += [] if space is None else [space.width, space.height]
    return frozenset(name for size in sizes for name in names_in(size))


def _variants(program: Program, name: str, parameter: Parameter, seed: int) -> Iterator[Variant]:
    document = program.document
    size = name in sizes_named(document)
    for end in ends_of(parameter):
        changed = {**document.parameters, name: parameter.model_copy(update={"value": end})}
        other = document.model_copy(update={"parameters": changed})
        variant = accepted(other) if size else revalued(program, other)
        if variant is not None:
            says = f"{name.replace('_', ' ')} {_told(end)} instead of {_told(parameter.value)}"
            yield Variant("parameter", says, variant, seed, parameter=name, value=float(end), size=size)


def _bounded(parameter: Parameter, end: float) -> int | float:
    if parameter.type == "int":
        end = ceil(end) if end < parameter.value else floor(end)
    if parameter.low is not None:
        end = max(end, parameter.low)
    return end if parameter.high is None else min(end, parameter.high)


def _told(value: bool | int | float) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else f"{value:g}"
