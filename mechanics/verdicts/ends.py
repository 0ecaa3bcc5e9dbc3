"""What nobody stated, at the ends of what it could be.

The bounds of a parameter often only say what is possible (a share from 0 to 1), and there an answer means nothing: at
a rate of 1 everything happens at once. So the ends are those of its range, but no further than half and twice the
value: an assumption may easily be off by a factor of two. From 0 there is no half and no twice: then the end is a tenth
of the range away. And they are values that the model takes as they are (`ir.taken`): of 3 friends a ring makes 2, so
that half of 6 is tried at 4, the next towards the value itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Arm, ModelDocument, Parameter
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.ir.taken import taken
from sobremesa.mechanics.verdicts.code import names_in
from sobremesa.mechanics.verdicts.variant import Variant, accepted, revalued
from sobremesa.mechanics.wording import humanised

ASSUMED = frozenset({"assumed", "inferred", "literature"})
FACTOR = 2.0
FROM_ZERO = 0.1
"""Of the range."""


def at_the_ends(program: Program, seed: int) -> tuple[Variant, ...]:
    """Each parameter that nobody stated at its ends, one at a time; those that say how many there are marked so.

    Left out are the length of a step, which has a perturbation of its own, and what the arm that stands for the
    question sets for itself: there nothing would be another value.
    """
    document = program.document
    arm = scenario_arm(document)
    return tuple(
        variant
        for name, parameter in document.parameters.items()
        if parameter.source in ASSUMED and name != document.clock.dt
        and name not in arm.set
        for variant in _variants(program, arm, name, parameter, seed)
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


def _variants(program: Program, arm: Arm, name: str, parameter: Parameter, seed: int) -> Iterator[Variant]:
    document, value = program.document, _typed(parameter, taken(program, arm, name, parameter.value))
    size, later = name in sizes_named(document), _moves(program, arm, name)
    for end in ends_of(parameter.model_copy(update={"value": value})):
        run = _as_run(program, arm, name, parameter, end)
        if run is None or run == value:
            continue
        changed = {**document.parameters, name: parameter.model_copy(update={"value": run})}
        other = document.model_copy(update={"parameters": changed})
        variant = accepted(other) if size else revalued(program, other)
        if variant is not None:
            says = f"{humanised(name)} {_told(run)} instead of {_told(value)}{' at first' if later else ''}"
            yield Variant(
                "parameter",
                says,
                variant,
                seed,
                parameter=name,
                value=float(run),
                base=float(value),
                later=later,
                size=size,
            )


def _as_run(program: Program, arm: Arm, name: str, parameter: Parameter, end: float) -> bool | int | float | None:
    """The end, or what the model makes of it, or the next whole number towards the value: the first that is taken as it
    is, and no further away; None where there is none."""
    towards = 1 if end < parameter.value else -1
    candidates = [end, taken(program, arm, name, end), *([end + towards] if parameter.type == "int" else [])]
    nearest, furthest = sorted((end, float(parameter.value)))
    for run in candidates:
        if nearest <= run <= furthest and taken(program, arm, name, run) == run:
            return _typed(parameter, run)
    return None


def _moves(program: Program, arm: Arm, name: str) -> bool:
    """Whether the parameter keeps its value only until a lever moves it, or the arm sets it to another."""
    return any(lever.moves == name for lever in program.levers) or arm.decides(name)


def _typed(parameter: Parameter, value: float) -> bool | int | float:
    return bool(value) if parameter.type == "bool" else int(value) if parameter.type == "int" else float(value)


def _bounded(parameter: Parameter, end: float) -> int | float:
    if parameter.type == "int":
        end = ceil(end) if end < parameter.value else floor(end)
    if parameter.low is not None:
        end = max(end, parameter.low)
    return end if parameter.high is None else min(end, parameter.high)


def _told(value: bool | int | float) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else f"{value:g}"
