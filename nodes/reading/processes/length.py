"""How long a process must be looked at: the busier it is, the longer the memory of its queue, and the longer the run.

The time in which a queue forgets how it began grows with 1 / (1 - ρ)² (Whitt 1989 gives the run lengths that follow for
M/M/1). So a run has as many arrivals as LEAST, or PER_RUN / (1 - ρ)² if these are more; a part of that is left out at
the start. Both are bounded, and what is then too short shows in a wide interval.
"""

from __future__ import annotations

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.traffic import loads

LEAST, PER_RUN, MOST = 3000, 300, 15_000
WARMUP = 5
"""One part in so many of a run is left out at its start."""
SLICES = 50
ARRIVALS = "arrivals"


def with_length(document: ProcessDocument) -> ProcessDocument:
    """The process, run for as many arrivals as its load asks for; as it is where no rate says how many come.

    Raises DocumentError where the process does not check.
    """
    if str(document.clock.horizon).rpartition(" / ")[2] != ARRIVALS:
        return document
    program = check_process(document)
    arm = scenario_arm(document)
    found = loads(program, arm, arm_parameters(program, arm))
    rho = max((load.rho for load in found if load.rho is not None), default=0.0)
    number = LEAST if rho >= 1 else round(min(MOST, max(LEAST, PER_RUN / (1 - rho) ** 2)), -2)
    update = {
        "horizon": f"{number} / {ARRIVALS}",
        "slice": f"{number // SLICES} / {ARRIVALS}",
        "warmup": f"{number // WARMUP} / {ARRIVALS}",
    }
    return document.model_copy(update={"clock": document.clock.model_copy(update=update)})
