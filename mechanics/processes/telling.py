"""How loaded each resource will be, in lines: told before a process is run."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.traffic import Load, loads
from sobremesa.mechanics.wording import humanised


def told_loads(program: ProcessProgram) -> Iterator[str]:
    """A line for each arm and resource."""
    for arm in program.document.experiment.arms:
        for load in loads(program, arm, arm_parameters(program, arm)):
            yield f"in “{arm.name}”: {told(load, lasting=program.document.clock.state == 'steady')}"


def told(load: Load, *, lasting: bool = True) -> str:
    """`till: load 66.7%`, with what that means where it is too much."""
    name = humanised(load.resource)
    if load.rho is None:
        return f"{name}: the load depends on how the process stands, and is not known before it is run"
    least = "at least " if load.at_least else ""
    line = f"{name}: load {least}{load.rho:.1%}"
    if load.stable is False and not lasting:
        return f"{line}; more work comes in than can be done, and the queue grows to the end"
    if load.stable is False:
        return f"{line}; unstable: more work comes in than can be done, and the queue grows as long as one looks"
    if load.peak is not None and load.peak >= 1:
        return f"{line}; {load.peak:.1%} at its peak: a queue builds up then"
    return line
