"""What someone answered when they were asked in private: before the first round, or after the last."""

from __future__ import annotations

from typing import Literal

from sobremesa.personas.card import Card
from sobremesa.personas.speaker import Confided

When = Literal["before", "after"]


class PrivateAnswer(Card):
    """An answer that nobody at the table has heard. `said` is None where there was none: `silence` says why."""

    arm: str
    when: When
    persona: str
    said: Confided | None = None
    silence: str | None = None
