"""All that a report may rest on, as typed data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.engine import RunError
from sobremesa.mechanics.experiments.exploration import Exploration, Precision
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.picture import Picture
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.verdict import Bearing, Verdict
from sobremesa.nodes.contract import Request
from sobremesa.nodes.crossing import Crossed
from sobremesa.nodes.crowd import Crowd
from sobremesa.nodes.forms.form import Alternative
from sobremesa.nodes.interpreter import Casting, NoModel, Route
from sobremesa.nodes.report import Course, Decided, Spending, Spread
from sobremesa.nodes.sheet.casting import listed_in
from sobremesa.nodes.synthesis.figures import turned
from sobremesa.personas.card import Persona
from sobremesa.personas.masking import Masked
from sobremesa.personas.outcome import Outcome
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.utterance import Turn

CROWD = "crowd"
"""The evidence id of a crowd under the law of a talk."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a run left behind. `failed` holds, per arm, the error of each replicate that did not reach its end.

    `turns` are of the talks that are told: of several conversations the first. `further` are those of the others, and
    of conversations held again without somebody, of which `masked` says what that changed; `outcomes` what came of each
    conversation, the first one's first; `private` what each said when they were asked alone, in any of them. `forked`
    says what is other here than in the run that this one was forked from.
    """

    request: Request
    route: Route
    interpreter: str = "library"
    speaker: str = "rehearsal"
    document: Document | None = None
    horizon: float | None = None
    library: str | None = None
    notes: tuple[str, ...] = ()
    instead: str | None = None
    changes: tuple[str, ...] = ()
    forked: tuple[str, ...] = ()
    no_model: NoModel | None = None
    gates: tuple[Gate, ...] = ()
    forms: tuple[Alternative, ...] = ()
    engine: str | None = None
    replicates: int = 0
    findings: tuple[Finding, ...] = ()
    courses: tuple[Course, ...] = ()
    spreads: tuple[Spread, ...] = ()
    failed: Mapping[str, tuple[RunError, ...]] = field(default_factory=dict)
    casting: Casting | None = None
    turns: tuple[Turn, ...] = ()
    further: tuple[Turn, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    masked: tuple[Masked, ...] = ()
    private: tuple[PrivateAnswer, ...] = ()
    decisions: tuple[Decided, ...] = ()
    crossed: tuple[Crossed, ...] = ()
    crowd: Crowd | None = None
    verdicts: tuple[Verdict, ...] = ()
    ledger: tuple[Bearing, ...] = ()
    explored: Exploration = field(default_factory=Exploration)
    precision: Precision | None = None
    pictures: tuple[Picture, ...] = ()
    description: tuple[tuple[str, str], ...] = ()
    stopped: str | None = None
    spending: Spending = field(default_factory=Spending)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def personas(self) -> dict[str, Persona]:
        """Who talks, by id."""
        return {persona.id: persona for persona in self.casting.personas} if self.casting else {}

    @property
    def said(self) -> str:
        """All that the caller wrote about who takes part."""
        return " ".join((self.request.scenario, *(f"{agent.role} {agent.traits}" for agent in listed_in(self.request))))

    @property
    def language_model(self) -> str | None:
        """What the language model is called that had a part in this run, first who read the question."""
        if self.interpreter != "library":
            return self.interpreter
        return self.speaker if self.turns and self.speaker != "rehearsal" else None

    @property
    def unit(self) -> str:
        """What a step stands for; of a process the unit of its clock, of which a step is a stretch."""
        return self.document.clock.unit if self.document else "step"

    @property
    def steps(self) -> int | None:
        """How many steps a run takes; None of a process, whose length is its `horizon`."""
        if self.document is None or isinstance(self.document, ProcessDocument):
            return None
        return int(evaluate(self.document.clock.steps, {n: p.value for n, p in self.document.parameters.items()}))

    def level(self, measure: str, take: str, arm: str) -> Finding | None:
        """The level of an outcome in an arm, if it was found."""
        return next((f for f in self.findings if (f.measure, f.take, f.arms) == (measure, take, (arm,))), None)

    def difference(self, measure: str, take: str, first: str, second: str) -> Finding | None:
        """The difference of an outcome, second arm minus first, from whichever side it was found."""
        for finding in self.findings:
            if (finding.measure, finding.take) == (measure, take):
                if finding.arms == (first, second):
                    return finding
                if finding.arms == (second, first):
                    return turned(finding)
        return None


def turn_key(turn: Turn) -> str:
    """The evidence id of a turn: `arm/cycle/round/persona`."""
    return f"{turn.arm}/{turn.cycle}/{turn.round}/{turn.utterance.persona}"


def decision_key(decided: Decided) -> str:
    """The evidence id of a decision."""
    return f"decision/{decided.arm}/{decided.cycle}/{decided.lever}"


def cross_key(crossed: Crossed) -> str:
    """The evidence id of a lever on which model and people are held against each other."""
    return f"cross/{crossed.lever}"
