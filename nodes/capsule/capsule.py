"""What a capsule holds: all that a run went by, and what came of it. Every text in it is anybody's, and made safe."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sobremesa.nodes.context import PLAIN_WRITER
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import Fork
from sobremesa.nodes.gateway.outcome import Kind
from sobremesa.nodes.reply import Reply
from sobremesa.nodes.report import Spending
from sobremesa.nodes.sanitise import sanitise
from sobremesa.store.journal import Entry, Key, Unanswered

SCHEMA_VERSION: Literal[1] = 1
MOST_CALLS = 1_000_000
MOST_REPLIES = 1_000
MOST_FORKS = 100

Safe = AfterValidator(sanitise)
Name = Annotated[str, Field(min_length=1, max_length=200), Safe]
Word = Annotated[str, Field(max_length=200), Safe]
Address = Annotated[str, Field(max_length=1_000), Safe]
Words = Annotated[str, Field(max_length=1_000_000), Safe]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Tokens = Annotated[int, Field(ge=0, le=10**12)]
GivenUpKind = Literal["budget", "refused"] | Kind


class Part(BaseModel):
    """A part of a capsule: frozen, of exactly these types, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class WrittenBy(Part):
    """The program and the platform that made a run. `code` is the beginning of the SHA-256 of the package's files."""

    sobremesa: Name
    code: Name
    mesa: Name
    numpy: Name
    python: Name
    system: Name
    machine: Word
    libc: Word

    def __str__(self) -> str:
        """In words."""
        platform = " ".join(part for part in (self.system, self.machine, self.libc) if part)
        return f"Sobremesa {self.sobremesa} ({self.code}) with Mesa {self.mesa} and NumPy {self.numpy} on {platform}"


class Services(Part):
    """What the parts were called that a run was made with: the names of language models, or of what stood for one."""

    engine: Name
    interpreter: Name
    speaker: Name
    writer: Name


class Answer(Part):
    """An answer of a language model, as the journal kept it."""

    text: Words
    finish: Word
    refusal: Words
    model: Name
    prompt_tokens: Tokens
    completion_tokens: Tokens
    cached_tokens: Tokens
    estimated: bool


class GivenUp(Part):
    """Why a call brought no answer."""

    kind: GivenUpKind
    words: Words


class RecordedCall(Part):
    """A call of a language model: on whose behalf, its prompt's SHA-256, and its answer or why there was none."""

    kind: Literal["call"] = "call"
    node: Name
    persona: Word
    turn: Address
    prompt: Sha256
    answer: Answer | None = None
    given_up: GivenUp | None = None

    @model_validator(mode="after")
    def _has_one_outcome(self) -> RecordedCall:
        if (self.answer is None) == (self.given_up is None):
            raise ValueError("a call has either an answer or a reason why there is none")
        return self

    @property
    def place(self) -> tuple[str, str, str, str]:
        """On whose behalf it was made, and its prompt."""
        return self.node, self.persona, self.turn, self.prompt

    @classmethod
    def of(cls, key: Key, outcome: Entry | Unanswered) -> RecordedCall:
        """The call that the journal tells of."""
        return cls(
            node=key.node,
            persona=key.persona,
            turn=key.turn,
            prompt=key.prompt,
            answer=Answer.model_validate(asdict(outcome)) if isinstance(outcome, Entry) else None,
            given_up=GivenUp.model_validate(asdict(outcome)) if isinstance(outcome, Unanswered) else None,
        )

    def journaled(self, lineage: str) -> tuple[Key, Entry | Unanswered]:
        """The call as a journal tells of it."""
        key = Key(lineage, self.node, self.persona, self.turn, self.prompt)
        if self.answer is not None:
            return key, Entry(**self.answer.model_dump())
        assert self.given_up is not None
        return key, Unanswered(self.given_up.kind, self.given_up.words)


class Capsule(Part):
    """A recorded run.

    `prompts` has the SHA-256 of each prompt's file by its name; `replies` are what a person said in review;
    `document` is the model document as canonical JSON;
    `calls` stand in the order in which they were answered. Of a fork with something changed, `forks` are the changes on
    the way from the first run to this one, and `before` the calls of the runs on that way that are none of its own.
    `artifacts` has the SHA-256 of what the run computed;
    `report` is the report as JSON, to the byte as `--out report.json` writes it.
    """

    written_by: WrittenBy
    services: Services
    prompts: Annotated[dict[Name, Sha256], Field(max_length=1_000)]
    spending: Spending
    artifacts: Annotated[dict[Name, Sha256], Field(max_length=1_000)]
    request: Request
    replies: Annotated[tuple[Reply, ...], Field(max_length=MOST_REPLIES)] = ()
    forks: Annotated[tuple[Fork, ...], Field(max_length=MOST_FORKS)] = ()
    document: str | None
    before: Annotated[tuple[RecordedCall, ...], Field(max_length=MOST_CALLS)] = ()
    calls: Annotated[tuple[RecordedCall, ...], Field(max_length=MOST_CALLS)]
    report: str

    @property
    def uses_language_model(self) -> bool:
        """Whether a language model read, spoke and wrote."""
        return self.services.writer != PLAIN_WRITER

    @property
    def has_personas(self) -> bool:
        """Whether people talked in it, who keep things to themselves."""
        return bool(json.loads(self.report).get("cast"))

    @property
    def report_sha256(self) -> str:
        """The hash of the report's bytes, in hexadecimal."""
        return hashlib.sha256(self.report.encode()).hexdigest()

    def journaled(self, lineage: str) -> Iterator[tuple[Key, Entry | Unanswered]]:
        """The calls as a journal tells of them, those of the runs before it first."""
        return (call.journaled(lineage) for call in (*self.before, *self.calls))
