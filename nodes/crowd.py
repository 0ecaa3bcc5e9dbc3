"""From a conversation to a crowd: many who move by the law that a few moved by, and hear those few.

The law is fitted to the stances of the talk (`personas.laws`) and put into the library's model `crowd`, whose speakers
stand where the few ended. What differs from a crowd to which nobody speaks is what the few do to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.finding import Finding, leaves_out_zero
from sobremesa.personas.law import Fit, Law

if TYPE_CHECKING:
    from sobremesa.mechanics.document import ModelDocument
    from sobremesa.mechanics.engine import Engine

MODEL = "crowd"
HEARING, LEFT = "a crowd that hears them", "a crowd left to itself"
REPLICATES = 10
LOOP = "range(3)"
NEAR = 0.1
"""Where the few stand no further from where the crowd would be anyhow, nobody can be seen to follow them."""


class Crowd(BaseModel):
    """What a crowd of `people` does in `days`: it begins at `began`, and hears a few whose mean is `few`.

    `law` is the one that the few followed. Without one nothing was run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: int
    law: Fit | None = None
    days: int = 0
    few: float = 0.0
    began: float = 0.0
    attention: float = 0.0
    findings: tuple[Finding, ...] = ()

    @property
    def followed(self) -> float | None:
        """The part of the way to the few that their words take the crowd; None where there is none to be seen."""
        if not self.findings:
            return None
        _, alone, apart = self.findings
        way = self.few - alone.value
        return apart.value / way if apart.kind == "difference" and abs(way) >= NEAR else None


def crowd_of(people: int, law: Law | None, ended: Sequence[float], seed: int, engine: Engine) -> Crowd:
    """A crowd under the law that a talk followed; without runs where no law could be told from the talk.

    `ended` holds where each of the few ended, in -1..1.
    """
    from sobremesa.mechanics.checking import check
    from sobremesa.mechanics.experiment import run_experiment
    from sobremesa.mechanics.findings.question import finding
    from sobremesa.mechanics.outcome import outcomes
    from sobremesa.mechanics.statistics import difference, mean

    fit = None if law is None else next((fit for fit in law.fits if fit.law == law.followed), None)
    if fit is None or not ended:
        return Crowd(people=people)
    document = crowd_document(people, fit, ended)
    program = check(document)
    ensemble = run_experiment(program, engine, seed, REPLICATES)
    headline = document.experiment.headline
    alone, hearing = (outcomes(ensemble.arms[arm.name], headline) for arm in document.experiment.arms)
    began = float(ensemble.arms["the few speak"].values["opinion"][:, 0].mean())
    unit, measure = document.measures["opinion"].unit, "crowd_opinion"
    made = difference(hearing, alone)
    told = leaves_out_zero(made.low, made.high)
    found = (
        finding("level", measure, "last", (HEARING,), mean(hearing), unit),
        finding("level", measure, "last", (LEFT,), mean(alone), unit),
        finding("difference" if told else "nothing", measure, "last", (LEFT, HEARING), made, unit),
    )
    named = tuple(one.model_copy(update={"id": f"crowd{place}"}) for place, one in enumerate(found, 1))
    few = sum(ended) / len(ended)
    return Crowd(
        people=people,
        law=fit,
        days=ensemble.arms["the few speak"].steps,
        few=few,
        began=began,
        attention=float(document.parameters["attention"].value),
        findings=named,
    )


def crowd_document(people: int, fit: Fit, ended: Sequence[float]) -> ModelDocument:
    """The library's model with a law in it, and with speakers who stand where the few ended."""
    from sobremesa.mechanics import library

    document = library.load(MODEL)
    values = {
        "people": people,
        "weight": fit.weight or 0.0,
        "held": fit.held or 0.0,
        "bound": 2.0 if fit.bound is None else fit.bound,
    }
    parameters = {
        name: parameter.model_copy(update={"value": values[name]}) if name in values else parameter
        for name, parameter in document.parameters.items()
    }
    few = document.tables["few"].model_copy(update={"values": tuple(float(stance) for stance in ended)})
    rules = tuple(
        rule.model_copy(update={"do": rule.do.replace(LOOP, f"range({len(ended)})")}) for rule in document.rules
    )
    return document.model_copy(update={"parameters": parameters, "tables": {"few": few}, "rules": rules})
