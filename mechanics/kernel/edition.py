"""Which of our own sources are at work: code kept from others is not ours to use."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path


@functools.cache
def edition() -> str:
    """A hash of the name, size and time of every module of `mechanics`: all may have a part in what is compiled."""
    return hashlib.sha256(repr(sorted(_modules(str(Path(__file__).parents[1])))).encode()).hexdigest()


def _modules(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                told = entry.stat()
                yield entry.path, told.st_size, told.st_mtime_ns
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _modules(entry.path)
