"""What is asked of a reading, and what is expected of it: one line of `scenarios.jsonl` each.

Ids: P are the scenarios that the figures of the page are about, K have an answer that is known from theory, and
variants (`P05.again1`) say the same thing once more, with an idle sentence or under other names.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.contract import Request

FILE = Path(__file__).with_name("scenarios.jsonl")

Mode = Literal["mechanics", "social", "hybrid", "none"]
Change = Literal["again", "idle", "renamed"]


class Line(BaseModel):
    """Something read from a file of this folder: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stated(Line):
    """A number that a scenario states: its words there, and the values by which a model may hold it.

    `time`: it may also be how long the model runs, or how often people talk in it.
    """

    words: str
    values: tuple[float, ...]
    time: bool = False


class Known(Line):
    """An answer that is known: one of `values`, give or take `within`, in one of several `scales`.

    A share may be told as the share of those it did not reach (two values), and as a count or in per cent (scales).
    """

    values: tuple[float, ...]
    within: float
    scales: tuple[float, ...] = (1.0,)
    source: str

    def hit_by(self, figure: float) -> bool:
        """Whether a figure is this answer."""
        return any(abs(figure / scale - value) <= self.within for scale in self.scales for value in self.values)


class Scenario(Line):
    """A text, with what is expected of whoever reads it.

    `engine` process: a process is expected, and no model of agents; `load` is then ρ of its only resource.
    """

    id: str
    text: str
    mode: Mode
    engine: Literal["process"] | None = None
    stated: tuple[Stated, ...] = ()
    known: Known | None = None
    load: float | None = None
    of: str | None = None
    change: Change | None = None

    @property
    def request(self) -> Request:
        """The scenario as it is asked."""
        return Request(scenario=self.text)

    @property
    def compiles(self) -> bool:
        """Whether a model of agents is expected."""
        return self.mode in ("mechanics", "hybrid") and self.engine is None

    @property
    def compared(self) -> bool:
        """Whether its answer is held against those of variants, or is one of them."""
        return self.of is not None or any(other.of == self.id for other in scenarios().values())


@cache
def scenarios() -> dict[str, Scenario]:
    """All scenarios by id, in the order of the file."""
    lines = FILE.read_text("utf-8").splitlines()
    return {one.id: one for one in map(Scenario.model_validate_json, lines)}


def chosen(only: str | None) -> tuple[Scenario, ...]:
    """The scenarios of a list such as `P01,P05,K04`; None: all. Raises KeyError for an id that there is not."""
    known = scenarios()
    return tuple(known.values()) if only is None else tuple(known[one.strip()] for one in only.split(","))
