"""What the operator lets models take of the machine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.engine import Pause

GIGABYTE = 10**9
UNKNOWN_MEMORY = 4 * GIGABYTE
"""Taken for the machine's memory where the system does not tell it."""
GROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


class TooLargeError(SobremesaError, MemoryError):
    """The model would not fit in memory; nothing was started. `needed` is how many bytes it asks for, where known."""

    def __init__(self, message: str, needed: int | None = None) -> None:
        super().__init__(message)
        self.needed = needed


class RanTooLongError(SobremesaError, TimeoutError):
    """The operator's limit of time is over; nothing of this call is kept."""


def half_of_memory() -> int:
    """Half of the memory that this process may use, in bytes."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        whole = UNKNOWN_MEMORY
    with suppress(OSError, ValueError):  # there is no such group, or its limit is the word `max`
        whole = min(whole, int(GROUP_LIMIT.read_text(encoding="ascii")))
    return whole // 2


@dataclass(slots=True)
class _Spent:
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes that one call of an engine may take, and the most seconds that all of them may take together.

    `seconds` None: any number. Engines that are given the same limits share the seconds.
    """

    memory: int = field(default_factory=half_of_memory)
    seconds: float | None = None
    _spent: _Spent = field(default_factory=_Spent, repr=False, compare=False)

    def check_memory(self, size: int, what: str) -> None:
        """Raise TooLargeError where this many bytes are too many."""
        if size > self.memory:
            needed, allowed = f"{size / GIGABYTE:,.1f} GB", f"{self.memory / GIGABYTE:,.1f} GB"
            message = f"{what} would take {needed} of memory, of {allowed} to be used: ask for fewer agents."
            raise TooLargeError(message, size)

    @contextmanager
    def timed(self, pause: Pause) -> Iterator[Pause]:
        """While something is done: `pause`, which also raises RanTooLongError once the seconds are used up."""
        begun, limit, spent = time.monotonic(), self.seconds, self._spent

        def watch() -> None:
            if limit is not None and spent.seconds + time.monotonic() - begun > limit:
                raise RanTooLongError(f"Running models took more than {limit:g} s: ask for fewer agents or replicates.")
            pause()

        try:
            yield watch
        finally:
            spent.seconds += time.monotonic() - begun
