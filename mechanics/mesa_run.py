"""One replicate while it is live: stepping it, measuring it, and what becomes of it when something goes wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sobremesa.mechanics.compiled import Compiled
from sobremesa.mechanics.engine import RunError
from sobremesa.mechanics.runtime.errors import LimitReached
from sobremesa.mechanics.whose_turn import whose_turn

RUNNING = -1
FAILURES = (ArithmeticError, LookupError, ValueError)
CODES = (
    (LimitReached, "limit_reached"),
    (ZeroDivisionError, "zero_division"),
    (OverflowError, "overflow"),
    (IndexError, "index"),
    (LookupError, "missing"),
    (ValueError, "domain"),
)
"""What Python raises, and the code under which a run error is known."""


@dataclass(slots=True)
class Run:
    """A replicate within one call. `model` is None once it has failed; `stopped_at` is the step at which it stopped."""

    replicate: int
    model: Any
    code: Compiled
    stopped_at: int = RUNNING
    last: dict[str, float] = field(default_factory=dict)
    error: RunError | None = None

    @property
    def live(self) -> bool:
        """Whether it goes on."""
        return self.model is not None and self.stopped_at == RUNNING

    def step(self) -> None:
        """One step, unless the run is over."""
        if self.live:
            self._attempt("step", self.model.step)

    def measure(self, at_end: bool) -> Mapping[str, float]:
        """What is measured now; a stopped run holds what it measured last, a failed one has nothing.

        Measures of the end are NaN until the end, which comes early when the run stops.
        """
        if not self.live:
            return self.last
        values = {measure.name: math.nan for measure in self.code.program.measures}
        values |= self._measured(at_end=False)
        over = self._over()
        if over or at_end:
            values |= self._measured(at_end=True)
        if self.model is None:
            return {}
        if over:
            self.stopped_at = self.model.steps
            self.last = values
        return values

    def _measured(self, at_end: bool) -> dict[str, float]:
        """What is measured at every step, or at the end; nothing more once the run has failed."""
        values = {}
        for measure in self.code.program.measures:
            if measure.at_end == at_end and self.model is not None:
                method = getattr(self.model, self.code.names.members["measure", measure.name])
                found = self._attempt(measure.name, method)
                values[measure.name] = math.nan if found is None else float(found)
        return values

    def _over(self) -> bool:
        """Whether the document's `stop` holds."""
        stops = self.code.program.stop is not None and self.model is not None
        return stops and bool(self._attempt("stop", self.model.finished))

    def _attempt(self, place: str, action: Callable[[], Any]) -> Any:
        """Do it; what goes wrong ends the run, and stands in `error`."""
        try:
            return action()
        except FAILURES as problem:
            self.fail(problem, place, self.model.steps)
            return None

    def fail(self, problem: Exception, place: str, step: int) -> None:
        """The run has failed, at a step and in a part of the document."""
        self.error = run_error(problem, place, step, self.code)
        self.model = None
        self.last = {}


def run_error(problem: Exception, place: str, step: int, code: Compiled) -> RunError:
    """A failure as the engine reports it: a code, the step, the rule (or another part of the document), the agent."""
    kind = next((word for known, word in CODES if isinstance(problem, known)), "failure")
    rule, agent = whose_turn(problem, code) or (place, None)
    who = "" if agent is None else f", agent {agent}"
    return RunError(kind, step, f"{problem} (step {step}, {rule}{who})", rule, agent)
