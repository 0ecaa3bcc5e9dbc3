"""What a run may take from the machine, and whether it still may."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sobremesa.mechanics.engine import Pause
from sobremesa.mechanics.kernel.failing import RanTooLongError, TooLargeError

GIGABYTE = 10**9
UNKNOWN_MEMORY = 4 * GIGABYTE
"""Taken for the machine's memory where the system does not tell it."""
GROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def half_of_memory() -> int:
    """Half of the memory that this process may use, in bytes."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        whole = UNKNOWN_MEMORY
    with suppress(OSError, ValueError):  # there is no such group, or its limit is the word `max`
        whole = min(whole, int(GROUP_LIMIT.read_text(encoding="ascii")))
    return whole // 2


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes that one call may take, and the most seconds (None: any number)."""

    memory: int = field(default_factory=half_of_memory)
    seconds: float | None = None

    def check_memory(self, size: int, what: str) -> None:
        """Raise TooLargeError where this many bytes are too many."""
        if size > self.memory:
            needed, allowed = f"{size / GIGABYTE:,.1f} GB", f"{self.memory / GIGABYTE:,.1f} GB"
            message = f"{what} would take {needed} of memory, of {allowed} to be used: ask for fewer agents."
            raise TooLargeError(message, size)

    def watched(self, pause: Pause) -> Pause:
        """`pause`, which also raises RanTooLongError once the time that begins now is over."""
        if self.seconds is None:
            return pause
        end, limit = time.monotonic() + self.seconds, self.seconds

        def watch() -> None:
            if time.monotonic() > end:
                raise RanTooLongError(f"The run took more than {limit:g} s: ask for fewer agents, steps or replicates.")
            pause()

        return watch
