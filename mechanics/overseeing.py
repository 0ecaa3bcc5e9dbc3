"""Work that someone waits for, and may not want any more.

It is done in a thread of its own, while whoever asked for it calls `pause` several times a second. What that raises
(as does Ctrl+C) ends the work: a `Watch` tells native code by a word in its memory, and Python code when it asks.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.engine import Pause

LOOK_UP = 0.05
"""Seconds between two calls of `pause`."""
PATIENCE = 0.3
"""Seconds to wait for the end of work that is not wanted any more. What takes longer (LLVM, when it compiles) ends by
itself, and nobody hears of it."""

MOST_AT_ONCE = 1_000
"""More than are ever at work: who waits for one may be at work in another."""

Result = TypeVar("Result")


class EndedError(Exception):
    """Raised within work that is not wanted any more; nobody outside sees it."""


class Watch:
    """Whether work is still wanted. The one who does it looks, or has a word of memory set."""

    def __init__(self) -> None:
        self._over = False
        self._words: list[NDArray[np.int64]] = []
        self._lock = threading.Lock()

    def look(self) -> None:
        """Raise EndedError if the work is not wanted any more."""
        if self._over:
            raise EndedError

    def tell(self, words: NDArray[np.int64]) -> None:
        """Set these words to 1 once the work is not wanted any more; now, if that is so."""
        with self._lock:
            self._words.append(words)
            words[...] = self._over

    def end(self) -> None:
        """The work is not wanted any more."""
        with self._lock:
            self._over = True
            for words in self._words:
                words[...] = 1


class ThreadWatch(Watch):
    """Ends Python code that does not look, too: `with watch:` raises EndedError wherever it is by then.

    Only from the second `end` on: what is raised within a callback of the garbage collector, Python throws away. What
    is done within must hold no lock and import no module: it may end anywhere.
    """

    def __init__(self) -> None:
        super().__init__()
        self._thread: int | None = None

    def __enter__(self) -> ThreadWatch:
        with self._lock:
            self.look()
            self._thread = threading.get_ident()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._thread = None
            ended = self._over
        if ended:
            _meet()

    def end(self) -> None:
        """The work is not wanted any more; told again, it is ended wherever it is."""
        told = self._over
        super().end()
        with self._lock:
            if told and self._thread is not None:
                _raise_in(self._thread)


def _raise_in(thread: int) -> None:
    """Let Python raise EndedError in a thread, wherever it is by then."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(EndedError))


def _meet() -> None:
    """Meet here, in this thread, the error that was sent to it, if it has not arrived.

    Taking it back instead would not do: CPython 3.11 looks for it from then on at every call, and where calls are
    traced (debuggers, coverage, profilers) it does nothing else.
    """
    try:
        _raise_in(threading.get_ident())
        while True:
            pass
    except EndedError:
        pass


W = TypeVar("W", bound=Watch)


def overseen(work: Callable[[W], Result], watch: W, pause: Pause) -> Result:
    """Do it, unless `pause` raises something before it is done; that is then raised, and the work ended."""
    task = _threads(os.getpid()).submit(work, watch)
    try:
        while not wait([task], LOOK_UP).done:
            pause()
        pause()
        return task.result()
    finally:
        patience = time.monotonic() + PATIENCE
        watch.end()
        while not wait([task], LOOK_UP).done and time.monotonic() < patience:
            watch.end()


@cache
def _threads(process: int) -> ThreadPoolExecutor:
    """Threads that stay: to begin one takes longer than many a model runs. A process forked off has none of them."""
    return ThreadPoolExecutor(MOST_AT_ONCE, "sobremesa")
