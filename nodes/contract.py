"""The contract of every door (Python, command line, MCP, LangChain, Letta): what goes in and what comes out.

    Request          a question; `Call` (`calls.py`) is one that comes through a door
    Result           the answer, how the run stands, and what to do next; `Problem` where something went wrong

Nothing that only an operator may set (endpoints, paths, executors) is in a request: what is not listed is refused.
`docs/contract.md` is made from these types.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.verdict import Word
from sobremesa.nodes.proposal import Proposal
from sobremesa.nodes.report import Report, Spending
from sobremesa.personas.happening import Happening
from sobremesa.personas.turn_taking import TurnTaking

CONTRACT_VERSION = "1"
"""Grows with every change after which a caller of the old one would be misunderstood."""

Mode = Literal["auto", "mechanics", "social", "hybrid"]
Status = Literal["done", "running", "needs_input", "no_model", "partial", "failed", "interrupted"]
Asked = Literal["precision", "sweep", "scale", "sensitivity", "calibrate"]
Coupled = Literal["both", "see", "move", "apart"]
Fact = bool | int | float | str | list[Any] | dict[str, Any]

MAX_SCENARIO_CHARACTERS = 20_000
MAX_AGENTS = 1_000_000
MAX_STEPS = 100_000
MAX_ROUNDS = 100
MAX_EVENTS = 20
MAX_PERSONAS = 50
MAX_REPLICATES = 10_000
MAX_CONVERSATIONS = 100
MAX_COUPLED_CONVERSATIONS = 20
MAX_CROWD = 100_000
MAX_COUPLED_CONVERSATIONS = 20
DEFAULT_RUNS = 30
MAX_DOCUMENT_CHARACTERS = 64 * 1024
MAX_SHEET_CHARACTERS = 96 * 1024
MAX_QUOTAS = 12
MAX_FORMS = 3
MAX_ANSWER_CHARACTERS = 1_500


class AgentRequest(BaseModel):
    """Someone whom the caller casts: a role, and traits in plain words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Annotated[str, Field(min_length=1, max_length=200, description="what they are: an anxious nurse")]
    traits: Annotated[str, Field(max_length=2000, description="how they are, in plain words")] = ""
    name: Annotated[str | None, Field(max_length=80, description="what they are called; one is found if not given")] = (
        None
    )


class Budget(BaseModel):
    """What a run may take at most; the operator's own limits hold as well, whichever is lower.

    At the end of a budget the run ends with what there is (status `partial`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: Annotated[int | None, Field(ge=1, le=10**9, description="calls of a language model")] = None
    tokens: Annotated[int | None, Field(ge=1, le=10**12, description="tokens of prompts and answers together")] = None
    usd: Annotated[float | None, Field(ge=0, le=10**6, allow_inf_nan=False, description="US dollars")] = None
    seconds: Annotated[
        float | None,
        Field(gt=0, le=7 * 86_400, allow_inf_nan=False, description="seconds of calls, and of running models"),
    ] = None


class Request(BaseModel):
    """A question about a group of people. What is None is taken from context, the text, the document, defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_SCENARIO_CHARACTERS,
            description="who is involved, what happens and what is asked, with every number that is known",
        ),
    ]
    mode: Annotated[
        Mode,
        Field(
            description="mechanics: a model is computed; social: personas talk; hybrid: both, coupled; auto: as the "
            "words suggest"
        ),
    ] = "auto"
    context: Annotated[
        dict[str, Fact],
        Field(description="facts by name; numbers set parameters of the model, the rest is quoted to the personas"),
    ] = {}
    num_agents: Annotated[
        int | None, Field(ge=1, le=MAX_AGENTS, description="how many agents; in mode social, personas")
    ] = None
    steps: Annotated[int | None, Field(ge=1, le=MAX_STEPS, description="steps of the model's clock")] = None
    agents: Annotated[
        tuple[AgentRequest, ...],
        Field(max_length=MAX_PERSONAS, description="who talks; whom the scenario names if not given"),
    ] = ()
    personas: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=MAX_SHEET_CHARACTERS,
            description="who talks, as a sheet of cards (YAML or JSON), instead of agents",
        ),
    ] = None
    quotas: Annotated[
        dict[str, dict[str, float]],
        Field(
            max_length=MAX_QUOTAS,
            description="who talks, as a sample: by dimension (age, opinion, role, a trait, one of your own) how many "
            "of which, as counts or as shares",
        ),
    ] = {}
    rounds: Annotated[int | None, Field(ge=1, le=MAX_ROUNDS, description="rounds that the personas talk")] = None
    turn_taking: Annotated[
        TurnTaking, Field(description="all at once, round the table, or whoever is spoken to first")
    ] = "simultaneous"
    events: Annotated[
        tuple[Happening, ...],
        Field(max_length=MAX_EVENTS, description="what happens around a talk: everyone perceives it from its round on"),
    ] = ()
    seed: Annotated[int, Field(ge=0, lt=2**53, description="the same seed gives the same bits")] = 0
    replicates: Annotated[
        int | None,
        Field(
            ge=1,
            le=MAX_REPLICATES,
            description=f"runs of each arm of a model ({DEFAULT_RUNS} if not given); where people talk without "
            "a model, conversations (1)",
        ),
    ] = None
    masked: Annotated[
        bool | None,
        Field(
            description="conversations are held again without the one or two whose words were followed most; if not "
            "given, where that costs nothing, in rehearsal"
        ),
    ] = None
    coupled: Annotated[
        Coupled,
        Field(description="in mode hybrid people see the model, move it, do both, or talk apart from it"),
    ] = "both"
    conversations: Annotated[
        int | None,
        Field(
            ge=1,
            le=MAX_COUPLED_CONVERSATIONS,
            description="in mode hybrid: conversations held beside the model, each with a world of its own, for an "
            "interval on what the talk does (1 if not given)",
        ),
    ] = None
    exchanged: Annotated[
        bool | None,
        Field(
            description="in mode hybrid one more conversation is held in which everyone sits in another's place; if "
            "not given, where that costs nothing, in rehearsal"
        ),
    ] = None
    crowd: Annotated[
        int | None,
        Field(
            ge=3,
            le=MAX_CROWD,
            description="how far so many people would follow those who talk, by the law that these follow",
        ),
    ] = None
    document: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=MAX_DOCUMENT_CHARACTERS,
            description="a model document (YAML or JSON), run instead of one that is found for the scenario",
        ),
    ] = None
    recompile: Annotated[
        bool,
        Field(description="a language model is asked for the model anew, though it has written one for this scenario"),
    ] = False
    model_forms: Annotated[
        int,
        Field(
            ge=1,
            le=MAX_FORMS,
            description="models that differ in structure and all fit the text are run side by side, as many as there "
            "are up to this; the answer says whether it depends on which one it is",
        ),
    ] = 1
    review: Annotated[
        bool, Field(description="the model is shown before it runs, and the run waits for a reply (needs_input)")
    ] = False
    experiment: Annotated[
        dict[Asked, Any],
        Field(description="what else is asked of the model, in the language's words, each in place of the document's"),
    ] = {}
    budget: Annotated[Budget, Field(description="the most that the run may take; the operator's limits hold too")] = (
        Budget()
    )

    @property
    def runs(self) -> int:
        """How many runs each arm of a model has: as many as asked for, or thirty."""
        return DEFAULT_RUNS if self.replicates is None else self.replicates

    @property
    def sees(self) -> bool:
        """Whether people are shown the model."""
        return self.coupled in ("both", "see")

    @property
    def moves(self) -> bool:
        """Whether what people say moves the model."""
        return self.coupled in ("both", "move")


