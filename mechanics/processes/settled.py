"""Which measures have a long-run value in an arm, and which have none: what stands before an overloaded resource.

A queue that gets more work than its servers can do grows for as long as one looks. Its mean is a figure about how long
one has looked, and about nothing else; so it is not told.
"""

from __future__ import annotations

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.processes.program import Measure, ProcessProgram
from sobremesa.mechanics.processes.traffic import Load, loads

GROWING = frozenset(
    {
        "waiting",
        "longest_waiting",
        "waiting_percentile",
        "share_waiting",
        "service_level",
        "queue_length",
        "longest_queue",
        "time_in_system",
        "time_in_system_percentile",
        "number_in_system",
    }
)
"""Measures of a queue, or of those who have to get through it."""


def unsettled(program: ProcessProgram, arm: Arm) -> frozenset[str]:
    """The measures without a long-run value in an arm; none where the process ends by itself."""
    if program.document.clock.state == "terminating":
        return frozenset()
    over = [load for load in loads(program, arm, arm_parameters(program, arm)) if load.stable is False]
    return frozenset(measure.name for measure in program.measures if any(_grows(measure, load) for load in over))


def _grows(measure: Measure, load: Load) -> bool:
    if measure.function not in GROWING:
        return False
    return measure.of == load.resource or measure.of in load.by_class
