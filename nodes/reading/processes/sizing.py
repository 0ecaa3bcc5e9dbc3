"""Which numbers of servers are tried where a goal is named: those around the least that should reach it."""

from __future__ import annotations

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.processes.arms import known_of
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.evaluating import number
from sobremesa.mechanics.processes.program import Goal, ProcessProgram
from sobremesa.mechanics.processes.sizing import chance_to_wait, mean_wait, served_within, servers_for
from sobremesa.mechanics.processes.traffic import Load, loads, mean_service

MOST = 7
"""How many numbers of servers are tried."""
HARDLY_EVER = 1e-6
"""Who are so few are in no run: what nobody should meet."""


def sized(document: ProcessDocument, servers: str) -> tuple[int, int] | None:
    """The first and the last number of servers to try; None where theory does not tell."""
    try:
        program = check_process(document)
    except DocumentError:
        return None
    arm = scenario_arm(document)
    found = loads(program, arm, arm_parameters(program, arm))
    (goal,) = program.goals
    if len(found) != 1 or found[0].offered is None:
        return None
    there = int(document.parameters[servers].value)
    needed = _needed(program, goal, found[0])
    if needed is None:  # who gives up or is turned away settles any line: fewer are tried as well as more
        first, last = max(1, there - MOST // 2), there + MOST // 2
    else:
        last = max(needed, there) + 1
        first = max(1, int(found[0].offered) + 1, min(there, needed - 1), last - MOST + 1)
    most = document.parameters[servers].high
    return (first, last) if most is None or last <= most else None


def _needed(program: ProcessProgram, goal: Goal, load: Load) -> int | None:
    arm, offered = scenario_arm(program.document), load.offered or 0.0
    known = known_of(program, arm_parameters(program, arm))
    wanted = number(goal.wanted, known)
    measure = next(one for one in program.measures if one.name == goal.measure)
    service = mean_service(program, load, known)
    if service is None:
        return None
    match measure.function:
        case "service_level" if measure.argument is not None:
            time, share = number(measure.argument, known) / service, min(wanted, 1 - HARDLY_EVER)
            return servers_for(lambda servers: served_within(servers, offered, time) >= share, offered)
        case "waiting":
            return servers_for(lambda servers: mean_wait(servers, offered) * service <= wanted, offered)
        case "share_waiting":
            return servers_for(lambda servers: chance_to_wait(servers, offered) <= wanted, offered)
    return None
