"""What goes in and what comes out: the contract of every door (Python, CLI, and the doors to come)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.proposal import Proposal
from sobremesa.nodes.report import Report, Spending
from sobremesa.personas.happening import Happening
from sobremesa.personas.turn_taking import TurnTaking

Mode = Literal["auto", "mechanics", "social", "hybrid"]
Status = Literal["done", "running", "needs_input", "no_model", "partial", "failed", "interrupted"]
Asked = Literal["precision", "sweep", "scale", "sensitivity", "calibrate"]
Fact = bool | int | float | str | list[Any] | dict[str, Any]

MAX_SCENARIO_CHARACTERS = 20_000
MAX_AGENTS = 1_000_000
MAX_STEPS = 100_000
MAX_ROUNDS = 100
MAX_EVENTS = 20
MAX_PERSONAS = 50
MAX_REPLICATES = 10_000
MAX_CONVERSATIONS = 100
DEFAULT_RUNS = 30
MAX_DOCUMENT_CHARACTERS = 64 * 1024
MAX_SHEET_CHARACTERS = 96 * 1024
MAX_QUOTAS = 12


class AgentRequest(BaseModel):
    """Someone whom the caller casts: a role, and traits in plain words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Annotated[str, Field(min_length=1, max_length=200)]
    traits: Annotated[str, Field(max_length=2000)] = ""
    name: Annotated[str, Field(max_length=80)] | None = None


class Request(BaseModel):
    """A question about a group of people. What is None is taken from context, the text, the document, defaults.

    `replicates` are runs of each arm of a model; where people talk without a model, conversations.
    `masked`: conversations are held again without the one or two whose words were followed most; None: where that costs
    nothing, in rehearsal.
    `events` are what happens around a talk: everyone perceives them from their round on.
    `document` is a model document, YAML or JSON, to be run instead of one that is found for the scenario.
    `personas` is a sheet of cards, YAML or JSON: who talks, instead of `agents` or of those whom the scenario names.
    `quotas` make the cast a sample: by dimension (age, opinion, role, a trait, or one of the caller's own), how many of
    which, as counts or as shares.
    `recompile`: a language model is asked for the model anew, though it has written one for this scenario before.
    `review`: the model is shown before it runs, and the run waits for a reply.
    `experiment` holds what else is asked of the model, in the language's own words: `precision`, `sweep`, `scale`,
    `sensitivity`, `calibrate`, each in place of the document's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: Annotated[str, Field(min_length=1, max_length=MAX_SCENARIO_CHARACTERS)]
    mode: Mode = "auto"
    context: dict[str, Fact] = {}
    num_agents: Annotated[int, Field(ge=1, le=MAX_AGENTS)] | None = None
    steps: Annotated[int, Field(ge=1, le=MAX_STEPS)] | None = None
    agents: Annotated[tuple[AgentRequest, ...], Field(max_length=MAX_PERSONAS)] = ()
    personas: Annotated[str, Field(min_length=1, max_length=MAX_SHEET_CHARACTERS)] | None = None
    quotas: Annotated[dict[str, dict[str, float]], Field(max_length=MAX_QUOTAS)] = {}
    rounds: Annotated[int, Field(ge=1, le=MAX_ROUNDS)] | None = None
    turn_taking: TurnTaking = "simultaneous"
    events: Annotated[tuple[Happening, ...], Field(max_length=MAX_EVENTS)] = ()
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 0
    replicates: Annotated[int, Field(ge=1, le=MAX_REPLICATES)] | None = None
    masked: bool | None = None
    document: Annotated[str, Field(min_length=1, max_length=MAX_DOCUMENT_CHARACTERS)] | None = None
    recompile: bool = False
    review: bool = False
    experiment: dict[Asked, Any] = {}

    @property
    def runs(self) -> int:
        """How many runs each arm of a model has: as many as asked for, or thirty."""
        return DEFAULT_RUNS if self.replicates is None else self.replicates


class Result(BaseModel):
    """The answer, and what stands behind it. `answer` is plain text; `thread_id` resumes, shows and forks the run.

    `asked`: what a person is shown, and the run waits for (status `needs_input`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Status
    thread_id: str
    mode: Literal["mechanics", "social", "hybrid", "none"] | None
    answer: str
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[str, ...] = ()
    cost: Spending = Spending()
    retry_safe: bool = True
    next_steps: tuple[str, ...] = ()
    report: Report | None = None
    asked: Proposal | None = None

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data."""
        return self.model_dump(mode="json")
