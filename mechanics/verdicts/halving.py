"""Half the step: what happens in a unit of time should not hang on how finely the clock ticks."""

from __future__ import annotations

from sobremesa.mechanics.document import Arm, Expression, ModelDocument, Outcome
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.variant import Variant, accepted

TICKS = 2


def halved(program: Program, seed: int) -> tuple[Variant, ...]:
    """Half the `dt` and twice the steps, where the document names the parameter that is the step's length."""
    document = program.document
    name = document.clock.dt
    if name is None or any(name in arm.set for arm in document.experiment.arms):
        return ()
    length = document.parameters[name]
    shorter = length.model_copy(update={"value": float(length.value) / TICKS, "low": None})
    changed = accepted(_finer(document.model_copy(update={"parameters": {**document.parameters, name: shorter}})))
    if length.type != "float" or changed is None:
        return ()
    return (Variant("time_step", f"steps half as long ({name} {shorter.value:g})", changed, seed, steps=TICKS),)


def _finer(document: ModelDocument) -> ModelDocument:
    """Everything that counts steps, counted in the shorter ones."""
    clock, experiment, coupling = document.clock, document.experiment, document.coupling
    finer = {
        "arms": tuple(_arm(arm) for arm in experiment.arms),
        "headline": _outcome(experiment.headline),
        "also": tuple(_outcome(outcome) for outcome in experiment.also),
    }
    update: dict[str, object] = {
        "clock": clock.model_copy(update={"steps": _twice(clock.steps), "stop_every": TICKS * clock.stop_every}),
        "experiment": experiment.model_copy(update=finer),
    }
    if coupling is not None:
        levers = tuple(lever.model_copy(update={"delay": _twice(lever.delay)}) for lever in coupling.levers)
        update["coupling"] = coupling.model_copy(update={"every": _twice(coupling.every), "levers": levers})
    return document.model_copy(update=update)


def _arm(arm: Arm) -> Arm:
    changes = tuple(change.model_copy(update={"step": TICKS * change.step}) for change in arm.at)
    return arm.model_copy(update={"at": changes, "steps": None if arm.steps is None else _twice(arm.steps)})


def _outcome(outcome: Outcome) -> Outcome:
    return outcome.model_copy(update={"start": TICKS * outcome.start})


def _twice(steps: Expression) -> Expression:
    return TICKS * steps if isinstance(steps, int | float) else f"{TICKS} * ({steps})"
