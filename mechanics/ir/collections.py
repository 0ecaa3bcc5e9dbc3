"""Expressions over many: the collections, and what is computed from their members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sobremesa.mechanics.ir.types import Collection, Label, Ref, Scalar, Site

if TYPE_CHECKING:
    from sobremesa.mechanics.ir.terms import Expr


@dataclass(frozen=True, slots=True)
class Everyone:
    """All living agents of a type, by id; or all `cells`, `empty_cells`, `links` (of a layer: `links:name`)."""

    of: str
    type: Collection


@dataclass(frozen=True, slots=True)
class Others:
    """All living agents of a type but self."""

    of: str
    type: Collection


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Linked agents on a network (`layer`, `incoming`), or agents of type `of` within `radius` on a grid or plane."""

    center: Expr
    type: Collection
    radius: Expr | None = None
    of: str | None = None
    layer: str | None = None
    incoming: bool = False


@dataclass(frozen=True, slots=True)
class OnCell:
    """`here(type)` (center None: others in my cell) and `on(cell, type)`."""

    center: Expr | None
    of: str
    type: Collection


@dataclass(frozen=True, slots=True)
class CellsNear:
    """Cells around an agent or a cell, without its own."""

    center: Expr
    radius: Expr
    shape: Literal["moore", "von_neumann", "cross", "hex"]
    type: Collection


@dataclass(frozen=True, slots=True)
class IntRange:
    """`range(start, stop)`."""

    start: Expr
    stop: Expr
    type: Collection


@dataclass(frozen=True, slots=True)
class VectorValues:
    """The values of a vector as a collection."""

    of: Expr
    type: Collection


@dataclass(frozen=True, slots=True)
class Filtered:
    """`[x for x in source if condition]`."""

    variable: str
    source: Expr
    condition: Expr
    type: Collection


@dataclass(frozen=True, slots=True)
class Ordered:
    """`top(source, k, key)`; `sample(source, k)` and `shuffled(source)` with a site."""

    kind: Literal["top", "sample", "shuffled"]
    source: Expr
    amount: Expr | None
    type: Collection
    variable: str | None = None
    key: tuple[Expr, ...] = ()
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """count sum mean min max median std gini any all over `value for variable in source if condition`."""

    kind: Literal["count", "sum", "mean", "min", "max", "median", "std", "gini", "any", "all"]
    variable: str
    source: Expr
    value: Expr | None
    condition: Expr | None
    default: Expr | None
    type: Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """A member at random, by weight where `weight` is given; None of nothing."""

    source: Expr
    site: Site
    type: Ref | Scalar | Label
    variable: str | None = None
    weight: Expr | None = None


@dataclass(frozen=True, slots=True)
class BestOf:
    """The member with the greatest key; ties at random (site) or the first (site None)."""

    source: Expr
    variable: str
    key: tuple[Expr, ...]
    site: Site | None
    type: Ref | Scalar | Label


@dataclass(frozen=True, slots=True)
class Grouping:
    """groups, largest_group, regions, largest_region (measures only)."""

    kind: Literal["groups", "largest_group", "regions", "largest_region"]
    source: Expr
    variables: tuple[str, ...]
    value: Expr
    gap: Expr | None
    least: Expr | None
    type: Scalar
