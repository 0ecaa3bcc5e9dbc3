"""Work, counted in calls: how long it takes depends on the machine and on who else is busy, how many calls does not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

MOST_CALLS = 500_000
"""Calls of functions, of Python and of C. A slow machine makes 5 million in a second, and 100 ms are what there is."""


class TooMuchError(Exception):
    """More calls than there may be: the answer is not waited for."""


def calls(work: Callable[[], object]) -> int:
    """How many calls the work makes. Raises TooMuchError rather than to go on for ever."""
    made = 0

    def count(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")
        if made > 2 * MOST_CALLS:
            raise TooMuchError

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return made
