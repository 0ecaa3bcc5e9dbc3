"""What an experiment measured: every measure of every arm, replicate and step, and its form as bytes.

The bytes are a JSON header (its length first, 8 bytes little-endian) and then the numbers as raw float64,
little-endian, in the order of the header. Loading validates everything and runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.engine import RunError, Series

MAGIC = b"sobremesa ensemble 1\n"
NUMBER = np.dtype("<f8")
LENGTH = 8


class EnsembleFormatError(SobremesaError, ValueError):
    """The bytes are not an ensemble, or they are damaged."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """Replicates of an arm that a second engine ran too, in their first `steps` steps, with the same bits.

    `population` is how many agents and cells there were, where it was shown fewer than the arm has.
    """

    engine: str
    replicates: tuple[int, ...]
    steps: int
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Ensemble:
    """The series of all arms, by the arm's name in the document's order. `document` is the document's hash."""

    document: str
    engine: str
    seed: int
    arms: Mapping[str, Series]
    witnessed: Mapping[str, Witnessed] = field(default_factory=dict)

    @property
    def replicates(self) -> int:
        """How many replicates each arm was given."""
        return max((len(series.replicates) for series in self.arms.values()), default=0)

    def failed(self) -> dict[str, int]:
        """How many replicates of each arm ended with an error (arms without one are left out)."""
        return {name: len(series.errors) for name, series in self.arms.items() if series.errors}

    def to_bytes(self) -> bytes:
        """The ensemble as bytes: the same ensemble gives the same bytes."""
        head = _Head(
            document=self.document,
            engine=self.engine,
            seed=self.seed,
            arms=tuple(_describe(name, series) for name, series in self.arms.items()),
            witnessed=dict(self.witnessed),
        )
        text = head.model_dump_json().encode()
        numbers = [_plain(values) for series in self.arms.values() for _, values in sorted(series.values.items())]
        return b"".join([MAGIC, len(text).to_bytes(LENGTH, "little"), text, *numbers])

    @classmethod
    def from_bytes(cls, content: bytes) -> Ensemble:
        """The ensemble that `to_bytes` wrote. Raises EnsembleFormatError."""
        head, start = _read_head(content)
        sizes = [arm.size for arm in head.arms for _ in arm.measures]
        if len(content) != start + NUMBER.itemsize * sum(sizes):
            raise EnsembleFormatError("The ensemble is damaged: its numbers are not as many as its header says.")
        numbers = np.frombuffer(content, NUMBER, offset=start).astype(np.float64)
        bounds = pairwise(np.cumsum([0, *sizes]).tolist())
        arms = {}
        for arm in head.arms:
            values = {name: numbers[slice(*next(bounds))].reshape(arm.shape) for name in arm.measures}
            errors = {int(index): RunError(**error.model_dump()) for index, error in arm.errors.items()}
            arms[arm.name] = Series(arm.first_step, arm.replicates, values, errors)
        return cls(head.document, head.engine, head.seed, arms, head.witnessed)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Failure(_Part):
    code: str
    step: int
    message: str
    rule: str | None
    agent: int | None


class _ArmHead(_Part):
    name: str
    first_step: int
    steps: int = Field(ge=1)
    replicates: tuple[int, ...]
    measures: tuple[str, ...]
    errors: dict[str, _Failure]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.replicates), self.steps

    @property
    def size(self) -> int:
        return len(self.replicates) * self.steps


class _Head(_Part):
    document: str
    engine: str
    seed: int
    arms: tuple[_ArmHead, ...]
    witnessed: dict[str, Witnessed] = {}


def _describe(name: str, series: Series) -> _ArmHead:
    errors = {
        str(index): _Failure(code=e.code, step=e.step, message=e.message, rule=e.rule, agent=e.agent)
        for index, e in sorted(series.errors.items())
    }
    return _ArmHead(
        name=name,
        first_step=series.first_step,
        steps=next(iter(series.values.values())).shape[1],
        replicates=series.replicates,
        measures=tuple(sorted(series.values)),
        errors=errors,
    )


def _plain(values: NDArray[np.float64]) -> bytes:
    """Raw numbers with one single NaN, so that equal series give equal bytes."""
    return np.where(np.isnan(values), np.nan, values).astype(NUMBER).tobytes()


def _read_head(content: bytes) -> tuple[_Head, int]:
    start = len(MAGIC) + LENGTH
    if not content.startswith(MAGIC) or len(content) < start:
        raise EnsembleFormatError("These bytes are not an ensemble.")
    end = start + int.from_bytes(content[len(MAGIC) : start], "little")
    try:
        return _Head.model_validate(json.loads(content[start:end])), end
    except (ValidationError, ValueError, RecursionError):
        raise EnsembleFormatError("The ensemble is damaged: its header can't be read.") from None
