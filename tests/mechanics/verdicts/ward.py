"""A model that nothing should move, faults that can be planted in it, and the judge over both."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Protocol

from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdict import Bearing, Trial, Verdict
from sobremesa.mechanics.verdicts.judging import Case, judge

Plain = dict[str, Any]


def stated(value: float, **more: Any) -> Plain:
    return {"value": value, "low": 0, "source": "stated", "quote": f"{value}", **more}


WARD: Plain = {
    "model": "ward",
    "purpose": "How many are still ill after twenty days, with one nurse and with two?",
    "clock": {"steps": 20, "unit": "day", "dt": "dt"},
    "parameters": {
        "dt": {"value": 1.0, "low": 0.001, "high": 1, "source": "assumed", "why": "a day"},
        "people": stated(100, type="int"),
        "rate": stated(0.05),
        "taste": {"value": 2, "low": 0, "high": 10, "source": "assumed", "why": "nothing hangs on it"},
    },
    "space": {"kind": "network", "generator": "watts_strogatz", "k": 6, "p": 0.1},
    "agents": {
        "person": {
            "count": "people",
            "state": {
                "ill": {"type": "bool", "start": True},
                "shift": {"type": "int", "start": "self.id % 3"},
                "joy": {"type": "float", "start": 0, "low": 0, "high": 10},
                "seen": {"type": "int", "start": 0},
            },
        }
    },
    "rules": [
        {"name": "heal", "who": "person", "when": "self.ill", "do": "self.ill = not chance(1 - exp(-rate * dt))"},
        {"name": "enjoy", "who": "person", "do": "self.joy += taste\nself.seen += 1"},
        {"name": "look", "who": "person", "do": "for n in neighbors(self):\n    self.seen += 1 if n.ill else 0"},
    ],
    "measures": {"ill": {"value": "mean(p.ill for p in person)", "unit": "share"}},
    "experiment": {
        "arms": [{"name": "scenario"}, {"name": "two nurses", "set": {"rate": 0.1}}],
        "headline": {"measure": "ill"},
    },
}
"""Everyone heals alone, in continuous time. The rest (a network, numbers, turns) is there and moves nothing."""


def ward(first: str | Plain | None = None, state: Plain | None = None, **sections: Any) -> ModelDocument:
    """The ward with another first rule (its code, or the whole of it), further state, and whole sections replaced."""
    plain = deepcopy(WARD)
    if first is not None:
        plain["rules"][0] |= first if isinstance(first, dict) else {"do": first}
    plain["agents"]["person"]["state"] |= state or {}
    for name, section in sections.items():
        plain[name] = {**plain[name], **section} if name in ("parameters", "clock") else section
    return ModelDocument.model_validate(plain)


def measuring(value: str, unit: str | None = "share", **other: float) -> Plain:
    """The sections of a model that measures this, in an arm as it is and, where given, in another one."""
    arms = [{"name": "scenario"}, *([{"name": "other", "set": other}] if other else [])]
    return {
        "measures": {"told": {"value": value, **({"unit": unit} if unit else {})}},
        "experiment": {"arms": arms, "headline": {"measure": "told"}},
    }


@dataclass(frozen=True)
class Judged:
    """What was found, and what the judge made of it."""

    program: Program
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    ledger: tuple[Bearing, ...]

    def on(self, kind: str, *arms: str) -> Verdict:
        """The verdict on the one finding of this kind (in these arms)."""
        ids = [one.id for one in self.findings if one.kind == kind and (not arms or one.arms == arms)]
        (found,) = [verdict for verdict in self.verdicts if verdict.finding in ids]
        return found

    def words(self) -> dict[str, str]:
        """The word on each finding, by its kind and arms."""
        found = {one.id: one for one in self.findings}
        return {f"{found[one.finding].kind} {' / '.join(found[one.finding].arms)}": one.word for one in self.verdicts}


def culprits(verdict: Verdict) -> set[str]:
    """The perturbations that moved a finding."""
    return {trial.perturbation for trial in verdict.trials if trial.held is False or trial.shifted}


def trial(verdict: Verdict, perturbation: str) -> Trial:
    """The one trial of a kind."""
    (found,) = [each for each in verdict.trials if each.perturbation == perturbation]
    return found


class Judges(Protocol):
    """Run a document, and judge what its headline shows."""

    def __call__(self, document: ModelDocument, seed: int = 1, replicates: int = 30) -> Judged: ...


def judged(engine: Engine, document: ModelDocument, seed: int, replicates: int) -> Judged:
    """The same, on an engine."""
    program = check(document)
    findings = analyse(program, run_experiment(program, engine, seed, replicates))
    judgement = judge(Case(program, seed, replicates, findings), engine, scenario_arm(document).name)
    return Judged(program, findings, judgement.verdicts, judgement.ledger)
