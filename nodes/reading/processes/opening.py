"""A process in which people talk: as many desks at first as the text says, and talks as often as it says."""

from __future__ import annotations

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Arm, LeverRule
from sobremesa.mechanics.processes.arms import slice_length
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.units import ratio
from sobremesa.nodes.reading.writing import with_assumptions

MORE = 3
"""How many servers may be opened beside those that are open at first."""


def with_opening(document: ProcessDocument, period: Number | None) -> ProcessDocument:
    """The process whose levers on capacities begin at what there is; a talk every `period`. As it is without people."""
    coupling = document.coupling
    if coupling is None:
        return document
    there = {lever.moves: int(document.parameters[lever.moves].value) for lever in coupling.levers}
    levers = tuple(_from(lever, there[lever.moves]) for lever in coupling.levers)
    arms = tuple(_held(arm, there) for arm in document.experiment.arms)
    experiment = document.experiment.model_copy(update={"arms": arms})
    every = coupling.every if period is None else _slices(document, period)
    told = document.model_copy(
        update={"experiment": experiment, "coupling": coupling.model_copy(update={"levers": levers, "every": every})}
    )
    return told if period is None else with_assumptions(told, [f"“{period.text}”: they talk after so much time"])


def _from(lever: LeverRule, there: int) -> LeverRule:
    """The lever from as many servers as there are (who is against it opens none) to MORE beside them."""
    by = f"round({there + MORE / 2:g} + {MORE / 2:g} * report.stance)"
    instead = f"{there + 1} if queue > 10 else {there}"
    return lever.model_copy(update={"by": by, "low": there, "high": there + MORE, "instead": instead})


def _held(arm: Arm, there: dict[str, int]) -> Arm:
    held = {name: there.get(name, value) for name, value in arm.set.items()}
    return arm.model_copy(update={"set": held})


def _slices(document: ProcessDocument, period: Number) -> int:
    """How many slices lie between two talks: one at least."""
    program = check_process(document)
    length = slice_length(program, arm_parameters(program, scenario_arm(document)))
    unit = ratio(period.unit or "", document.clock.unit) or 1.0
    return max(1, round(period.value * unit / length))
