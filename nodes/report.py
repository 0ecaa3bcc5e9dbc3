"""The Report: an answer whose every sentence says what it rests on."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.mechanics.experiments.exploration import Calibrated, Precision, Ranking
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.picture import Picture
from sobremesa.mechanics.verdict import Bearing, Verdict
from sobremesa.personas.card import PublicSide
from sobremesa.personas.ending import Ending
from sobremesa.personas.law import Law
from sobremesa.personas.masking import Masked
from sobremesa.personas.outcome import Outcome
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.pull import WhoMoved
from sobremesa.personas.soundness import Soundness
from sobremesa.personas.utterance import Turn


class Part(BaseModel):
    """A part of the report: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sentence(Part):
    """One sentence and its evidence.

    Ids of findings, keys of turns (`arm/cycle/round/persona`), of decisions (`decision/arm/cycle/lever`), or one of
    `document`, `scenario`, `run`. `paragraph`: a new paragraph begins here.
    """

    text: str
    evidence: tuple[str, ...] = ()
    paragraph: bool = False


class Quotation(Part):
    """Words that stand in the transcript, and where."""

    turn: str
    speaker: str
    text: str


class Assumption(Part):
    """Something that the answer rests on and that nobody said, or said outright (`source` stated or given)."""

    name: str
    value: str
    source: Literal["stated", "inferred", "literature", "assumed", "given", "reading"]
    why: str


class FormShown(Part):
    """A form of the model. The first has no `ask` and no `standing`; one with `dropped` was not run, and that is why.

    `ask` is the question that would decide between it and the first. `turned` are the arms whose effect goes or turns
    round in it, `failed` how many of its runs stopped with an error. Its numbers stand in the findings of its name.
    """

    name: str
    ask: str | None = None
    model: str | None = None
    document: str | None = None
    library: str | None = None
    gates: tuple[Gate, ...] = ()
    standing: Literal["agrees", "shifted", "differs", "open"] | None = None
    turned: tuple[str, ...] = ()
    failed: int = 0
    dropped: str | None = None


class Decided(Part):
    """What a talk set a parameter or a field to: from `before` to `value`, from `step` on, within `low` and `high`.

    `by` holds persona ids. `instead` is what the rule sets in their place. None: the document gives no number. `choice`
    is what the value is called, where the lever has choices.
    """

    arm: str
    cycle: int
    step: int
    lever: str
    moves: str
    by: tuple[str, ...]
    before: float
    value: float
    low: float | None = None
    high: float | None = None
    instead: float | None = None
    unit: str | None = None
    choice: str | None = None


class Course(Part):
    """How a measure went in one arm: its mean over the replicates at evenly spaced steps, first and last included.

    Nine in ten replicates lie between `low` and `high`.
    """

    measure: str
    arm: str
    unit: str | None
    steps: tuple[int, ...]
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


class Spread(Part):
    """What each replicate of an arm gave for an outcome, ascending."""

    measure: str
    take: str
    arm: str
    unit: str | None
    values: tuple[float, ...]


class Happened(Part):
    """What came to pass around the talk: in which round of which cycle (0 without mechanics), an event or a scene."""

    cycle: int
    round: int
    what: str
    kind: Literal["event", "scene"]


class Spending(Part):
    """What language models took. `usd` None: unpriced. `stopped_by`: the limit that kept back some call.

    That is one of `calls`, `tokens`, `usd`, `price` (dollars are limited and no price is known), `deadline`.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float | None = 0.0
    stopped_by: str | None = None


class Method(Part):
    """How it was computed, so that it can be computed again.

    `mechanism` says in words what runs; `command` runs it once more. `cycles`: how many there were, with a talk
    after each but the last. `ended`: how a talk without mechanics came to an end before its rounds were over.
    """

    engine: str | None = None
    model: str | None = None
    document: str | None = None
    seed: int = 0
    replicates: int = 0
    steps: int | None = None
    unit: str | None = None
    population: str | None = None
    rounds: int | None = None
    conversations: int | None = None
    cycles: int | None = None
    ended: Ending | None = None
    speaker: str | None = None
    interpreter: str | None = None
    versions: dict[str, str] = {}
    library: str | None = None
    mechanism: tuple[str, ...] = ()
    command: str | None = None


class Report(Part):
    """The whole answer. `notices` come first: what the reader must know before believing a word of it.

    `transcript` is of the talks that are told, of several conversations the first; `further` of the others; `private`
    what each of the former answered in private, `happened` what came to pass around them. `outcomes`
    holds what came of each conversation; `moved` and `laws` what all of them show of who moved whom, `masked` what
    became of those that were held again without somebody.
    `forms` are the forms of the model that the question was put to, if there were several, the first one first.
    `arm` is the arm of the experiment that stands for the question as asked. `ask_next` is the one question whose
    answer would change the result most. `description` is the model in ODD: headings and their text.
    """

    scenario: str
    question: str
    mode: Literal["mechanics", "social", "hybrid", "none"]
    notices: tuple[str, ...] = ()
    answer: tuple[Sentence, ...]
    findings: tuple[Finding, ...] = ()
    narrative: tuple[Sentence, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    gates: tuple[Gate, ...] = ()
    forms: tuple[FormShown, ...] = ()
    cast: dict[str, PublicSide] = {}
    transcript: tuple[Turn, ...] = ()
    further: tuple[Turn, ...] = ()
    private: tuple[PrivateAnswer, ...] = ()
    happened: tuple[Happened, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    soundness: tuple[Soundness, ...] = ()
    moved: tuple[WhoMoved, ...] = ()
    laws: tuple[Law, ...] = ()
    masked: tuple[Masked, ...] = ()
    decisions: tuple[Decided, ...] = ()
    courses: tuple[Course, ...] = ()
    spreads: tuple[Spread, ...] = ()
    curves: tuple[Curve, ...] = ()
    heats: tuple[Heat, ...] = ()
    ranking: Ranking | None = None
    calibrated: Calibrated | None = None
    precision: Precision | None = None
    pictures: tuple[Picture, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    ledger: tuple[Bearing, ...] = ()
    ask_next: str | None = None
    description: tuple[tuple[str, str], ...] = ()
    arm: str | None = None
    status: Literal["done", "needs_input", "no_model", "partial", "failed"] = "done"
    understood: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    spending: Spending = Spending()
    method: Method = Method()
