"""Taking something away to see whether a pattern goes: a rule by which agents meet, or who is linked with whom.

What comes about between agents is told from what each would have done alone by running the arm again, with the same
random numbers, without the rule; and on a network in which everyone has as many links as before, to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.arms import arm_program
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.ir.walk import every, nodes
from sobremesa.mechanics.rewiring import RewiredEngine

NETWORK = "network"
MOST_RULES = 4
"""Rules of a model that are taken away, one at a time."""
FEWEST_RUNS = 5
"""With fewer replicates that can be run again nothing is told from chance, and nothing is tried."""
MEETINGS = (ir.Neighbors, ir.OnCell, ir.Others, ir.Everyone, ir.CellsNear)

Sizes = Callable[[Series], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Ablated:
    """A pattern's size with and without something (`through`: a rule, or `network`), pair by pair of replicates."""

    through: str
    there: NDArray[np.float64]
    gone: NDArray[np.float64]


def ablations(states: States, arm: Arm, series: Series, sizes: Sizes, kind: str) -> Iterator[Ablated]:
    """The size of a pattern among agents of a type without each rule by which they meet, and on a rewired network."""
    there = sizes(series)[: states.repeated(arm)]
    if len(there) < min(FEWEST_RUNS, states.replicates):
        return
    for rule in meeting_rules(states.program, arm, kind)[:MOST_RULES]:
        without = arm.model_copy(update={"without": (*arm.without, rule)})
        yield Ablated(rule, there, sizes(states.again(without)))
    if any(network.of == kind for network in networks(states.space(arm.name))):
        yield Ablated(NETWORK, there, sizes(states.again(arm, RewiredEngine(states.engine))))


def meeting_rules(program: ir.Program, arm: Arm, kind: str) -> list[str]:
    """The rules of the arm in which agents of a type (or a script) look at others, in their order."""
    rules = arm_program(program, arm).rules
    return [rule.name for rule in rules if rule.who in (kind, "model") and _meeting(rule)]


def passed_on(program: ir.Program, arm: Arm, kind: str, fields: Set[str]) -> bool:
    """Whether how others stand in one of these fields matters to anyone: some rule of the arm looks at it.

    Or at something else of others that it changes together with one of these. Giving someone more of a thing, or less,
    is no look at what they have.
    """
    for rule in arm_program(program, arm).rules:
        writes = list(every(ir.SetField, rule.body))
        changed = {id(_changed(write)) for write in writes}
        seen = {
            read.name for read in every(ir.FieldRead, rule.when, rule.body)
            if not read.own and isinstance(read.of.type, ir.Ref) and read.of.type.of == kind and id(read) not in changed
        }  # fmt: skip
        written = {write.name for write in writes}
        if seen & fields or (seen & written and written & fields):
            return True
    return False


def _changed(write: ir.SetField) -> ir.FieldRead | None:
    """The old value to which a write adds, or from which it takes."""
    left = write.value.left if isinstance(write.value, ir.Binary) else None
    return left if isinstance(left, ir.FieldRead) and (left.of, left.name) == (write.of, write.name) else None


def _meeting(rule: ir.Rule) -> bool:
    return any(isinstance(node, MEETINGS) for node in nodes(rule.when, rule.body))
