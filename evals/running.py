"""Running a model that was read, as far as its score needs it: its gates, and the headline of the question as asked."""

from __future__ import annotations

import numpy as np

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiment import all_arms
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.passing import passing
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.outcome import outcomes

SEED, REPLICATES = 1, 20


def gates_of(document: ModelDocument, text: str) -> tuple[Gate, ...]:
    """What the gates say of a model that was written for this text."""
    return passing(check(document), KernelEngine(), text)


def headline_of(document: ModelDocument) -> float:
    """The headline's mean over the replicates of the arm that stands for the question; NaN where there is none."""
    arm = scenario_arm(document)
    alone = document.experiment.model_copy(update={"arms": (arm,)})
    program = check(document.model_copy(update={"experiment": alone}))
    series = all_arms(program, KernelEngine(), SEED, range(REPLICATES))[arm.name]
    values = outcomes(series, document.experiment.headline)
    return float(np.mean(values)) if np.isfinite(values).all() else float("nan")
