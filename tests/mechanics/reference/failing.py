"""How a run ends before its time: the code, the step, the rule and whose turn it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

CODES: tuple[tuple[type[Exception], str], ...] = (
    (ZeroDivisionError, "zero_division"),
    (OverflowError, "overflow"),
    (IndexError, "index"),
    (LookupError, "missing"),
    (ValueError, "domain"),
    (ArithmeticError, "limit_reached"),
)
"""What Python raises here, and the code of the run error; an ArithmeticError of no other kind is a limit."""


@dataclass(frozen=True)
class Failure:
    """A run error, as an engine reports it."""

    code: str
    step: int
    rule: str | None
    agent: int | None = None


class Stopped(Exception):  # noqa: N818 - a way out of a run
    """The run has failed."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


@contextmanager
def blaming(step: int, rule: str | None, agent: int | None = None) -> Iterator[None]:
    """Whatever goes wrong within is this rule's, in the turn of this agent; without a rule, a lever's."""
    try:
        yield
    except (ArithmeticError, LookupError, ValueError) as error:
        code = "no_lever" if rule is None else next(code for kind, code in CODES if isinstance(error, kind))
        raise Stopped(Failure(code, step, rule, agent)) from error
