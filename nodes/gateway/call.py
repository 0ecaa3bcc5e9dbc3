"""One question to a language model: on whose behalf, in which words, and what the answer must be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sobremesa.nodes.gateway.form import Form

T = TypeVar("T")

MAX_REPAIRS = 2

Message = tuple[str, str]
"""A role (`system`, `user`, `assistant`) and its words."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A question. Put what stays the same from call to call into `system`, which providers cache.

    `node`, `persona` and `turn` (its round and where that stands) name the call in the journal. A `shared` call
    reads a text and belongs to no thread: every thread that asks the same gets the first answer that could be read.
    Asked `anew`, others' answers are passed over, and what comes takes their place; a resumed thread keeps its own.
    `repairs` is how often an answer may be sent back. `max_tokens` bounds the answer; `temperature` None leaves it to
    the endpoint.
    """

    node: str
    model: str
    system: str
    user: str
    form: Form[T]
    persona: str = ""
    turn: str = ""
    max_tokens: int = 2_000
    temperature: float | None = None
    shared: bool = False
    anew: bool = False
    repairs: int = MAX_REPAIRS

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is said at first."""
        return (("system", self.system), ("user", self.user))

    def digest(self, messages: Sequence[Message]) -> str:
        """The SHA-256 of everything that shapes the answer, in hexadecimal."""
        shaping: list[Any] = [self.model, list(messages), self.form.schema, self.max_tokens, self.temperature]
        return hashlib.sha256(json.dumps(shaping, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
