"""What comes back from a call of a language model: exactly one of these, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Kind = Literal["connection", "timeout", "overloaded", "authentication", "not_found", "rejected"]
"""Why an endpoint gave no answer."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them; `estimated` where it did not and we did."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """A value of the type that was asked for. `journaled`: it had been answered before, and nothing was spent."""

    value: T
    usage: Usage
    attempts: int = 1
    journaled: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The model declined, in its own words, or a content filter did."""

    words: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Truncated:
    """The answer ran into the length limit."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class Invalid:
    """Still not what was asked for after the repairs; `problem` is what the last answer got wrong."""

    problem: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer: the endpoint is down, too slow, overloaded, or it turns us away. `advice` says what to change."""

    kind: Kind
    advice: str


@dataclass(frozen=True, slots=True)
class OverBudget:
    """The call was not made: it would have gone over a limit (tokens, calls, money or the deadline)."""

    limit: str


Outcome = Answered[T] | Refused | Truncated | Invalid | Unreachable | OverBudget
