"""An event loop whose clock skips waiting: when nothing is left to do, it is as late as the next timer says.

Seconds pass on its clock as they would, and none for what is computed. There are no threads beside it, which the clock
could overtake: what would run in one runs at once.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any


class _SkippingSelector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return list(super().select(timeout))
        ready = list(super().select(0))
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

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """What `func` gives, or the error that it raises, without a thread."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - it is the caller's, whatever it is
            done.set_exception(error)
        return done
