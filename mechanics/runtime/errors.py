"""What an emitted program raises when a run can't go on."""

from __future__ import annotations


class RunFailure(ArithmeticError):  # noqa: N818 - exported files read better without a second "Error"
    """A run can't go on; says at which step, in which rule (or setup, measure, stop) and at which agent."""

    def __init__(self, reason: str, step: int, rule: str, agent: int | None = None) -> None:
        self.reason, self.step, self.rule, self.agent = reason, step, rule, agent
        who = "" if agent is None else f", agent {agent}"
        super().__init__(f"{reason} (step {step}, {rule}{who})")


class LimitReached(ArithmeticError):  # noqa: N818
    """There are more agents of a type, or links of an agent, than the document allows."""
