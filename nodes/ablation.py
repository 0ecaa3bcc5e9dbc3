"""Did the talk matter? The same runs under other talks: seats exchanged, further ones, the rule in their place.

Every replicate draws the same random numbers under each, so what differs is what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.finding import Finding, leaves_out_zero
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.nodes.engines import engine_for
from sobremesa.nodes.plans import Plan

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.ensemble import Ensemble
    from sobremesa.nodes.context import Services
    from sobremesa.nodes.coupling import Decision

RULE = "the rule instead"
OVER_TALKS = "of the mean of paired differences"
"""Words of the method of a difference that was measured over several conversations."""
GIVEN = "given what each conversation decided"
Samples = Mapping[str, NDArray[np.float64]]


def ablations(
    services: Services,
    program: AnyProgram,
    plans: Sequence[Plan],
    ensemble: Ensemble,
    decisions: Sequence[Decision],
    pause: Callable[[], None],
) -> tuple[Finding, ...]:
    """What the headline is under other talks, against the first; none where the first decided nothing.

    Levels and differences of talks in which seats are exchanged; the difference to the rule, over conversations where
    there are several, and where the document has no arm for the rule.
    """
    first = plans[0]
    if not any(decision.arm == first.name for decision in decisions):
        return ()
    own = _ruled(program, first.arm)
    arms = [first.arm.model_copy(update={"name": plan.name}) for plan in plans if plan.name not in ensemble.arms]
    if own is None and any(lever.instead is not None for lever in program.levers):
        arms.append(first.arm.model_copy(update={"name": RULE, "personas": "off"}))
    samples = {**_taken(program, ensemble), **_lived(services, program, first.arm, arms, ensemble, decisions, pause)}
    rule = RULE if own is None else own.name
    found = [*_exchanged(program, plans, samples), *_against(program, plans, samples, rule, own is not None)]
    return tuple(one.model_copy(update={"id": f"beside{place}"}) for place, one in enumerate(found, 1))


def _ruled(program: AnyProgram, talking: Arm) -> Arm | None:
    """The arm of the document that is the talking one but for its talk."""
    plain = talking.model_copy(update={"name": "", "personas": "off"})
    arms = program.document.experiment.arms
    return next((arm for arm in arms if arm.model_copy(update={"name": ""}) == plain), None)


def _lived(
    services: Services,
    program: AnyProgram,
    talking: Arm,
    arms: Sequence[Arm],
    ensemble: Ensemble,
    decisions: Sequence[Decision],
    pause: Callable[[], None],
) -> Samples:
    """The headline of each replicate in arms that the document does not have: each is the talking arm, else decided."""
    from sobremesa.mechanics.experiment import all_arms
    from sobremesa.mechanics.outcome import outcomes
    from sobremesa.nodes.coupling import schedule

    if not arms:
        return {}
    experiment = program.document.experiment.model_copy(update={"arms": tuple(arms)})
    varied: AnyProgram
    if isinstance(program, ProcessProgram):
        varied = replace(program, document=program.document.model_copy(update={"experiment": experiment}))
    else:
        steps, space = program.arm_steps.get(talking.name), program.arm_spaces.get(talking.name)
        varied = replace(
            program,
            document=program.document.model_copy(update={"experiment": experiment}),
            arm_steps={} if steps is None else {arm.name: steps for arm in arms},
            arm_spaces={} if space is None else {arm.name: space for arm in arms},
        )
    engine = engine_for(varied, services.engine)
    series = all_arms(varied, engine, ensemble.seed, range(ensemble.replicates), schedule(decisions), None, pause)
    return {name: outcomes(one, experiment.headline) for name, one in series.items()}


def _taken(program: AnyProgram, ensemble: Ensemble) -> Samples:
    from sobremesa.mechanics.outcome import outcomes

    return {name: outcomes(one, program.document.experiment.headline) for name, one in ensemble.arms.items()}


def _exchanged(program: AnyProgram, plans: Sequence[Plan], samples: Samples) -> Iterator[Finding]:
    from sobremesa.mechanics.statistics import mean

    talk = samples[plans[0].name]
    for plan in plans[1:]:
        if not _is_exchange(plan) or plan.name == plan.arm.name:
            continue
        there = samples[plan.name]
        both = ~np.isnan(there) & ~np.isnan(talk)
        if both.any():
            yield _finding(program, "level", (plan.name,), mean(there[both]))
            yield _difference(program, plan.name, plans[0].name, there[both], talk[both])


def _is_exchange(plan: Plan) -> bool:
    return any(persona != seat for persona, seat in plan.seats.items())


def _against(
    program: AnyProgram, plans: Sequence[Plan], samples: Samples, rule: str, in_document: bool
) -> Iterator[Finding]:
    """The talk against the rule in its place: over all conversations, where there are several."""
    from sobremesa.mechanics.statistics import mean

    held = [plan.name for plan in plans if not _is_exchange(plan)]
    if rule not in samples or (in_document and len(held) == 1):
        return
    changes = [samples[name] - samples[rule] for name in held]
    there = [one[~np.isnan(one)] for one in changes]
    if not in_document:
        yield _finding(program, "level", (rule,), mean(samples[rule][~np.isnan(samples[rule])]))
    if len(held) == 1 and there[0].size:
        both = ~np.isnan(changes[0])
        yield _difference(program, rule, held[0], samples[rule][both], samples[held[0]][both])
    elif len(there) > 1 and all(one.size for one in there):
        found = mean(np.array([float(one.mean()) for one in there]))
        method = f"mean over {len(there)} conversations {OVER_TALKS}, 95% t interval over them"
        told = leaves_out_zero(found.low, found.high)
        made = _finding(program, "difference" if told else "nothing", (rule, held[0]), found)
        yield made.model_copy(update={"method": method})


def _difference(
    program: AnyProgram, other: str, talk: str, there: NDArray[np.float64], here: NDArray[np.float64]
) -> Finding:
    from sobremesa.mechanics.statistics import difference

    estimate = difference(here, there)
    apart = leaves_out_zero(estimate.low, estimate.high)
    found = _finding(program, "difference" if apart else "nothing", (other, talk), estimate)
    return found.model_copy(update={"method": f"{found.method}; {GIVEN}"})


def _finding(program: AnyProgram, kind: str, arms: tuple[str, ...], estimate: object) -> Finding:
    from sobremesa.mechanics.findings.question import finding

    headline = program.document.experiment.headline
    measure = program.document.measures[headline.measure]
    unit = measure.unit if headline.take != "when" else None
    return finding(kind, headline.measure, headline.take, arms, estimate, unit)  # type: ignore[arg-type]
