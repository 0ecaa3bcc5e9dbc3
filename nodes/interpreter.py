"""The seam between plain words and everything that is typed: what kind of question, which model, who talks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.contract import Request
from sobremesa.personas.card import Persona


class Reading(BaseModel):
    """Something read from the scenario: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Route(Reading):
    """Which kind of simulation answers the question, and which words decided; `kind` of what document it becomes."""

    mode: Literal["mechanics", "social", "hybrid", "none"]
    confidence: float
    reasons: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    kind: Literal["model", "process"] = "model"


class Translation(Reading):
    """A scenario as a model document; `library` names the library model that it is, if it is one.

    `unanswered`: which of its questions this run does not answer, and who of those whom it asks for does not talk, and
    why, as sentences. `instead`: why the model is not one that a language model wrote, though it was asked to.
    `changes`: what was changed in review, as sentences. `repairs`: how often an answer of the language model was sent
    back before it was this.
    """

    document: Document
    library: str | None = None
    notes: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    instead: str | None = None
    changes: tuple[str, ...] = ()
    repairs: int = 0


class NoModel(Reading):
    """No model: what was understood, what is missing, and what to do about it. Never a guess.

    `but`: where a model fits, the one thing that keeps it from answering, as a sentence ("people must lie …").
    """

    understood: tuple[str, ...]
    missing: tuple[str, ...]
    advice: tuple[str, ...]
    but: str | None = None


class Taken(Reading):
    """A form of the model that there is already; `name` says in a few words what it is, None where nobody named it."""

    name: str | None
    document: ModelDocument
    library: str | None = None


class Formed(Reading):
    """Another form of the model, that fits the text as well: other rules for the same question.

    `name` and `first` say in a few words what this one is, and what the first one is; `ask` is the question to whoever
    asked whose answer would decide between them.
    """

    document: ModelDocument
    name: str
    first: str
    ask: str
    library: str | None = None
    repairs: int = 0


class NoForm(Reading):
    """There is no other form, and why, as a sentence."""

    why: str


class Casting(Reading):
    """Who talks, about what. `question` is the statement that stance +1 agrees with; `scene` is where they are."""

    personas: tuple[Persona, ...]
    scene: str
    question: str
    notes: tuple[str, ...] = ()


class Interpreter(Protocol):
    """Reads scenarios. Two implementations: the library (no key), and a language model."""

    @property
    def name(self) -> str:
        """`library`, or the name of the language model."""

    async def classify(self, request: Request) -> Route:
        """Which kind of simulation; a mode given by the caller wins."""

    async def compile(self, request: Request, route: Route) -> Translation | NoModel:
        """The scenario as a document that checks, or the reasons why there is none."""

    async def revise(self, request: Request, route: Route, document: Document, words: str) -> Translation | NoModel:
        """The document changed as a person asked for in words; or why it can't be, under `missing`."""

    async def mend(
        self, request: Request, route: Route, document: Document, problems: str, repairs: int
    ) -> Translation | NoModel:
        """The document without what tests of it found wrong, sent back at most `repairs` times; or why it can't be."""

    async def another(self, request: Request, route: Route, taken: Sequence[Taken]) -> Formed | NoForm:
        """A form of the model that is different in structure from those that are taken, for the same question."""

    async def cast(self, request: Request, route: Route, document: Document | None) -> Casting:
        """Who talks: the caller's list, the document's personas, or whoever the scenario names."""
