"""What a gate says of a model: passed, failed or not applicable, in a sentence with its figures."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.diagnostics import Diagnostic, Place

Family = Literal["invariant", "limit", "known answer", "trap"]


class Gate(BaseModel):
    """One gate's result. `code` is stable; `sentence` says what was looked at and found; `figures` are in its words.

    `doubt`: a failure is worth a warning but no second version, since the model may mean it so. `place` is where in the
    document the failure lies, `hint` what to do about it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    family: Family
    outcome: Literal["passed", "failed", "not applicable"]
    sentence: str
    figures: dict[str, float] = {}
    doubt: bool = False
    place: str = "rules"
    hint: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the model did not get through."""
        return self.outcome == "failed"

    @property
    def wrong(self) -> bool:
        """Whether the failure is a mistake, and no mere doubt."""
        return self.failed and not self.doubt

    def diagnostic(self) -> Diagnostic:
        """The failure as a diagnostic, as checkers give them."""
        return Diagnostic(self.code, Place(self.place), self.sentence, hint=self.hint)
