"""The state of a run in 16 bytes, for comparing engines step by step."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 16


def digest_of(columns: Mapping[str, NDArray[Any]]) -> bytes:
    """A digest of columns: names, types, shapes and bits."""
    digest = hashlib.blake2b(digest_size=SIZE)
    for name, column in columns.items():
        digest.update(f"{name} {column.dtype.str} {column.shape};".encode())
        digest.update(np.ascontiguousarray(column).data)
    return digest.digest()
