"""What a process document of a waiting line should come to, by theory, and what it does come to.

Where a document is M/M/c (one class that arrives as a Poisson process, one resource in order of arrival, one
exponential service) its own parameters give the answer (Erlang 1917), and the run is held to that. Whether these
parameters are the text's, its load tells, or (where work is always there) the output.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.outcome import outcomes
from sobremesa.mechanics.processes.arms import known_of, slices
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.evaluating import number
from sobremesa.mechanics.processes.expressions import Draw
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.sizing import chance_to_wait, mean_wait
from sobremesa.mechanics.processes.steps import Use
from sobremesa.mechanics.processes.traffic import Load, loads
from sobremesa.mechanics.statistics import half_width

SEED, REPLICATES = 1, 20
WIDTHS = 1.5
"""Half-widths of a 95% interval within which theory must lie: about one in two hundred right ones is called wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The headline's mean over replicates, half of its interval, and what theory says of it (None: nothing)."""

    mean: float
    half_width: float
    theory: float | None

    @property
    def is_right(self) -> bool:
        """Whether theory lies where it should; false where there is no theory."""
        return self.theory is not None and abs(self.mean - self.theory) <= WIDTHS * self.half_width


def answer_of(document: ProcessDocument) -> Answer:
    """What comes out for the question as asked. Raises DocumentError, and what a run raises."""
    program, engine, arm = check_process(document), SimpyEngine(), scenario_arm(document)
    start = engine.start(program, arm, seed=SEED, replicates=range(REPLICATES))
    _, series = engine.advance(program, start, slices(program, arm, arm_parameters(program, arm)))
    values = outcomes(series, document.experiment.headline)
    if series.errors or not np.isfinite(values).all():
        return Answer(nan, nan, None)
    return Answer(float(values.mean()), half_width(values), theory_of(program, arm))


def loads_of(document: ProcessDocument) -> tuple[Load, ...]:
    """The load of each resource in the arm that stands for the question. Raises DocumentError."""
    program, arm = check_process(document), scenario_arm(document)
    return loads(program, arm, arm_parameters(program, arm))


def theory_of(program: ProcessProgram, arm: Arm) -> float | None:
    """What Erlang's formulas give for the headline; None where the process is none of M/M/c, or asks something else."""
    if len(program.entities) != 1 or len(program.resources) != 1 or arm.without:
        return None
    (entity,), (resource,) = program.entities, program.resources
    known = known_of(program, arm_parameters(program, arm))
    plain = not isinstance(resource.capacity, tuple) and resource.room is None and resource.breaking is None
    if not plain or len(entity.route) != 1 or entity.arrivals.rate is None or isinstance(entity.arrivals.rate, tuple):
        return None
    (step,) = entity.route
    if not isinstance(step, Use) or step.patience is not None or not isinstance(step.lasting, Draw):
        return None
    if step.lasting.distribution != "exponential" or entity.arrivals.size is not None or resource.order != "first_come":
        return None
    assert not isinstance(resource.capacity, tuple)
    rate, service = number(entity.arrivals.rate, known), number(step.lasting.arguments[0], known)
    servers, offered = int(number(resource.capacity, known)), rate * service
    headline = program.document.experiment.headline.measure
    function = next(measure.function for measure in program.measures if measure.name == headline)
    found = {
        "share_waiting": chance_to_wait(servers, offered),
        "waiting": mean_wait(servers, offered) * service,
        "queue_length": mean_wait(servers, offered) * offered,
        "utilisation": offered / servers,
    }.get(function)
    return found if found is not None and isfinite(found) else None
