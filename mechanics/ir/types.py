"""The types of values, and the sites of draws."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum


class Scalar(Enum):
    """A number or a truth value. Widening goes bool → int → float only."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"


@dataclass(frozen=True, slots=True)
class Label:
    """One of a closed list of words; its code is the position in `labels`."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """An agent of type `of`, a `cell`, a `link` (of a layer: `link:name`); `optional` where it may be None."""

    of: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Vector:
    """A fixed number of values of one type."""

    item: Scalar | Label | Ref
    size: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Agents, cells, links or numbers, in the order of rule 15. `never_empty` where that is proved."""

    item: Scalar | Label | Ref
    never_empty: bool = False


Type = Scalar | Label | Ref | Vector | Collection


@dataclass(frozen=True, slots=True)
class Site:
    """Where a draw stands: `kind:owner.name#ordinal`. Its word is the address that Philox sees."""

    text: str

    @property
    def word(self) -> int:
        """The first 8 bytes, little-endian, of the SHA-256 of the text."""
        return int.from_bytes(hashlib.sha256(self.text.encode()).digest()[:8], "little")
