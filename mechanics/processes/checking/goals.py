"""What measures should come to: a share for shares, a time for times, any number for what is counted."""

from __future__ import annotations

from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.document import Expression
from sobremesa.mechanics.processes.checking.reader import Owner, Reader
from sobremesa.mechanics.processes.checking.scope import PARAMETERS_ONLY
from sobremesa.mechanics.processes.expressions import Expr
from sobremesa.mechanics.processes.program import Goal

TIMES = frozenset({"waiting", "longest_waiting", "waiting_percentile", "time_in_system", "time_in_system_percentile"})
SHARES = frozenset({"share_waiting", "service_level", "utilisation", "blocked", "reneged", "balked", "lost"})


def lower_goals(reader: Reader) -> tuple[Goal, ...]:
    """The goals, in the order of the document."""
    found = []
    measures = reader.names.document.measures
    for number, goal in enumerate(reader.names.document.goals):
        path = f"goals[{number}]"
        if goal.measure not in measures:
            hint, expected = did_you_mean(goal.measure, measures), ", ".join(sorted(measures))
            message = "there is no such measure"
            reader.mistakes.add("unknown_measure", f"{path}.measure", message, expected, goal.measure, hint)
            continue
        bounds = [(key, value) for key in ("at_least", "at_most") if (value := getattr(goal, key)) is not None]
        if len(bounds) != 1:
            reader.mistakes.add("wrong_shape", path, "a goal has one bound", "one of at_least and at_most")
            continue
        (key, value), function = bounds[0], measures[goal.measure].value.partition("(")[0].strip()
        found.append(Goal(goal.measure, key == "at_least", _wanted(reader, f"{path}.{key}", value, function)))
    return tuple(found)


def _wanted(reader: Reader, path: str, value: Expression, function: str) -> Expr:
    if function in TIMES:
        return reader.time(path, value)
    owner = Owner("model", {})
    if function in SHARES:
        return reader.share(path, value, PARAMETERS_ONLY, owner)
    return reader.number(path, value, PARAMETERS_ONLY, owner, ("", ""))
