"""A model at one moment, as it can be drawn: who stands where, or who is linked with whom, and one variable of each."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Picture(BaseModel):
    """One replicate of one arm at one step.

    A network has `places` (n, 2) in the unit square and `links` (m, 2) of positions in `places`; a plane has places in
    its own units; a grid has places (n, 2) of whole columns and rows. `values` (n,) is the variable: a number, or the
    position in `labels` where it is one of several words. `extent` is the space's width and height. Of a large model
    only a part is drawn: then `of` is how many there are in all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["network", "grid", "plane"]
    arm: str
    step: int
    variable: str
    labels: tuple[str, ...] = ()
    extent: tuple[float, float]
    places: tuple[tuple[int | float, int | float], ...]
    links: tuple[tuple[int, int], ...] = ()
    values: tuple[int | float, ...]
    of: int | None = None


PICTURES = TypeAdapter(tuple[Picture, ...])
"""Several pictures, to JSON and back."""