ProblemKind = Literal[
    "bad_request",
    "bad_document",
    "key_reused",
    "not_found",
    "busy",
    "queue_full",
    "too_large",
    "too_long",
    "language_model",
    "operator",
    "run_failed",
    "bug",
]


class Problem(BaseModel):
    """What went wrong: `message` is for a person, `change` says what to do about it, `fields` which are at fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ProblemKind
    message: str
    change: str
    fields: tuple[str, ...] = ()


class Judged(BaseModel):
    """What became of the headline when it was tried again under other assumptions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: Annotated[
        Word,
        Field(
            description="ROBUST: it holds throughout; SHIFTED: its size moves but not what it says; FRAGILE: it "
            "goes or turns; INCONCLUSIVE: the runs can't tell"
        ),
    ]
    reason: Annotated[str, Field(description="what moves it, or that nothing did")]


class Page(BaseModel):
    """A page of the report in Markdown: `number` of `pages`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    pages: int
    text: str


class Result(BaseModel):
    """The answer, and what stands behind it; through a door `report` is left out, and comes in pages on request."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contract: Annotated[str, Field(description="version of this contract")] = CONTRACT_VERSION
    status: Annotated[
        Status,
        Field(
            description="done; running: call get_simulation; needs_input: it waits for a reply; no_model: nothing "
            "fits, and it says what is missing; partial: a limit ended it with what there is; failed: see error"
        ),
    ]
    thread_id: Annotated[str, Field(description="the handle of the run; empty where nothing was started")]
    mode: Annotated[
        Literal["mechanics", "social", "hybrid", "none"] | None,
        Field(description="what was simulated; null while that is not decided"),
    ]
    answer: Annotated[str, Field(max_length=MAX_ANSWER_CHARACTERS, description="plain text; fits a memory block")]
    verdict: Annotated[Judged | None, Field(description="whether the headline would come out again")] = None
    findings: Annotated[
        tuple[Finding, ...], Field(description="numbers with interval, n and the arms behind them, the headline first")
    ] = ()
    assumptions: Annotated[tuple[str, ...], Field(description="what nobody stated, and the answer rests on")] = ()
    cost: Annotated[Spending, Field(description="what language models took")] = Spending()
    retry_safe: Annotated[
        bool, Field(description="the same call can be made again without anything being run or paid twice")
    ] = False
    next_steps: Annotated[tuple[str, ...], Field(description="what can be done now")] = ()
    pages: Annotated[int, Field(description="how many pages the whole report has; 0 while there is none")] = 0
    page: Annotated[Page | None, Field(description="the page of the report that was asked for")] = None
    error: Annotated[Problem | None, Field(description="what went wrong, and what to change (status failed)")] = None
    report: Report | None = None
    asked: Annotated[
        Proposal | None, Field(description="what a person is shown, and the run waits for (status needs_input)")
    ] = None

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data."""
        return self.model_dump(mode="json")
