"""What can go wrong inside a run, as the kernel's codes; each is a code of `RunError` on Mesa too."""

from __future__ import annotations

from enum import IntEnum


class Failure(IntEnum):
    """Why a replicate ended. The last are the kernel's own: no memory, more rows needed than there are, not wanted."""

    NONE = 0
    LIMIT_REACHED = 1
    ZERO_DIVISION = 2
    OVERFLOW = 3
    INDEX = 4
    MISSING = 5
    DOMAIN = 6
    NO_MEMORY = 7
    NO_ROOM = 8
    CANCELLED = 9
