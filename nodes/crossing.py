"""Mechanics and people apart, held against each other: what the model's rule does, and what the people would do.

The talk knew nothing of the model and moved nothing in it. For each lever, what its personas' last words would set is
held against the rule that the model has in their place; and the model is run with the one and with the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.finding import Finding, Kind, leaves_out_zero
from sobremesa.mechanics.processes.program import ProcessProgram

if TYPE_CHECKING:
    from sobremesa.mechanics.ir import Lever, Program
    from sobremesa.nodes.context import Services
    from sobremesa.nodes.contract import Request
    from sobremesa.nodes.plans import Plan
    from sobremesa.nodes.state import ScenarioState

ALIKE = 0.1
"""The part of a lever's range within which rule and people say the same."""
APART = "as the people say"


class Crossed(BaseModel):
    """A lever: what the rule in the model sets, what the people would set who have not seen it, within its bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lever: str
    moves: str
    personas: tuple[str, ...]
    rule: float
    people: float
    low: float
    high: float
    unit: str | None = None
    assumed: bool = True

    @property
    def agree(self) -> bool:
        """Whether both say the same, give or take a tenth of what can be said at all."""
        return abs(self.people - self.rule) <= ALIKE * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Every lever that could be held against the talk, and what the headline is as the people say."""

    levers: tuple[Crossed, ...] = ()
    findings: tuple[Finding, ...] = ()


def crossing(state: ScenarioState, services: Services, request: Request, program: Program | ProcessProgram) -> Crossing:
    """What a talk and a model that knew nothing of each other say; nothing of one in which they met."""
    from sobremesa.nodes.coupling import plan_of

    if request.coupled != "apart" or isinstance(program, ProcessProgram) or not state.get("ensemble"):
        return Crossing()
    plan = plan_of(program, request)
    crossed = tuple(found for lever in program.levers if (found := _crossed(state, program, plan, lever)) is not None)
    return Crossing(crossed, _as_they_say(state, services, program, plan, crossed))


def _crossed(state: ScenarioState, program: Program, plan: Plan, lever: Lever) -> Crossed | None:
    """A lever on a parameter, held against the last words of its personas; None where neither has a value for it."""
    from sobremesa.mechanics.levers import compile_coupling
    from sobremesa.nodes.coupling import last_round, parameters, reports_of
    from sobremesa.nodes.lived_world import restored

    cycles = [turn["cycle"] for turn in state["rounds"] if turn["arm"] == plan.name]
    reports = reports_of(last_round(state, plan, max(cycles, default=0)), lever.sources)
    if lever.field is not None or plan.arm.decides(lever.moves) or not reports:
        return None
    functions, values = compile_coupling(program), parameters(program, plan.arm)
    measures = restored(state["measures"][plan.name])
    try:
        people = functions.decide(lever, reports, values, measures)
        ruled = functions.instead(lever, values, measures)
        low, high = functions.bounds(lever, values)
    except (ArithmeticError, LookupError, ValueError):
        return None
    parameter = program.document.parameters[lever.moves]
    return Crossed(
        lever=lever.name,
        moves=lever.moves,
        personas=lever.sources,
        rule=float(values[lever.moves]) if ruled is None else ruled,
        people=people,
        low=low,
        high=high,
        unit=parameter.unit,
        assumed=parameter.source not in ("stated", "given"),
    )


def _as_they_say(
    state: ScenarioState, services: Services, program: Program, plan: Plan, crossed: Sequence[Crossed]
) -> tuple[Finding, ...]:
    """The headline with every lever where the people would set it from the start, against the model as it stands."""
    from sobremesa.mechanics.ensemble import Ensemble
    from sobremesa.mechanics.findings.question import finding
    from sobremesa.mechanics.living import batches, live
    from sobremesa.mechanics.outcome import outcomes
    from sobremesa.mechanics.statistics import difference, mean

    ensemble = Ensemble.from_bytes(services.artifacts.get(state["ensemble"]["sha256"]))
    if not crossed or plan.arm.name not in ensemble.arms:
        return ()
    said = {**plan.arm.set, **{one.moves: one.people for one in crossed}}
    arm: Arm = plan.arm.model_copy(update={"set": said})
    headline = program.document.experiment.headline
    parts = batches(program, services.engine, arm, range(ensemble.replicates))
    runs = [outcomes(live(program, services.engine, arm, ensemble.seed, part), headline) for part in parts]
    there, here = np.concatenate(runs), outcomes(ensemble.arms[plan.arm.name], headline)
    both = ~np.isnan(there) & ~np.isnan(here)
    if not both.any():
        return ()
    unit = program.document.measures[headline.measure].unit if headline.take != "when" else None
    made = difference(there[both], here[both])
    kind: Kind = "difference" if leaves_out_zero(made.low, made.high) else "nothing"
    named = headline.measure, headline.take
    level = finding("level", *named, (APART,), mean(there[both]), unit)
    apart = finding(kind, *named, (plan.arm.name, APART), made, unit)
    return level.model_copy(update={"id": "beside1"}), apart.model_copy(update={"id": "beside2"})
