"""Numbers that a language model gives, put back within their bounds.

Endpoints don't enforce bounds of numbers, and 1.2 for "very" is no reason to ask again.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _within(low: float, high: float) -> BeforeValidator:
    def clip(value: Any) -> Any:
        return min(max(value, low), high) if isinstance(value, int | float) else value

    return BeforeValidator(clip)


GivenShare = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), _within(0, 1)]
GivenSigned = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False), _within(-1, 1)]
GivenAge = Annotated[int, Field(ge=0, le=120)]
