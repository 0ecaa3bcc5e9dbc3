"""An event loop whose clock skips waiting: when nothing is left to do, it is as late as the next timer says.

Seconds pass on its clock as they would, and none for what is computed.
"""

from __future__ import annotations

import asyncio
import selectors

THREADS_SECONDS = 0.001
"""How long work in threads may take to come back before the clock goes on without it."""


class _SkippingSelector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return list(super().select(timeout))
        ready = list(super().select(min(timeout, THREADS_SECONDS)))
        if not ready:
            self.now += timeout
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """The loop; its clock begins at 0."""

    def __init__(self) -> None:
        self._skipping = _SkippingSelector()
        super().__init__(self._skipping)

    def time(self) -> float:
        """Seconds on its clock."""
        return float(self._skipping.now)
