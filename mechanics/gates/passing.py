"""All gates that a model goes through, in their order."""

from __future__ import annotations

from sobremesa.mechanics.engine import Engine, Pause, unpaused
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.invariants import invariants
from sobremesa.mechanics.gates.known import known
from sobremesa.mechanics.gates.limits import limits
from sobremesa.mechanics.gates.traps import traps
from sobremesa.mechanics.gates.trial import Trials
from sobremesa.mechanics.gates.wording import worded
from sobremesa.mechanics.ir import Program


def passing(program: Program, engine: Engine, text: str = "", pause: Pause = unpaused) -> tuple[Gate, ...]:
    """What every gate says of a model, invariants first. `text` is the scenario that it was written for, if any.

    The same program and text give the same gates. Raises TooLargeError or RanTooLongError where the engine does.
    """
    trials = Trials(program, engine, pause)
    seen = (*invariants(trials), *limits(trials), *known(trials))
    return (*seen, *traps(program), *(worded(program, text) if text else ()))
