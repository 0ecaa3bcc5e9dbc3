"""Snapshots as bytes: a JSON header, then the columns as raw little-endian arrays.

    8 bytes  b"SBMSNAP1"
    4 bytes  length of the header, little-endian
    header   UTF-8 JSON: everything but the columns, and for each column its name, type, shape, and the narrower type
             that its whole numbers are kept in, if there is one that holds them all
    columns  one after another, in the header's order

Bytes are untrusted: every length is checked against what is there before anything is read.
"""

from __future__ import annotations

import json
import struct
from math import isfinite, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue, RunError, Snapshot

MAGIC = b"SBMSNAP1"
LARGEST_HEADER = 1 << 24
TYPES = ("?", "<i2", "<i4", "<i8", "<u4", "<u8", "<f8")
NARROWER = ("|u1", "<u2", "<u4")


class SnapshotFormatError(SobremesaError, ValueError):
    """These bytes are no snapshot, or not a whole one."""


class _Column(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    type: str
    shape: tuple[int, ...] = Field(max_length=4)
    kept: str | None = None

    @property
    def as_kept(self) -> np.dtype[Any]:
        """The type of the bytes."""
        return np.dtype(self.kept or self.type)


class _Header(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document: str = Field(pattern=r"^[0-9a-f]{64}$")
    engine: str = Field(pattern=r"^[a-z]{1,20}$")
    seed: int = Field(ge=0, lt=2**53)
    arm: Arm
    replicates: tuple[int, ...]
    step: int = Field(ge=0, lt=2**53)
    stopped: tuple[bool, ...]
    levers: tuple[LeverValue, ...]
    personas: dict[str, tuple[int, ...]]
    errors: dict[int, RunError]
    columns: tuple[_Column, ...]


def to_bytes(snapshot: Snapshot) -> bytes:
    """The snapshot as bytes; equal snapshots give equal bytes."""
    arrays = {name: _plain(array) for name, array in snapshot.columns.items()}
    narrow = {name: _narrowed(array) for name, array in arrays.items()}
    header = _Header(
        document=snapshot.document, engine=snapshot.engine, seed=snapshot.seed, arm=snapshot.arm,
        replicates=snapshot.replicates, step=snapshot.step, stopped=snapshot.stopped, levers=snapshot.levers,
        personas=dict(snapshot.personas), errors=dict(snapshot.errors),
        columns=tuple(_column(name, array, narrow[name]) for name, array in arrays.items()),
    )  # fmt: skip
    text = header.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    return b"".join([MAGIC, struct.pack("<I", len(text)), text, *(array.tobytes() for array in narrow.values())])


def from_bytes(content: bytes) -> Snapshot:
    """The snapshot that these bytes hold. Raises SnapshotFormatError."""
    if len(content) < len(MAGIC) + 4 or not content.startswith(MAGIC):
        raise SnapshotFormatError("these bytes are no snapshot")
    (length,) = struct.unpack_from("<I", content, len(MAGIC))
    start = len(MAGIC) + 4
    if length > LARGEST_HEADER or start + length > len(content):
        raise SnapshotFormatError("the snapshot's header is longer than the snapshot")
    try:
        header = _Header.model_validate(json.loads(content[start : start + length]))
    except (ValidationError, ValueError, RecursionError) as error:
        raise SnapshotFormatError("the snapshot's header can't be read") from error
    _consistent(header)
    return Snapshot(
        document=header.document, engine=header.engine, seed=header.seed, arm=header.arm,
        replicates=header.replicates, step=header.step, columns=_columns(header, content, start + length),
        stopped=header.stopped, levers=header.levers, personas=header.personas, errors=header.errors,
    )  # fmt: skip


def _consistent(header: _Header) -> None:
    count = len(header.replicates)
    per_replicate = [len(header.stopped), *(len(who) for who in header.personas.values())]
    if any(length != count for length in per_replicate) or not all(0 <= each < 2**64 for each in header.replicates):
        raise SnapshotFormatError("the snapshot's parts are about different replicates")
    if not all(isfinite(lever.value) for lever in header.levers):
        raise SnapshotFormatError("the snapshot's levers are no numbers")


def _columns(header: _Header, content: bytes, start: int) -> dict[str, NDArray[Any]]:
    sizes = []
    for column in header.columns:
        if column.type not in TYPES or column.kept not in (None, *NARROWER) or any(each < 0 for each in column.shape):
            raise SnapshotFormatError("the snapshot holds a column of a kind that there is not")
        sizes.append(prod(column.shape) * column.as_kept.itemsize)
    if start + sum(sizes) != len(content):
        raise SnapshotFormatError("the snapshot's columns are not as long as its header says")
    arrays = {}
    for column, size in zip(header.columns, sizes, strict=True):
        array = np.frombuffer(content[start : start + size], dtype=column.as_kept).astype(column.type, copy=False)
        arrays[column.name] = array.reshape(column.shape)
        start += size
    return arrays


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """The array in little-endian order, row by row."""
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).reshape(array.shape)


def _narrowed(array: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers in the narrowest type that holds them all: ids and degrees are mostly small."""
    if array.dtype.kind not in "iu" or not array.size or array.min() < 0:
        return array
    wide = [np.dtype(code) for code in NARROWER if np.dtype(code).itemsize < array.dtype.itemsize]
    return array.astype(next((each for each in wide if array.max() <= np.iinfo(each).max), array.dtype))


def _column(name: str, array: NDArray[Any], kept: NDArray[Any]) -> _Column:
    narrower = kept.dtype != array.dtype
    return _Column(name=name, type=_code(array), shape=array.shape, kept=_code(kept) if narrower else None)


def _code(array: NDArray[Any]) -> str:
    return "?" if array.dtype == np.bool_ else array.dtype.newbyteorder("<").str
